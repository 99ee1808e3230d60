import csv
import dataclasses

import numpy as np
import pytest

from noiselab.common import files
from noiselab.common.errors import SweepError
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import results
from noiselab.store.kept import Kept
from noiselab.store.result import COLUMNS, Result
from noiselab.study import sweep_file

DESIGN = (
    "model,noise,level,repeat,draw,share,spread,kinds,point,status,"
    "diverged,"
    "train_loss,train_accuracy,val_loss,val_accuracy,"
    "snr_db,train_seconds,total_seconds,epochs_run,kept_epoch,right,count,calibration_error,"
    "peak_memory"
)


@pytest.fixture
def folder(tmp_path, point):
    folder = PointFolder(tmp_path / point.id)
    folder.path.mkdir()
    return folder


def put(folder, result):
    folder.path.mkdir(exist_ok=True)
    folder.result.write_text(result.as_json())


def test_a_result_reads_back_as_it_was_written(folder, point, make_result):
    result = make_result(point)
    put(folder, result)
    assert results.read(folder, point) == result


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "not_run"),
        ("", "unreadable"),
        ("{", "unreadable"),
        ("[]", "damaged"),
        ("5", "damaged"),
        ("{}", "damaged"),
        ('{"schema": 0}', "other_schema"),
        ('{"schema": 2, "point": {}}', "damaged"),
        ('{"schema": 3, "point": {}}', "damaged"),
    ],
)
def test_what_cannot_be_read_counts_as_missing(folder, point, text, reason):
    if text is not None:
        folder.result.write_text(text)
    assert results.read(folder, point) == Result(
        point=point, status="missing", reason=reason
    )


def test_a_folder_instead_of_a_result_counts_as_missing(folder, point):
    folder.result.mkdir()
    assert results.read(folder, point).status == "missing"


def test_no_run_leaves_a_result_that_is_missing(folder, point):
    put(folder, Result(point=point, status="missing", reason="not_run"))
    assert results.read(folder, point).reason == "damaged"


def test_a_later_failure_with_other_code_counts(folder, point, make_result):
    put(folder, make_result(point))
    failed = make_result(point, status="failed", error="E: no", fingerprint={})
    put(folder.failed_attempt, failed)
    assert results.read(folder, point).error == "E: no"
    assert results.finished(folder, point) == make_result(point)


def test_a_later_failure_with_the_same_code_does_not(folder, point, make_result):
    put(folder, make_result(point))
    put(folder.failed_attempt, make_result(point, status="failed", error="E: no"))
    assert results.read(folder, point).status == "done"


def test_a_result_with_other_settings_is_not_this_points(folder, point, make_result):
    put(folder, make_result(dataclasses.replace(point, epochs=1)))
    assert results.read(folder, point).reason == "other_settings"
    assert results.finished(folder, point).point.epochs == 1


def test_a_kept_result_counts_whatever_its_settings_were(folder, point, make_result):
    finished = make_result(dataclasses.replace(point, epochs=1))
    put(folder, finished)
    put(
        folder.failed_attempt,
        make_result(point, status="failed", fingerprint={"code": "new"}),
    )
    kept = Kept(fingerprint=finished.fingerprint, differs=["settings"])
    assert results.read(folder, point, kept) == finished
    of_another = Kept(fingerprint={}, differs=["settings"])
    assert results.read(folder, point, of_another).status == "failed"


@pytest.fixture
def sweep_folder(tmp_path, sweep, make_result):
    """One point done, one failed, one diverged, one missing."""
    folder = SweepFolder(tmp_path / sweep.name)
    folder.points.mkdir(parents=True)
    files.write(folder.sweep, sweep_file.dump(sweep))
    done, failed, diverged, _ = sweep.points()
    put(folder.point(done.id), make_result(done, snr_db=None))
    put(folder.point(failed.id), make_result(failed, status="failed", error="E: no"))
    lost = {"train_loss": None, "train_accuracy": 0.1, "val_loss": None}
    put(
        folder.point(diverged.id),
        make_result(
            diverged, 0.1, metrics=lost | {"val_accuracy": 0.1, "diverged": True}
        ),
    )
    return folder


