import dataclasses
import json

import pytest
from helpers.standings import current, put, standings

from noiselab.common import folders
from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.experiment import keras_setup
from noiselab.store import libraries, results, standing, untested
from noiselab.study import sweep_file


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


def test_every_point_has_a_status(sweep, folder, make_result):
    done, failed, stale, _ = sweep.points()
    put(folder, make_result(done, fingerprint=current(done)))
    put(folder, make_result(failed, status="failed", error="E: no"))
    put(folder, make_result(stale, fingerprint=current(stale) | {"code": "old"}))
    assert standings(sweep, folder) == [
        ("done", ""),
        ("failed", "E: no"),
        ("stale", "differs in code"),
        ("missing", "not run yet"),
    ]


@pytest.fixture
def mixed(sweep, folder, make_result):
    """A point of each status: done, stale, failed, missing."""
    done, stale, failed, _ = sweep.points()
    put(folder, make_result(done, fingerprint=current(done)))
    put(folder, make_result(stale, fingerprint=current(stale) | {"code": "old"}))
    put(folder, make_result(failed, status="failed", error="E: no"))
    return standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)


@pytest.mark.parametrize(
    ("again", "statuses"),
    [
        ("keep", ["failed", "missing"]),
        ("changed", ["stale", "failed", "missing"]),
        ("all", ["done", "stale", "failed", "missing"]),
    ],
)
def test_what_runs_is_what_was_asked_for(mixed, again, statuses):
    assert [item.status for item in standing.choose(mixed, again)] == statuses


def test_finished_work_is_never_trained_again_unasked(mixed):
    with pytest.raises(RequestError) as caught:
        standing.choose(mixed, "stop")
    assert str(caught.value) == (
        "1 of 2 finished points would be different now, in code (1): "
        "mlnn--gaussian--0.5--r0 differs in code; nothing was run. Run it again with "
        'rerun="changed" (about 3 s), use it unchanged with keep=True, or give this '
        'study its own folder with changes=["name=trial"]'
    )
    assert caught.value.for_command() == (
        "1 of 2 finished points would be different now, in code (1): "
        "mlnn--gaussian--0.5--r0 differs in code; nothing was run. Run it again with "
        "--rerun changed (about 3 s), use it unchanged with --keep, or give this study "
        "its own folder with --set name=trial"
    )


def test_what_is_missing_or_failed_runs_unasked(sweep, folder, make_result):
    done, failed, *_ = sweep.points()
    put(folder, make_result(done, fingerprint=current(done)))
    put(folder, make_result(failed, status="failed", error="E: no"))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    statuses = [item.status for item in standing.choose(planned, "stop")]
    assert statuses == ["failed", "missing", "missing"]


def test_other_settings_are_named_by_the_same_rule(sweep, folder, make_result):
    before = sweep.model_copy(update={"batch_size": 64})
    for point in before.points():
        put(folder, make_result(point, fingerprint=current(point)))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert {item.status for item in planned} == {"stale"}
    message = (
        "4 of 4 finished points would be different now, in settings (4): "
        "mlnn--clean--0.0--r0 differs in settings (batch_size was 64, is 128); "
        'nothing was run. Run them again with rerun="changed" (about 12 s), use them '
        "unchanged with keep=True, or give this study its own folder with "
        'changes=["name=trial"]'
    )
    with pytest.raises(RequestError) as caught:
        standing.choose(planned, "stop")
    assert str(caught.value) == message
    with pytest.raises(RequestError) as caught:
        standing.check_for_report(planned, "stop")
    assert str(caught.value) == message
    standing.check_for_report(planned, "keep")


def test_a_report_shows_what_differs_in_other_parts(mixed):
    standing.check_for_report(mixed, "stop")


def test_a_result_of_another_point_is_never_done(sweep, folder, make_result):
    """Standing and results agree, also if only the point was edited by hand."""
    point = next(sweep.points())
    edited = dataclasses.replace(point, epochs=9)
    put(folder, make_result(edited, fingerprint=current(point)))
    (planned, *_) = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert (planned.status, planned.why) == (
        "stale",
        "differs in settings (epochs was 9, is 2)",
    )
    files = folder.point(point.id)
    assert results.read(files, point).reason == "other_settings"
    kept = standing.used_as_they_are([planned])[point.id]
    assert results.read(files, point, kept).status == "done"


