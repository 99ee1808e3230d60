import shutil
from dataclasses import replace

import pytest

from noiselab.common.errors import OptionError, SweepError
from noiselab.report.export import tracked_runs, trackers


def test_a_run_is_a_done_point_with_parameters_history_figures_and_files(study):
    _, runs = tracked_runs.of_study(study)
    assert len(runs) == 4
    run = runs[1]
    assert run.name == "MLNN, Gaussian noise 0.5 on digits"
    parameters = run.result.point.parameters()
    options = ("data_options", "train_options", "noise_options", "model_options")
    options += ("selection_options",)
    assert [parameters.pop(name) for name in options] == [{}] * 5
    assert run.parameters() == parameters
    nested = {"data_options": {"white": 16}, "model_options": {"width": 9}}
    point = replace(run.result.point, **nested)
    said = replace(run, result=run.result.model_copy(update={"point": point}))
    in_text = {"data_options": '{"white": 16}', "model_options": '{"width": 9}'}
    assert said.parameters() == parameters | in_text
    assert run.figures()["val_accuracy"] == run.result.metrics.val_accuracy
    assert None not in run.figures().values()
    epochs = [*run.epochs()]
    assert len(epochs) == 4 * run.result.epochs_run
    assert epochs[0] == (1, "loss", run.result.history.loss[0])
    assert {path.name for path in run.kept_files()} == {
        *("result.json", "notebook.html", "notebook.ipynb", "log.txt"),
        *("predictions.npz", "model.keras", "transfer.json"),
    }
    assert len({run.digest for run in runs}) == 4


def test_a_point_that_is_not_done_is_no_run(study, tmp_path):
    copy = tmp_path / "small"
    shutil.copytree(study, copy)
    (copy / "points/mlnn--gaussian--0.5--r0/result.json").unlink()
    _, runs = tracked_runs.of_study(copy)
    assert len(runs) == 3


def test_what_cannot_be_exported_is_refused_in_a_line(study, tmp_path):
    with pytest.raises(SweepError):
        trackers.export(tmp_path, "mlflow", tmp_path)
    with pytest.raises(OptionError) as caught:
        trackers.export(study, "mlfow", tmp_path)
    assert str(caught.value) == (
        'to: is not "mlfow" (did you mean mlflow?); available: mlflow, tensorboard'
    )


def test_a_tracker_that_is_not_installed_is_named_with_what_would_do(
    study, tmp_path, monkeypatch
):
    monkeypatch.setattr(trackers.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OptionError) as caught:
        trackers.export(study, "tensorboard", tmp_path)
    assert str(caught.value) == (
        'to: tensorboard is not installed; pip install "tensorboard"'
    )
