import pytest

from noiselab.common import folders
from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.experiment import keras_setup
from noiselab.store import fingerprint, standing
from noiselab.study import sweep_file


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


def put(folder, result):
    place = folder.point(result.point.id)
    place.path.mkdir(parents=True, exist_ok=True)
    place.result.write_text(result.as_json())


def standings(sweep, folder):
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    return [(item.status, item.why) for item in planned]


def current(point):
    return fingerprint.of(point, folders.TEMPLATE, "data" * 4)


def test_points_are_told_apart_by_where_they_stand(sweep, folder, make_result):
    done, failed, stale, _ = sweep.points()
    put(folder, make_result(done, fingerprint=current(done)))
    put(folder, make_result(failed, status="failed", error="E: no"))
    put(folder, make_result(stale, fingerprint=current(stale) | {"code": "old"}))
    assert standings(sweep, folder) == [
        ("done", ""),
        ("failed", "E: no"),
        ("stale", "changed since: code"),
        ("missing", "not run yet"),
    ]


def test_other_settings_are_named_with_both_ways_on(sweep, folder, make_result):
    before = sweep.model_copy(update={"batch_size": 64})
    for point in before.points():
        put(folder, make_result(point, fingerprint=current(point)))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert {item.status for item in planned} == {"changed"}
    with pytest.raises(RequestError) as caught:
        standing.refuse_changed_settings(planned, sweep)
    assert str(caught.value) == (
        "4 finished points of small have other settings (mlnn--gaussian--0.0--r0: "
        "batch_size was 64, is 128); keep them and give this study its own folder with "
        "--set name=trial, or run them again with --force"
    )


def test_a_failed_point_with_other_settings_just_runs_again(sweep, folder, make_result):
    before = sweep.model_copy(update={"batch_size": 64})
    for point in before.points():
        put(folder, make_result(point, status="failed", error="E: no"))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    standing.refuse_changed_settings(planned, sweep)
    assert {item.status for item in planned} == {"failed"}


def test_a_finished_point_that_fits_again_is_done_whatever_failed_since(
    sweep, folder, make_result
):
    point = next(sweep.points())
    put(folder, make_result(point, fingerprint=current(point)))
    attempt = folder.point(point.id).failed_attempt
    attempt.path.mkdir()
    failed = make_result(point, status="failed", error="E: no")
    attempt.result.write_text(failed.as_json())
    assert standings(sweep, folder)[0] == ("done", "")


def test_a_new_level_makes_no_finished_point_stale(sweep, folder, make_result):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point)))
    wider = sweep.model_copy(update={"noise": {"gaussian": (0.0, 0.5, 0.7)}})
    assert [status for status, _ in standings(wider, folder)] == [
        *("done", "done", "missing"),
        *("done", "done", "missing"),
    ]


def test_points_of_another_precision_are_not_mixed_in(folder, make_result, monkeypatch):
    given = {"name": "small", "dataset": "digits", "models": "mlnn", "levels": [0]}
    monkeypatch.setattr(keras_setup, "_computes_bfloat16", lambda: True)
    before = sweep_file.check(given | {"precision": "auto"})
    for point in before.points():
        put(folder, make_result(point, fingerprint=current(point)))
    monkeypatch.setattr(keras_setup, "_computes_bfloat16", lambda: False)
    now = sweep_file.check(given | {"precision": "auto"})
    planned = standing.make(now, folder, "data" * 4, folders.TEMPLATE)
    with pytest.raises(RequestError, match="precision was bfloat16, is float32"):
        standing.refuse_changed_settings(planned, now)
