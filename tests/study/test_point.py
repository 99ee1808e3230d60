import json

import pytest
import yaml
from helpers.standings import current, plan

from noiselab.common.folders import SweepFolder
from noiselab.store import prepare, results
from noiselab.study import sweep_file
from noiselab.study.point import LATER, Point
from noiselab.study.ways import USUAL, Way

FIELDS = ("digits", "mlnn", "gaussian", 0.5, False, 0, 0, 2, 0.001, 128, "float32")


def test_what_came_later_counts_only_where_it_says_something():
    point = Point(*FIELDS)
    assert all(getattr(point, name) == {} for name in LATER)
    assert not {*LATER} & {*point.settings()}
    fresh = Point(*FIELDS, train_options={"draw": "fresh"})
    assert fresh.settings() == point.settings() | {"train_options": {"draw": "fresh"}}
    assert fresh != point
    assert len({point, fresh}) == 2  # it can be a key


def test_its_way_is_that_of_its_options():
    options = {"draw": "fresh", "share": 0.5, "mixed": {"gaussian": 0.5, "shot": 0.1}}
    point = Point(*FIELDS, train_options=options)
    assert point.way == Way("fresh", 0.5, "exact", "mixed")
    assert point.kinds_used == ["gaussian", "shot"]
    assert point.by_axis() == {
        "draw": "fresh",
        "share": 0.5,
        "spread": "exact",
        "kinds": "mixed",
    }
    assert Point(*FIELDS).way == USUAL
    assert Point(*FIELDS).kinds_used == ["gaussian"]


@pytest.fixture
def of_before(tmp_path, sweep, make_result):
    """A study as it was stored before training images had options."""
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    for point in sweep.points():
        files = folder.point(point.id)
        files.path.mkdir()
        fields = json.loads(make_result(point, fingerprint=current(point)).as_json())
        del (
            fields["point"]["selection_options"],
            fields["point"]["train_options"],
            fields["sha256"],
        )
        files.result.write_text(json.dumps(fields))
    settings = yaml.safe_load(folder.sweep.read_text())
    del settings["train"], settings["validation"], settings["stop"]
    folder.sweep.write_text(yaml.safe_dump(settings, sort_keys=False))
    return folder


def test_a_study_of_before_is_trained_as_usual_and_stays_done(sweep, of_before):
    stored, found = results.read_sweep(of_before.path)
    assert stored.train == sweep.train
    assert [result.point for result in found] == [*sweep.points()]
    assert all("settings" not in item.differs for item in plan(sweep, of_before))
    fresh = {**yaml.safe_load(of_before.sweep.read_text()), "train": {"draw": "fresh"}}
    statuses = {
        item.point.id: item.status for item in plan(sweep_file.check(fresh), of_before)
    }
    noisy = {name for name in statuses if "--fresh" in name}
    assert {statuses[name] for name in noisy} == {"missing"}
    assert len(noisy) == 2
