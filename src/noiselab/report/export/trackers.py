"""A study's results for experiment trackers: a run for each point that is done."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from noiselab.common.errors import OptionError
from noiselab.common.words import nearest, shown

if TYPE_CHECKING:
    from noiselab.report.export.tracked_runs import Exported, Run
    from noiselab.study.sweep import Sweep

TRACKERS = ("mlflow", "tensorboard")
Write: TypeAlias = "Callable[[Sweep, list[Run], str | Path], Exported]"


def export(folder: str | Path, to: str, target: str | Path) -> "Exported":
    """Write a study's finished points to an experiment tracker, a run for each.

    A run has the point's parameters, its history by epoch and its final figures; in
    MLflow also its files. Nothing of the study is executed or changed. A run that is
    there already, with the same measurements, is left alone; one of a point that was
    trained again since is replaced.

    Args:
        folder: The study's folder, such as `outputs/digits`.
        to: `mlflow` or `tensorboard`.
        target: For `tensorboard`, a folder. For `mlflow`, the address of a tracking
            server or store, such as `http://127.0.0.1:5000`, or a folder, in which a
            store is made (`mlflow.db`, `artifacts/`).

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such tracker, its package is not installed, or
            runs cannot be written to the target.
    """
    from noiselab.report.export import tracked_runs

    if to not in TRACKERS:
        problem = f"is not {shown(to)}{nearest(to, TRACKERS)}"
        raise OptionError("to", f"{problem}; available: {', '.join(TRACKERS)}")
    sweep, runs = tracked_runs.of_study(folder)
    if importlib.util.find_spec(to) is None:
        problem = f'{to} is not installed; pip install "{to}"'
        raise OptionError("to", problem)
    return _writer(to)(sweep, runs, target)


def _writer(to: str) -> Write:
    if to == "mlflow":
        from noiselab.report.export import to_mlflow

        return to_mlflow.write
    from noiselab.report.export import to_tensorboard

    return to_tensorboard.write
