from dataclasses import replace

import pytest
from helpers.studies import first

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.front import messages
from noiselab.front.options import flag
from noiselab.front.run_options import RunOptions
from noiselab.store import fingerprint, standing
from noiselab.store.durations import Estimate
from noiselab.study import noise_warnings
from noiselab.study.condition import Condition
from noiselab.study.noise_warnings import Noted


@pytest.fixture
def planned(sweep, tmp_path, make_result):
    folder = SweepFolder(tmp_path)
    done, stale, *_ = sweep.points()
    for point, changes in ((done, {}), (stale, {"code": "old"})):
        parts = fingerprint.of(point, folders.TEMPLATE, "data" * 4) | changes
        files = folder.point(point.id)
        files.path.mkdir(parents=True)
        files.result.write_text(make_result(point, fingerprint=parts).as_json())
    return standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)


def test_the_status_of_each_point_is_printed(planned, capsys):
    messages.standing(planned)
    assert capsys.readouterr().out.splitlines() == [
        "mlnn--clean--0.0--r0        done",
        "mlnn--gaussian--0.5--r0     stale     differs in code",
        "convnet--clean--0.0--r0     missing   not run yet",
        "convnet--gaussian--0.5--r0  missing   not run yet",
        "1 done, 1 stale, 2 missing",
    ]


def test_what_networks_are_still_to_be_tested_on_is_told(capsys):
    messages.waiting({})
    assert capsys.readouterr().out == ""
    fog, noisy = Condition(set="fog"), Condition("shot", 0.1)
    messages.waiting({"a": [fog], "b": [noisy, Condition("shot", 0.2), fog]})
    told = "4 tests of 2 networks to do: on 2 kinds and levels of noise, test set fog\n"
    assert capsys.readouterr().out == told


def test_what_would_run_and_for_how_long(planned, capsys):
    estimate = Estimate(item.result for item in planned)
    messages.what_would_run(planned[1:2], planned, estimate)
    assert capsys.readouterr().out.splitlines() == [
        "mlnn--gaussian--0.5--r0  2 epochs  stale",
        "1 of 4 points would run, one after the other in about 3 s",
    ]


def test_stale_results_are_warned_of(planned, capsys):
    messages.stale_warning(planned)
    assert capsys.readouterr().err == (
        "1 finished point would be different now (mlnn--gaussian--0.5--r0 differs in "
        "code); the report shows what is stored\n"
    )
    messages.stale_warning(planned[:1])
    assert capsys.readouterr().err == ""


def test_networks_that_are_left_out_of_the_tests_are_told_with_the_reason(
    planned, capsys
):
    messages.left_out([])
    assert capsys.readouterr().err == ""
    messages.left_out(planned[1:2])
    assert capsys.readouterr().err == (
        "not testing 1 network on all noise of the study: mlnn--gaussian--0.5--r0 "
        "differs in code\n"
    )


def test_failures_name_their_files(planned, make_result, tmp_path, capsys):
    failed = make_result(planned[2].point, status="failed", error="E: no")
    messages.failures([failed], SweepFolder(tmp_path))
    folder = tmp_path / "points" / failed.point.id
    assert capsys.readouterr().err.splitlines() == [
        f"failed: {failed.point.id}: E: no",
        f"  notebook: {folder / 'notebook.ipynb'}",
        f"  log: {folder / 'log.txt'}",
    ]


def test_the_end_says_where_all_reports_are_and_where_this_one_is(tmp_path, capsys):
    folder = SweepFolder(tmp_path / "small")
    messages.end(folder)
    assert capsys.readouterr().out.splitlines() == [
        f"all studies: {tmp_path / 'index.html'}",
        f"report: {folder.report}",
    ]
    messages.end(folder, lambda line: None)
    assert capsys.readouterr().out == f"report: {folder.report}\n"


def test_options_without_effect_are_named_unless_little_is_to_be_printed(capsys):
    options = RunOptions(scheduler="tcp://host:8786", cold=True)
    messages.no_effect(options, flag)
    assert capsys.readouterr().err == (
        "--cold has no effect on points with --scheduler\n"
    )
    messages.no_effect(replace(options, loudness="quiet"), flag)
    assert capsys.readouterr().err == ""


def test_networks_that_could_not_be_tested_are_named_by_what_kept_them(capsys):
    messages.untested({"no such layer": ["a", "b", "c"], "killed": ["d"]})
    assert capsys.readouterr().err.splitlines() == [
        "failed: tests of a and 2 more: no such layer",
        "failed: tests of d: killed",
    ]


def test_points_of_other_libraries_beside_new_ones_are_warned_of(planned, capsys):
    older = replace(planned[0], differs=("libraries",))
    messages.other_libraries([older, *planned[1:]], planned[2:])
    assert capsys.readouterr().err == (
        "1 finished point of other libraries will stand beside new ones "
        f"({older.point.id} {older.why}); the report says so\n"
    )
    for all_points, to_run in (
        (planned, planned[2:]),
        ([older], [older]),
        ([older, *planned[1:]], []),
    ):
        messages.other_libraries(all_points, to_run)
        assert capsys.readouterr().err == ""


def test_networks_that_met_other_images_are_named_as_in_the_report(
    sweep, make_study, capsys
):
    study = make_study(sweep, lambda point, level: first(300))
    messages.other_images(study.folder)
    assert capsys.readouterr().err == ""
    result = study.results[-1].model_copy(update={"snr_db": 12.6})
    files = study.folder.point(result.point.id)
    files.result.write_text(result.as_json())
    messages.other_images(study.folder)
    assert capsys.readouterr().err.startswith(
        "Not all networks met the same test images with Gaussian noise of 0.5: their "
        "signal-to-noise ratios differ (ConvNet, Gaussian noise 0.5 on digits; "
    )


class TestUnmeantNoise:
    NOTED = Noted(
        kind="gaussian",
        level=0.5,
        where="mine.py, line 3",
        topic="white",
        text="turns every image white",
        remedy="give 0..1",
    )

    def test_what_points_found_is_told_once(self, sweep, make_study, capsys):
        study = make_study(sweep, lambda point, level: first(300))
        unmeant = messages.UnmeantNoise(study.folder)
        for result in study.results:
            folder = study.folder.point(result.point.id)
            folder.path.mkdir(parents=True, exist_ok=True)
            noise_warnings.write(folder, [self.NOTED])
            unmeant.ended(result)
        assert capsys.readouterr().err == (
            "mine.py, line 3: noise gaussian at level 0.5 turns every image white; "
            "give 0..1; the report says so\n"
        )

    def test_noise_without_effect_is_told_once(self, sweep, make_study, capsys):
        study = make_study(sweep, lambda point, level: first(300))
        unmeant = messages.UnmeantNoise(study.folder)
        for result in study.results:
            unmeant.ended(result.model_copy(update={"snr_db": None}))
            unmeant.ended(result.model_copy(update={"status": "failed"}))
        assert capsys.readouterr().err == (
            "noise gaussian at level 0.5 changes no value of any test image; the "
            "report says so\n"
        )
