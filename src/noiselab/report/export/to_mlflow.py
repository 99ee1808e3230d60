"""Points as runs of MLflow."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from noiselab.common import user_paths
from noiselab.common.errors import OptionError
from noiselab.common.version import __version__
from noiselab.report.export.tracked_runs import Exported, Run
from noiselab.study.sweep import Sweep

STORE, ARTIFACTS = "mlflow.db", "artifacts"
MOST = 1000  # metrics that MLflow takes at once
POINT, DIGEST = "noiselab.point", "noiselab.digest"
# Nothing is sent to anybody but the store that was named.
# Source: https://mlflow.org/docs/latest/community/usage-tracking/
_QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}


def write(sweep: Sweep, runs: Sequence[Run], target: str | Path) -> Exported:
    """Write runs into an experiment that is named as the study.

    Args:
        sweep: The study's sweep.
        runs: Its done points.
        target: The address of a tracking server or store, or a folder.

    Raises:
        OptionError: If the store cannot be used.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from mlflow.exceptions import MlflowException

    try:
        return _write(sweep, runs, target)
    except (MlflowException, OSError) as error:
        problem = " ".join(str(error).split())
        raise OptionError("target", f"MLflow cannot write there: {problem}") from error


def _write(sweep: Sweep, runs: Sequence[Run], target: str | Path) -> Exported:
    from mlflow.tracking import MlflowClient

    address, artifacts = _store(target)
    client = MlflowClient(tracking_uri=address)
    experiment = client.get_experiment_by_name(sweep.name)
    if experiment is None:
        number = client.create_experiment(sweep.name, artifact_location=artifacts)
    else:
        number = experiment.experiment_id
    there = _there(client, number)
    written = 0
    for run in runs:
        before = there.get(run.result.point.id, [])
        same = [old for old in before if _is_of(old, run)]
        if not same:
            _add(client, number, sweep, run)
            written += 1
        for old in before:  # only now: an export that fails takes nothing away
            if old not in same[:1]:
                client.delete_run(old.info.run_id)
    return Exported(written, len(runs) - written, address)


def _store(target: str | Path) -> tuple[str, str | None]:
    """Give the address of a store, and of its files where it lies in a folder."""
    if "://" in str(target) or str(target).startswith("databricks"):
        return str(target), None
    folder = user_paths.of_user(target).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{(folder / STORE).as_posix()}", (folder / ARTIFACTS).as_uri()


def _there(client: Any, experiment: str) -> dict[str, list[Any]]:
    """Find the runs of points that are there, by point."""
    found: dict[str, list[Any]] = {}
    token = None
    while True:
        page = client.search_runs([experiment], max_results=1000, page_token=token)
        for run in page:
            if POINT in run.data.tags:
                found.setdefault(run.data.tags[POINT], []).append(run)
        token = page.token
        if not token:
            return found


def _is_of(old: Any, run: Run) -> bool:
    """Say whether a run is whole, and of the same measurements."""
    same = old.data.tags.get(DIGEST) == run.digest
    return bool(same and old.info.status == "FINISHED")


def _add(client: Any, experiment: str, sweep: Sweep, run: Run) -> None:
    from mlflow.entities import Metric, Param

    ended = round(run.ended * 1000)
    started = ended - round(1000 * run.result.seconds.get("total", 0))
    tags = {POINT: run.result.point.id, DIGEST: run.digest, "noiselab": __version__}
    made = client.create_run(experiment, started, tags, run_name=run.name).info.run_id
    parameters = [Param(name, str(each)) for name, each in run.parameters().items()]
    client.log_batch(made, params=parameters)
    metrics = [Metric(name, each, ended, epoch) for epoch, name, each in run.epochs()]
    last = run.result.epochs_run
    metrics += [
        Metric(f"final.{name}", each, ended, last)
        for name, each in run.figures().items()
    ]
    for begin in range(0, len(metrics), MOST):
        client.log_batch(made, metrics=metrics[begin : begin + MOST])
    for path in run.kept_files():
        client.log_artifact(made, str(path))
    client.set_terminated(made, "FINISHED", ended)
