import dataclasses

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.store import kept
from noiselab.store.kept import Kept

DIFFERS = Kept(fingerprint={}, differs=["code"], files=["model.keras"])
CHANGED = Kept(fingerprint={}, files=["model.keras"])


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


def test_it_reads_back_and_goes_with_the_last_point(folder):
    points = {"a": Kept(fingerprint={"code": "c"}, differs=["code"], files=["x"])}
    kept.write(folder, points)
    assert kept.read(folder) == points
    kept.write(folder, {})
    assert not folder.kept.exists()
    kept.write(folder, {})
    assert kept.read(folder) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"points": 3}', '{"points": {"a": {}}}'])
def test_a_damaged_file_says_nothing(folder, text):
    folder.kept.write_text(text)
    assert kept.read(folder) == {}


def test_settings_without_a_known_difference_have_no_brackets(point):
    unknown = Kept(fingerprint={"later": "part"}, differs=["settings", "code"])
    words = "differs in settings and code"
    assert kept.in_words(unknown, point, point) == words


def test_differences_are_put_into_words(point):
    before = dataclasses.replace(point, epochs=1)
    for differs, files, words in (
        (["settings"], [], "differs in settings (epochs was 1, is 2)"),
        (["template", "code"], [], "differs in template and code"),
        (["kind", "model"], [], "differs in noise kind gaussian and model mlnn"),
        (["libraries"], [], "differs in libraries (were keras 3)"),
        ([], ["a", "b"], "a and b changed since it was finished"),
        (["data"], ["a"], "differs in data; a changed since it was finished"),
    ):
        point_kept = Kept(
            fingerprint={"libraries": "keras 3"}, differs=differs, files=files
        )
        assert kept.in_words(point_kept, before, point) == words


def test_libraries_are_told_by_what_changed_where_that_is_known(point):
    entry = Kept(fingerprint={}, differs=["libraries"])
    words = "differs in libraries (keras was 2, is 3)"
    assert kept.in_words(entry, point, point, "keras was 2, is 3") == words
    assert kept.in_words(entry, point, point) == "differs in libraries"


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ([DIFFERS, DIFFERS], "would be different now"),
        ([CHANGED], "is no longer as recorded"),
        ([CHANGED, CHANGED], "are no longer as recorded"),
        ([DIFFERS, CHANGED], "would be different now or are no longer as recorded"),
    ],
)
def test_a_changed_file_is_not_called_another_result(points, verdict):
    assert kept.verdict(points) == verdict
