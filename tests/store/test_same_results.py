"""Earlier code that gives the same results is no reason to train again."""

import json

import pytest

from noiselab.store import fingerprint, same_results

NOW = {
    "code": "c2",
    "template": "t2",
    "kind": {"gaussian": "g2", "shot": "s2"},
    "model": {"mlnn": "m2"},
}
OLD = {"code": "c0", "template": "t0"}
LATER = {
    "code": "c1",
    "template": "t2",
    "kind": {"gaussian": "g1"},
    "model": {"mlnn": "m2"},
}


@pytest.fixture(autouse=True)
def entered(monkeypatch):
    table = {"now": NOW, "earlier": [OLD, LATER]}
    monkeypatch.setattr(same_results, "table", lambda: table)


def alike(before, now=None, kind="gaussian", model="mlnn"):
    today = {"code": "c2", "template": "t2", "kind": "g2", "model": "m2"}
    return same_results.unchanged(before, today | (now or {}), kind, model)


def test_a_point_of_an_entered_state_is_as_it_would_be_now():
    before = {"code": "c0", "template": "t0", "kind": "", "model": ""}
    assert alike(before) == {"code", "template", "kind", "model"}
    before = {"code": "c1", "template": "t2", "kind": "g1", "model": "m2"}
    assert alike(before) == {"code", "kind"}


def test_plugins_must_do_what_they_did():
    before = {"code": "c0", "template": "t0", "kind": "", "model": "abc"}
    assert alike(before, {"model": "m2+abc"}) >= {"model"}
    assert "model" not in alike(before, {"model": "m2+abd"})
    assert "model" not in alike(before)
    before = {"code": "c1", "template": "t2", "kind": "g1+abc", "model": "m2"}
    assert alike(before, {"kind": "g2+abc"}) == {"code", "kind"}
    assert alike(before) == {"code"}


def test_of_another_state_or_of_other_code_now_nothing_is_the_same():
    assert alike({"code": "cx", "template": "tx", "kind": "", "model": ""}) == set()
    before = {"code": "c0", "template": "t0", "kind": "", "model": ""}
    assert alike(before, {"code": "c3"}) == {"template"}
    assert alike(before, {"template": "t3"}) == {"code", "kind", "model"}
    assert alike(before, {"kind": "g3"}) == {"code", "template", "model"}
    assert alike(before, kind="rain") == {"code", "template", "model"}
    assert alike({"settings": "s"}) == set()


def test_the_table_that_is_shipped_can_be_read():
    table = json.loads(same_results.TABLE.read_text())
    for state in (table["now"], *table["earlier"]):
        assert {"code", "template"} <= {*state} <= {*NOW}
        assert all(isinstance(state[part], str) for part in ("code", "template"))
    assert {*table["now"]} == {*NOW}
    assert {*NOW} <= {*fingerprint.PARTS}