def test_a_failed_point_with_other_settings_just_runs_again(sweep, folder, make_result):
    before = sweep.model_copy(update={"batch_size": 64})
    for point in before.points():
        put(folder, make_result(point, status="failed", error="E: no"))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert len(standing.choose(planned, "stop")) == 4
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


def test_other_libraries_are_named_and_are_no_reason_to_train_again(
    sweep, folder, make_result
):
    keras = libraries.versions(libraries.here())["keras"]
    older = keras.replace("3.", "2.", 1)
    before = libraries.here().replace(f"keras {keras}", f"keras {older}")
    for point in sweep.points():
        parts = current(point) | {"libraries": before}
        put(folder, make_result(point, fingerprint=parts))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert standing.choose(planned, "stop") == []
    assert {(item.status, item.why) for item in planned} == {
        ("done", f"differs in libraries (keras was {older}, is {keras})")
    }


def test_a_record_without_them_has_its_libraries_from_its_environment(
    sweep, folder, make_result
):
    now = libraries.versions(libraries.here())
    for point, keras in zip(sweep.points(), (*[now["keras"]] * 3, "3.0"), strict=True):
        parts = current(point)
        del parts["libraries"]
        versions = {**now, "keras": keras}
        put(folder, make_result(point, fingerprint=parts, environment=versions))
    *_, last = standings(sweep, folder)
    assert standings(sweep, folder)[:3] == [("done", "")] * 3
    assert last == (
        "done",
        f"differs in libraries (keras was 3.0, is {now['keras']})",
    )


def test_a_file_changed_by_hand_is_named(sweep, folder, make_result):
    point = next(sweep.points())
    files = folder.point(point.id)
    digests = {"notebook.ipynb": "0" * 64}
    put(folder, make_result(point, fingerprint=current(point), files=digests))
    files.notebook.write_text("{}")
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert (planned[0].status, planned[0].why) == (
        "changed",
        "notebook.ipynb changed since it was finished",
    )
    with pytest.raises(RequestError) as caught:
        standing.choose(planned, "stop")
    assert str(caught.value) == (
        f"1 of 1 finished point is no longer as recorded, in files (1): {point.id} "
        "notebook.ipynb changed since it was finished; nothing was run. Run it again "
        'with rerun="changed" (about 3 s), use it unchanged with keep=True, or give '
        'this study its own folder with changes=["name=trial"]'
    )
    kept = standing.used_as_they_are(planned)
    assert {name: item.files for name, item in kept.items()} == {
        point.id: ["notebook.ipynb"]
    }


def test_a_lost_file_is_a_reason_to_run(sweep, folder, make_result):
    point = next(sweep.points())
    files = {"notebook.ipynb": "0" * 64}
    put(folder, make_result(point, fingerprint=current(point), files=files))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    assert (planned[0].status, planned[0].reason, planned[0].why) == (
        "missing",
        "lost_file",
        "its notebook.ipynb is lost or damaged",
    )


def test_a_new_level_makes_no_finished_point_stale(sweep, folder, make_result):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point)))
    wider = sweep.model_copy(update={"noise": {"gaussian": (0.0, 0.5, 0.7)}})
    assert [status for status, _ in standings(wider, folder)] == [
        "done",
        "done",
        "missing",
        "done",
        "done",
        "missing",
    ]


def test_points_of_another_precision_are_not_mixed_in(folder, make_result, monkeypatch):
    fields = {"name": "small", "dataset": "digits", "models": "mlnn", "levels": [0]}
    monkeypatch.setattr(keras_setup, "_computes_bfloat16", lambda: True)
    before = sweep_file.check(fields | {"precision": "auto"}).resolved()
    for point in before.points():
        put(folder, make_result(point, fingerprint=current(point)))
    monkeypatch.setattr(keras_setup, "_computes_bfloat16", lambda: False)
    now = sweep_file.check(fields | {"precision": "auto"}).resolved()
    planned = standing.make(now, folder, "data" * 4, folders.TEMPLATE)
    assert [item.why for item in planned] == [
        "differs in settings (precision was bfloat16, is float32)"
    ]


@pytest.fixture
def newer(sweep, folder, make_result):
    """The first of its points is finished, by a newer noiselab; its text."""
    point, *_ = sweep.points()
    put(folder, make_result(point, fingerprint=current(point)))
    path = folder.point(point.id).result
    path.write_text(path.read_text().replace('"schema": 3', '"schema": 4', 1))
    return standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)


