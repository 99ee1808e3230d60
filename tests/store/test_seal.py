import json

import pytest

from noiselab.store import seal

FIELDS = {"point": {"level": 0.1, "name": "é"}, "losses": [0.1 + 0.2, None], "n": 3}


def test_what_was_sealed_is_not_broken():
    fields = json.loads(seal.sealed(FIELDS))
    assert not seal.is_broken(fields)
    assert {name: fields[name] for name in FIELDS} == FIELDS


def test_what_is_no_number_is_sealed_as_it_is_written():
    assert not seal.is_broken(json.loads(seal.sealed({"loss": float("nan")})))


def test_the_order_and_the_layout_do_not_count():
    fields = json.loads(seal.sealed(FIELDS))
    assert not seal.is_broken(dict(reversed(fields.items())))


@pytest.mark.parametrize(
    "change",
    [{"n": 4}, {"losses": [0.3, None]}, {"more": 1}, {"sha256": "0" * 64}],
)
def test_any_change_breaks_it(change):
    assert seal.is_broken({**json.loads(seal.sealed(FIELDS)), **change})


def test_of_files_without_a_digest_nobody_can_tell():
    assert not seal.is_broken(FIELDS)
