"""The key `test.sets`: further test images, with labels, and what is said of them."""

import pytest

from noiselab.common.errors import SweepError
from noiselab.common.folders import SweepFolder
from noiselab.store import prepare
from noiselab.study import changes, further_sets, record, sweep_file
from noiselab.study.condition import Condition

SETS = {"fog": "mnist_c/fog", "other": {"path": "x.npz", "white": 16, "size": None}}


def checked(sweep, sets, **fields):
    return sweep_file.check(sweep.as_file() | {"test": {"sets": sets}} | fields)


def test_sets_add_conditions_and_no_point(sweep):
    further = checked(sweep, SETS)
    assert [*further.points()] == [*sweep.points()]
    own = sweep.conditions()
    sets = [Condition(set="fog"), Condition(set="other")]
    assert further.conditions() == [*own, *sets]
    assert str(sets[0]) == "test set fog"


def test_they_are_stored_and_read_back(sweep, tmp_path):
    further = checked(sweep, SETS)
    assert sweep_file.check(further.as_file()) == further
    folder = SweepFolder(tmp_path / "small")
    prepare.prepare(further, folder)
    stored = record.read(folder)
    assert stored.conditions() == further.conditions()
    assert stored.test == further.test


def test_they_are_read_as_the_own_data_but_for_what_they_say(sweep):
    own = {"white": 9, "size": 8, "limit": 5, "test": 0.2, "labels": {"from": 1}}
    said = checked(sweep, SETS).test.sets["other"].data
    assert further_sets.reading(own, said) == {"white": 16, "labels": {"from": 1}}


def test_a_path_on_the_command_line_is_text():
    fields = {}
    changes.apply(fields, "test.sets.fog=1: 2/fog", [])
    changes.apply(fields, "test.sets.dark.path=dark.npz", [])
    changes.apply(fields, "test.sets.dark.white=16", [])
    dark = {"path": "dark.npz", "white": 16}
    assert fields == {"test": {"sets": {"fog": "1: 2/fog", "dark": dark}}}


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([1], "test.sets must hold a name and a path for each, not [1]"),
        (
            {"Fog 1": "a.npz"},
            "test.sets names a set by up to 40 lowercase letters, digits and _, not "
            '"Fog 1"',
        ),
        (
            {"gaussian": "a.npz"},
            "test.sets.gaussian is a kind of noise of this sweep; choose another name",
        ),
        (
            {"mist": "fog"},
            "test.sets.mist must be the path of a file or a folder, or the name of a "
            'data set, not "fog"; a folder here is ./fog',
        ),
        ({"mist": 3}, "test.sets.mist must be the path of a file or a folder, or"),
        ({"mist": {"white": 3}}, "test.sets.mist.path is missing"),
        (
            {"mist": {"path": "a.npz", "whit": 3}},
            "test.sets.mist.whit is not a key of a set (did you mean white?)",
        ),
        (
            {"mist": {"path": "a.npz", "white": "x"}},
            'test.sets.mist.white must be a number, not "x"',
        ),
        (
            {"mist": {"path": "a.npz", "test": 0.2}},
            "test.sets.mist.test is of the sweep's own data; leave it out",
        ),
        (
            {"mist": "a.npz", "haze": "a.npz"},
            "test.sets.haze is the same as mist; leave one of them out",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(sweep, sets, message):
    with pytest.raises(SweepError) as caught:
        checked(sweep, sets)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_of_the_sweeps_own_kinds_is_taken(sweep):
    noise = {"blur45": {"kind": "motion_blur", "angle": 45, "levels": [0, 3]}}
    with pytest.raises(SweepError, match=r"test\.sets\.blur45 is a kind of noise"):
        checked(sweep, {"blur45": "a.npz"}, noise=noise)