@pytest.mark.parametrize("again", ["stop", "keep"])
def test_what_a_newer_noiselab_finished_is_not_trained_again_unasked(newer, again):
    assert [item.status for item in newer] == ["stale", *["missing"] * 3]
    with pytest.raises(RequestError) as caught:
        standing.choose(newer, again)
    assert str(caught.value) == (
        "1 point cannot be used, not even with keep=True: mlnn--clean--0.0--r0 its "
        "result.json was written by a newer noiselab; nothing was run. Use that "
        'noiselab, run it again with rerun="changed", or give this study its own '
        'folder with changes=["name=trial"]'
    )


def test_what_a_newer_noiselab_finished_runs_again_if_asked_for(newer):
    assert len(standing.choose(newer, "all")) == 4
    assert len(standing.choose(newer, "changed")) == 4


def test_a_report_does_not_say_that_it_uses_what_a_newer_noiselab_finished(newer):
    standing.check_for_report(newer, "stop")
    assert standing.used_as_they_are(newer) == {}


@pytest.mark.parametrize("schema", [0, 2, "4", True])
def test_nothing_else_counts_as_that_of_a_newer_noiselab(sweep, folder, schema):
    point, *_ = sweep.points()
    files = folder.point(point.id)
    files.path.mkdir(parents=True)
    files.result.write_text(json.dumps({"schema": schema, "status": "done"}))
    assert not standing.make(sweep, folder, "", folders.TEMPLATE)[0].is_newer


def test_a_failed_attempt_of_a_newer_noiselab_is_no_finished_work(sweep, folder):
    point, *_ = sweep.points()
    files = folder.point(point.id)
    files.path.mkdir(parents=True)
    files.result.write_text(json.dumps({"schema": 4, "status": "failed"}))
    assert standings(sweep, folder)[0] == (
        "missing",
        "its result.json has another schema",
    )


@pytest.mark.parametrize(
    ("part", "is_tested"),
    [
        *((part, False) for part in ("kind", "model", "code", "data")),
        *((part, True) for part in ("settings", "template")),
    ],
)
def test_kept_networks_are_not_tested_with_other_noise(
    sweep, folder, make_result, part, is_tested
):
    _, point, *_ = sweep.points()  # with noise, as its kind says nothing without
    put(folder, make_result(point, fingerprint=current(point) | {part: "old"}))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    as_they_are = standing.used_as_they_are(planned)
    assert as_they_are.keys() == {point.id}
    transfers = untested.unfinished_transfers(sweep, folder, planned, as_they_are)
    assert (point.id in transfers) == is_tested
    left_out = untested.left_out(sweep, folder, planned, as_they_are)
    assert [item.point.id for item in left_out] == [point.id] * (not is_tested)


def test_after_a_run_points_stand_by_what_was_checked(
    sweep, folder, make_result, tmp_path
):
    template = tmp_path / "own.ipynb"
    template.write_bytes(folders.TEMPLATE.read_bytes())
    planned = standing.make(sweep, folder, "data" * 4, template)
    for item in planned:
        put(folder, make_result(item.point, fingerprint=item.fingerprint))
    edited = folders.TEMPLATE.read_text().replace("clean.y_train,", "0 * y,")
    template.write_text(edited)
    now = standing.make(sweep, folder, "data" * 4, template)
    assert {item.status for item in now} == {"stale"}
    again = standing.again(planned, folder)
    assert {item.status for item in again} == {"done"}


@pytest.mark.parametrize(
    ("name", "is_tested"), [("model.keras", False), ("notebook.ipynb", True)]
)
def test_a_network_that_was_changed_is_not_tested(
    sweep, folder, make_result, name, is_tested
):
    point, *_ = sweep.points()
    put(folder, make_result(point, fingerprint=current(point)))
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    planned = [dataclasses.replace(planned[0], status="changed", changed=(name,))]
    as_they_are = standing.used_as_they_are(planned)
    transfers = untested.unfinished_transfers(sweep, folder, planned, as_they_are)
    assert (point.id in transfers) == is_tested


def test_data_that_is_not_here_is_not_compared(sweep, folder, make_result):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point) | {"data": "old"}))
    planned = standing.make(sweep, folder, None, folders.TEMPLATE)
    assert {item.status for item in planned} == {"done"}


def test_an_absent_plugin_is_not_compared(sweep, folder, make_result, tmp_path):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point) | {"kind": "old"}))
    lost = sweep.model_copy(update={"plugins": (tmp_path / "lost.py",)})
    planned = standing.make(lost, folder, "data" * 4, folders.TEMPLATE)
    assert {item.status for item in planned} == {"done"}