def test_the_table_has_the_columns_and_a_row_for_every_point(sweep_folder):
    results.write_csv(sweep_folder.results, results.read_sweep(sweep_folder.path)[1])
    lines = sweep_folder.results.read_text().splitlines()
    assert lines[0] == DESIGN == ",".join(COLUMNS)
    rows = list(csv.DictReader(lines))
    assert [row["status"] for row in rows] == ["done", "failed", "done", "missing"]
    assert rows[0]["snr_db"] == ""
    assert rows[0]["val_accuracy"] == "0.5"
    assert rows[1]["val_accuracy"] == ""
    assert rows[1]["total_seconds"] == "3.0"
    assert [row["diverged"] for row in rows] == ["false", "", "true", ""]
    of_answers = ("val_loss", "val_accuracy", "train_accuracy", "right")
    assert {rows[2][name] for name in of_answers} == {""}
    assert (rows[2]["count"], rows[2]["epochs_run"]) == ("10", "2")


def test_options_of_kinds_have_a_column_where_there_are_any(
    sweep, make_result, tmp_path
):
    angled = {"kind": "motion_blur", "angle": 45, "levels": [0, 3]}
    noise = {"gaussian": [0, 0.5], "blur45": angled}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise, "models": ["mlnn"]})
    results.write_csv(tmp_path / "r.csv", map(make_result, sweep.places()))
    with (tmp_path / "r.csv").open(newline="") as file:
        rows = [*csv.DictReader(file)]
    assert list(rows[0]) == [*COLUMNS, "noise_options"]
    told = {(row["noise"], row["level"]): row["noise_options"] for row in rows}
    assert told["blur45", "3.0"] == "angle=45.0; kind=motion_blur"
    assert {told[key] for key in told if key != ("blur45", "3.0")} == {""}


def test_the_loss_of_an_earlier_version_becomes_that_of_its_predictions(
    sweep_folder, sweep, make_result
):
    """That was Keras's: without a limit where a probability is 0."""
    point, *_ = sweep.points()
    history = {"val_loss": [50.0, 148.45]}
    metrics = make_result(point).metrics.model_dump() | {"val_loss": 148.45}
    put(
        sweep_folder.point(point.id),
        make_result(point, history=history, metrics=metrics),
    )
    assert results.read_sweep(sweep_folder.path)[1][0].metrics.val_loss == 148.45
    np.savez(
        sweep_folder.point(point.id).predictions,
        probabilities=np.float32([[0, 1], [0, 1], [0.5, 0.5]]),
        labels=np.array([0, 1, 0]),
    )
    result = results.read_sweep(sweep_folder.path)[1][0]
    expected = (-np.log(float(np.finfo(np.float32).tiny)) + np.log(2)) / 3
    assert result.metrics.val_loss == pytest.approx(expected, rel=1e-15)
    assert result.history.val_loss == history["val_loss"]


def test_a_point_without_one_of_its_files_is_not_done(sweep_folder, sweep, make_result):
    point, *_ = sweep.points()
    folder = sweep_folder.point(point.id)
    put(folder, make_result(point, files={"model.keras": "0" * 64}))
    result = results.read_sweep(sweep_folder.path)[1][0]
    assert (result.status, result.reason) == ("missing", "lost_file")
    with folder.model.open("wb") as file:
        np.savez(file, labels=[0])
    assert results.read_sweep(sweep_folder.path)[1][0].status == "done"


def test_loading_gives_a_tidy_frame(sweep_folder):
    frame = results.load(sweep_folder.path)
    assert tuple(frame.columns) == COLUMNS
    assert frame["level"].tolist() == [0.0, 0.5, 0.0, 0.5]
    assert frame["model"].tolist() == ["mlnn", "mlnn", "convnet", "convnet"]
    assert frame["diverged"].tolist() == [False, None, True, None]
    assert frame["val_accuracy"].isna().tolist() == [False, True, True, True]


def test_loading_a_folder_without_a_sweep_says_so(tmp_path):
    with pytest.raises(SweepError) as caught:
        results.load(tmp_path)
    where = tmp_path / "sweep.yaml"
    assert str(caught.value) == f"{where}: cannot be read (No such file or directory)"
