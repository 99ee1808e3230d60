import json
import os
from pathlib import Path

import nbformat
import pytest

from noiselab.common import folders
from noiselab.common.errors import NoiselabError, OutputError
from noiselab.common.folders import SweepFolder
from noiselab.engine import run_points
from noiselab.engine.kernels import Kernels
from noiselab.engine.local_executor import LocalExecutor
from noiselab.front import publishing
from noiselab.front.clock import Clock
from noiselab.front.displays import Silent
from noiselab.store import prepare, results, standing
from noiselab.store.durations import Estimate
from noiselab.study import sweep_file

PARAMETERS = {"tags": ["parameters"]}


@pytest.fixture
def folder(tmp_path, sweep):
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    return folder


def run_all(sweep, folder, template, side_by_side=1):
    planned = standing.make(sweep, folder, "data" * 4, template)
    jobs = run_points.jobs(planned, threads=1)
    points = [item.point for item in planned]
    display = Silent(Clock(points, Estimate(), side_by_side))
    with Kernels() as kernels, LocalExecutor(folder, kernels, side_by_side) as pool:
        return run_points.run_points(jobs, pool, display)


@pytest.mark.parametrize("side_by_side", [1, 3])
def test_a_failed_point_does_not_stop_the_others(
    sweep, folder, fast_template, side_by_side
):
    levels = {"gaussian": (0.0, 0.3, 0.5)}
    ended = run_all(
        sweep.model_copy(update={"noise": levels}), folder, fast_template, side_by_side
    )
    found = {result.point.id: result.status for result in ended}
    assert found == {
        "mlnn--gaussian--0.0--r0": "done",
        "mlnn--gaussian--0.3--r0": "failed",
        "mlnn--gaussian--0.5--r0": "done",
        "convnet--gaussian--0.0--r0": "done",
        "convnet--gaussian--0.3--r0": "failed",
        "convnet--gaussian--0.5--r0": "done",
    }


def test_what_ran_is_done_by_the_plan(sweep, folder, fast_template):
    run_all(sweep, folder, fast_template)
    planned = standing.make(sweep, folder, "data" * 4, fast_template)
    assert {item.status for item in planned} == {"done"}
    planned = standing.make(sweep, folder, "other data", fast_template)
    assert {item.why for item in planned} == {"changed since: data"}


def test_the_sweep_lies_beside_its_points(sweep, folder):
    assert sweep_file.load(folder.sweep) == sweep


def test_a_place_that_cannot_be_written_to_is_named(tmp_path, sweep):
    (tmp_path / ".sweep.yaml.partial").mkdir()
    with pytest.raises(OutputError) as caught:
        prepare.prepare(sweep, SweepFolder(tmp_path))
    assert str(caught.value) == (
        f"{tmp_path / 'sweep.yaml'}: cannot be written to (Is a directory); name "
        "another folder with --out"
    )


@pytest.mark.parametrize("put", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_lock_makes_way_for_one(folder, put):
    put(folder.lock)
    with prepare.alone_in(folder):
        assert folder.lock.is_file()
        with pytest.raises(OutputError), prepare.alone_in(folder):
            pass
    assert os.path.lexists(folder.path / ".lock.aside1")


@pytest.mark.parametrize(
    "put", [lambda path: path.write_text("mine"), lambda path: path.symlink_to("mine")]
)
def test_what_is_no_folder_of_points_makes_way_for_one(tmp_path, sweep, put):
    put(tmp_path / "points")
    prepare.prepare(sweep, SweepFolder(tmp_path))
    assert (tmp_path / "points").is_dir()
    assert os.path.lexists(tmp_path / "points.aside1")


def test_a_report_comes_with_failed_and_missing_points_named(
    sweep, folder, make_result, read_json
):
    failed, *_ = sweep.points()
    place = folder.point(failed.id)
    place.path.mkdir()
    error = "ValueError: <b>no</b>"
    place.result.write_text(make_result(failed, status="failed", error=error).as_json())
    with Kernels() as kernels:
        publishing.write_report(sweep, folder, kernels)
    text = folder.report.read_text()
    assert "4 of 4 points are not in the figures above" in text
    assert "ValueError: &lt;b&gt;no&lt;/b&gt;" in text
    assert text.count("missing") >= 3
    assert folder.results.read_text().count("\n") == 5
    assert publishing.is_reported(sweep, folder)
    place.result.unlink()
    assert not publishing.is_reported(sweep, folder)


def test_a_comparison_that_fails_is_one_line_and_the_older_report_stays(
    sweep, folder, tmp_path, monkeypatch
):
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("folder: str = ''", metadata=PARAMETERS),
            nbformat.v4.new_code_cell("raise ValueError('no\\nsecond line')"),
        ]
    )
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb.metadata["kernelspec"] = spec
    failing = tmp_path / "failing.ipynb"
    nbformat.write(nb, failing)
    monkeypatch.setattr(folders, "COMPARE", failing)
    folder.report.write_text("older")
    with Kernels() as kernels, pytest.raises(NoiselabError) as caught:
        publishing.write_report(sweep, folder, kernels)
    assert str(caught.value) == f"{failing}: ValueError: no"
    assert folder.report.read_text() == "older"
    assert not list(folder.path.glob(".report*"))


def test_a_new_title_makes_the_report_again(sweep, study):
    folder = SweepFolder(study)
    made = results.read_sweep(study)[0]
    assert publishing.is_reported(made, folder)
    retitled = made.model_copy(
        update={"report": made.report.model_copy(update={"title": "Another"})}
    )
    assert not publishing.is_reported(retitled, folder)


def test_failed_attempts_go_once_the_finished_result_counts(
    sweep, folder, fast_template
):
    run_all(sweep, folder, fast_template)
    planned = standing.make(sweep, folder, "data" * 4, fast_template)
    attempt = folder.point(planned[0].point.id).failed_attempt
    attempt.path.mkdir()
    attempt.result.write_text(json.dumps({}))
    prepare.forget_failed_attempts(folder, planned)
    assert not attempt.path.exists()
