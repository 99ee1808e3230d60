"""A finished study in real experiment trackers: each point once, however often."""

import json
import shutil
import subprocess

import pytest
from helpers import venvs
from helpers.documents import ROOT

EXPORT = """
import json, sys
from noiselab.report.export import trackers

done = trackers.export(*sys.argv[1:])
print(json.dumps([done.written, done.known, done.place]))
"""
COMMAND = """
import contextlib, io, json, sys
from noiselab.front import cli

printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    code = cli.main(["export", sys.argv[1], "--to", *sys.argv[2:]])
print(json.dumps([code, printed.getvalue()]))
"""
READ_MLFLOW = """
import json, sys
from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
experiment = client.get_experiment_by_name("small")
found = {}
for run in client.search_runs([experiment.experiment_id]):
    history = client.get_metric_history(run.info.run_id, "val_accuracy")
    found[run.data.tags["noiselab.point"]] = {
        "name": run.info.run_name,
        "params": run.data.params,
        "history": [[each.step, each.value] for each in history],
        "final": run.data.metrics["final.val_accuracy"],
        "files": sorted(each.path for each in client.list_artifacts(run.info.run_id)),
        "tags": sorted(run.data.tags),
        "status": run.info.status,
    }
print(json.dumps(found))
"""
KILLED = """
import sys
from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
number = client.get_experiment_by_name("small").experiment_id
client.update_run(client.search_runs([number])[0].info.run_id, status="RUNNING")
print("null")
"""
READ_TENSORBOARD = """
import json, sys
from pathlib import Path
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata

found = {}
for folder in sorted(Path(sys.argv[1], "small").iterdir()):
    events = EventAccumulator(str(folder))
    events.Reload()
    tags = events.Tags()
    curve = [[e.step, float(e.value)] for e in events.Scalars("accuracy/validation")]
    begun = events.SummaryMetadata(metadata.SESSION_START_INFO_TAG)
    info = metadata.parse_session_start_info_plugin_data(begun.plugin_data.content)
    found[folder.name] = {"tags": sorted(tags["scalars"]), "history": curve}
    found[folder.name]["params"] = {
        name: value.string_value or value.number_value or value.bool_value
        for name, value in info.hparams.items()
    }
print(json.dumps(found))
"""


@pytest.fixture
def command(tmp_path):
    """Makes an environment with a tracker; gives what runs Python code there."""

    def make(*packages):
        commands = venvs.make(tmp_path / "venv", *packages, with_ours=True)
        (ours,) = {path.resolve() for path in (tmp_path / "venv").glob("**/ours.pth")}
        ours.write_text(ours.read_text().replace(venvs.HIDDEN, str(ROOT / "src")))

        def run(code, *words):
            ran = subprocess.run(
                [commands / "python", "-c", code, *map(str, words)],
                cwd=tmp_path,
                env=venvs.environment(commands),
                capture_output=True,
                text=True,
            )
            assert ran.returncode == 0, ran.stderr[-3000:]
            return json.loads(ran.stdout.splitlines()[-1])

        return run

    return make


@pytest.fixture
def results(study, tmp_path):
    """A copy of a real study, and its results by point."""
    folder = tmp_path / "small"
    shutil.copytree(study, folder)
    paths = folder.glob("points/*/result.json")
    return folder, {path.parent.name: json.loads(path.read_text()) for path in paths}


def curve(result):
    return [[n, each] for n, each in enumerate(result["history"]["val_accuracy"], 1)]


@pytest.mark.slow
def test_mlflow_has_each_point_once(command, results, tmp_path):
    run, (folder, stored) = command("mlflow>=2.20,<4"), results
    target = tmp_path / "tracking"
    written, known, place = run(EXPORT, folder, "mlflow", target)
    assert (written, known) == (4, 0)
    found = run(READ_MLFLOW, place)
    assert {*found} == {*stored}
    for name, result in stored.items():
        one = found[name]
        assert one["params"] == {k: str(v) for k, v in result["point"].items()}
        assert one["history"] == curve(result)
        assert one["final"] == result["metrics"]["val_accuracy"]
        assert {"notebook.html", "model.keras", "result.json"} <= {*one["files"]}
        assert one["status"] == "FINISHED"
        assert "mlflow.user" not in one["tags"]
    assert run(EXPORT, folder, "mlflow", target)[:2] == [0, 4]
    assert run(READ_MLFLOW, place) == found
    run(KILLED, place)  # as an export that was killed leaves a run
    assert run(EXPORT, folder, "mlflow", target)[:2] == [1, 3]
    assert run(READ_MLFLOW, place) == found


@pytest.mark.slow
def test_tensorboard_has_each_point_once(command, results, tmp_path):
    run, (folder, stored) = command("tensorboard>=2.19,<3"), results
    target = tmp_path / "logs"
    written, known, place = run(EXPORT, folder, "tensorboard", target)
    assert (written, known) == (4, 0)
    found = run(READ_TENSORBOARD, place)
    assert {*found} == {*stored}
    for name, result in stored.items():
        one = found[name]
        assert one["history"] == [
            [step, pytest.approx(value, abs=1e-7)] for step, value in curve(result)
        ]
        assert {"final/val_accuracy", "loss/training"} <= {*one["tags"]}
        assert one["params"]["level"] == result["point"]["level"]
        assert one["params"]["model"] == result["point"]["model"]
    said = f"{folder}: 0 runs written, 4 already there, in {place}\n"
    assert run(COMMAND, folder, "tensorboard", target) == [0, said]
    assert len([*target.rglob("*tfevents*")]) == 4
    assert run(READ_TENSORBOARD, place) == found
