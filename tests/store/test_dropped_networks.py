import json

import numpy as np
import pytest
from helpers.networks import write_network

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.store import (
    cross_tests,
    dropped_networks,
    fingerprint,
    network_layers,
    point_files,
    result_file,
    standing,
    untested,
)
from noiselab.store.cross_tests import Transfer
from noiselab.study import sweep_file


@pytest.fixture
def made(sweep, make_result, tmp_path):
    """Makes a finished study of two repeats whose networks were tested everywhere."""

    def make(keep):
        fields = {"models": ["mlnn"], "repeats": 2, "keep": keep}
        checked = sweep_file.check(sweep.as_file() | fields)
        folder = SweepFolder(tmp_path / "small")
        for point in checked.points():
            now = fingerprint.of(point, folders.TEMPLATE, "data")
            own = folder.point(point.id)
            own.path.mkdir(parents=True, exist_ok=True)
            write_network(own.model)
            files = point_files.records(own)
            result = make_result(point, fingerprint=now, files=files)
            own.result.write_text(result.as_json())
            right = np.ones(4, bool)
            tests = {
                each: cross_tests.Tested(0.5, right) for each in checked.conditions()
            }
            cross_tests.write(own, result, Transfer(tests))
        return checked, folder

    return make


def planned(sweep, folder):
    return standing.make(sweep, folder, "data", folders.TEMPLATE)


def drop(sweep, folder, kept=()):
    items = planned(sweep, folder)
    spared = {*untested.unfinished_transfers(sweep, folder, items, {}), *kept}
    return dropped_networks.drop(sweep, folder, items, spared)


def left(sweep, folder):
    return [p.id for p in sweep.points() if folder.point(p.id).model.is_file()]


@pytest.mark.parametrize(("keep", "some"), [("all", 4), ("first", 2), ("none", 0)])
def test_the_networks_stay_that_the_sweep_keeps(made, keep, some):
    sweep, folder = made(keep)
    assert drop(sweep, folder) == 4 - some
    assert left(sweep, folder) == [p.id for p in [*sweep.points()][:some]]
    items = planned(sweep, folder)
    assert {item.status for item in items} == {"done"}
    assert standing.choose(items, "stop") == standing.choose(items, "dropped") == []
    assert drop(sweep, folder) == 0


def test_a_result_says_that_its_network_is_gone_and_what_its_layers_were(made):
    sweep, folder = made("none")
    point = next(sweep.points())
    layers = network_layers.read(folder.point(point.id).model)
    assert layers
    drop(sweep, folder)
    result = result_file.read(folder.point(point.id), point)
    assert result.dropped.layers == layers
    assert "model.keras" not in result.files


def test_a_network_that_lacks_a_test_stays(made):
    sweep, folder = made("none")
    point = next(sweep.points())
    folder.point(point.id).transfer.unlink()
    assert drop(sweep, folder) == 3
    assert left(sweep, folder) == [point.id]


def test_a_network_of_a_point_that_is_kept_as_it_is_stays(made):
    sweep, folder = made("none")
    point = next(sweep.points())
    assert drop(sweep, folder, [point.id]) == 3
    assert left(sweep, folder) == [point.id]


def test_a_removal_that_was_cut_short_is_finished_the_next_time(made, monkeypatch):
    sweep, folder = made("none")
    item = planned(sweep, folder)[0]
    own = folder.point(item.point.id)
    said = dropped_networks.without_network(folder, item.result)
    own.result.write_text(said.as_json())
    assert planned(sweep, folder)[0].status == "done"
    assert drop(sweep, folder) == 4
    assert left(sweep, folder) == []


def test_what_is_asked_for_later_needs_the_networks_that_are_gone(made):
    sweep, folder = made("none")
    drop(sweep, folder)
    assert dropped_networks.needed(sweep, folder, planned(sweep, folder)) == []
    more = sweep_file.check(sweep.as_file() | {"test": {"noise": {"shot": [0.1]}}})
    items = planned(more, folder)
    assert untested.unfinished_transfers(more, folder, items, {}) == {}
    needed = dropped_networks.needed(more, folder, items)
    assert [x.point.id for x in needed] == [p.id for p in more.points()]
    ids = {x.point.id for x in needed}
    assert standing.choose(items, "stop", ids) == []
    assert standing.choose(items, "dropped", ids) == items
    first = sweep_file.check(sweep.as_file() | {"keep": "first"})
    needed = dropped_networks.needed(first, folder, planned(first, folder))
    assert {x.point.repeat for x in needed} == {0}
    assert len(needed) == 2


def test_a_result_that_says_nothing_of_it_is_written_as_before(made):
    sweep, folder = made("all")
    text = folder.point(next(sweep.points()).id).result.read_text()
    assert "dropped" not in json.loads(text)
