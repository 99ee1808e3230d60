"""One network without noise for all kinds, and those of before, one for each kind."""

import json

import numpy as np
import pytest

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.store import (
    clean_points,
    cross_tests,
    fingerprint,
    results,
    seal,
    standing,
)
from noiselab.store.clean_points import CleanPoints
from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition

RIGHT = np.arange(400) < 360
OLD, NEW = "mlnn--gaussian--0.0--r0", "mlnn--clean--0.0--r0"
SHOT = "mlnn--shot--0.0--r0"


@pytest.fixture
def kinds(sweep):
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1]}
    return sweep_file.check(sweep.as_file() | {"noise": noise, "models": ["mlnn"]})


@pytest.fixture
def old(kinds, make_study):
    """The folder of a study of before, with the fingerprints that points have now."""
    folder = make_study(kinds, lambda p, level: RIGHT, old=True).folder
    for place in kinds.places():
        files = folder.point(place.place_id)
        now = fingerprint.of(place, folders.TEMPLATE, "data")
        for path in (files.result, files.transfer):
            fields = json.loads(path.read_text())
            fields.pop(seal.KEY, None)
            path.write_text(json.dumps(fields | {"fingerprint": now}))
    return folder


def standings(sweep, folder):
    planned = standing.make(sweep, folder, "data", folders.TEMPLATE)
    return {item.point.id: item.status for item in planned}


def test_without_noise_there_is_one_point_for_all_kinds(kinds):
    assert [point.id for point in kinds.points()] == [
        NEW,
        "mlnn--gaussian--0.5--r0",
        "mlnn--shot--0.1--r0",
    ]
    assert [place.id for place in kinds.places()].count(NEW) == 2


def test_its_result_stands_at_the_place_of_every_kind(kinds, make_study):
    folder = make_study(kinds, lambda p, level: RIGHT).folder
    read = results.read_sweep(folder.path)[1]
    places = [(r.point.noise, r.point.level, r.point.id) for r in read]
    assert places == [
        ("gaussian", 0.0, NEW),
        ("gaussian", 0.5, "mlnn--gaussian--0.5--r0"),
        ("shot", 0.0, NEW),
        ("shot", 0.1, "mlnn--shot--0.1--r0"),
    ]
    assert [*results.load(folder.path)["point"]] == [name for _, _, name in places]
    assert len(results.once(read)) == 3


def test_what_was_finished_for_a_kind_is_that_point_and_is_not_trained_again(
    kinds, old
):
    found = standings(kinds, old)
    assert [*found] == [OLD, "mlnn--gaussian--0.5--r0", "mlnn--shot--0.1--r0"]
    assert found[OLD] == "done"
    turned = sweep_file.check(
        kinds.as_file() | {"noise": {"shot": [0, 0.1], "uniform": [0, 0.5]}}
    )
    assert standings(turned, old)[SHOT] == "done"
    lone = sweep_file.check(kinds.as_file() | {"noise": {"uniform": [0, 0.5]}})
    assert standings(lone, old)[OLD] == "done"


@pytest.mark.parametrize("lost", [False, True])
def test_each_kind_shows_its_own_network_of_before_while_it_is_there(kinds, old, lost):
    if lost:
        (old.point(SHOT).result).unlink()
    read = results.read_sweep(old.path)[1]
    shown = {r.point.noise: r.point.id for r in read if not r.point.level}
    assert shown == {"gaussian": OLD, "shot": OLD if lost else SHOT}
    assert {r.status for r in read} == {"done"}
    assert [p.id for p in clean_points.lying_in(old, kinds)] == [
        *dict.fromkeys(r.point.id for r in read)
    ]


def test_a_network_of_other_settings_does_not_stand_beside_a_new_one(kinds, old):
    fields = json.loads(old.point(SHOT).result.read_text())
    fields["point"]["seed"] = 5
    old.point(SHOT).result.write_text(json.dumps(fields))
    shot = next(p for p in kinds.places() if p.noise == "shot")
    assert CleanPoints(old).at(shot).id == OLD


def test_tests_of_before_are_those_of_the_kind_that_the_folder_is_called_by(kinds, old):
    read = results.read_sweep(old.path)[1]
    missing = cross_tests.missing(kinds, old, read)
    assert missing[OLD] == [Condition("shot", 0.1)]
    assert missing[SHOT] == [Condition("gaussian", 0.5)]
    known = cross_tests.read(old.point(SHOT), read[2])
    assert [*known.tests] == [CLEAN, Condition("shot", 0.1)]


def test_tests_with_noise_of_other_code_are_done_again(kinds, old):
    (result, *_) = results.read_sweep(old.path)[1]
    code = {"gaussian": result.fingerprint["kind"], "shot": "x"}
    assert cross_tests.missing(kinds, old, [result], code)[OLD] == [
        Condition("shot", 0.1)
    ]
    code["gaussian"] = "other"
    assert cross_tests.missing(kinds, old, [result], code)[OLD] == [
        *(Condition("gaussian", 0.5), Condition("shot", 0.1))
    ]


def test_a_study_without_a_folder_has_points_all_the_same(kinds, tmp_path):
    folder = SweepFolder(tmp_path / "none")
    assert standings(kinds, folder)[NEW] == "missing"
