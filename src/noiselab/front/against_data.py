"""A sweep held against its data and files, before anything runs."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common.errors import NoiselabError, SweepError
from noiselab.experiment.models.network_file import FILE

if TYPE_CHECKING:
    from noiselab.experiment.datasets.dataset import Dataset
    from noiselab.study.checked_sweep import CheckedSweep
    from noiselab.study.point import Point

_VERBS = ("answers", "fails", "gives", "has", "is", "takes")  # that begin a problem


def needs_data(sweep: "CheckedSweep") -> bool:
    """Say whether a check needs all of a sweep's data, beyond what is noted of them."""
    is_from_file = any(map(sweep.is_from_file, sweep.models))
    return is_from_file or min(sweep.train.share) < 1


def check_shares(sweep: "CheckedSweep", clean: "Dataset") -> None:
    """Refuse a share of the training images that is none of them.

    Raises:
        SweepError: If there is one.
    """
    from noiselab.experiment.training_noise import TrainingNoise

    for share in sweep.train.share:
        try:
            noise = TrainingNoise({}, sweep.clip, sweep.seed, 0, share)
            noise.chosen(len(clean.x_train))
        except NoiselabError as error:
            raise SweepError(_where(sweep), f"train.{error}") from None


def check_networks(
    sweep: "CheckedSweep", clean: "Dataset", points: "Iterable[Point]"
) -> None:
    """Refuse networks from files that cannot be tested on the data.

    Args:
        sweep: The sweep.
        clean: Its data.
        points: Those that are to run; a network of none of them is not looked at.

    Raises:
        SweepError: If there is one; one line says what would do.
    """
    paths = {path.name: path for path in sweep.plugins}
    networks: dict[str, tuple[Path, dict]] = {}
    for point in points:
        if FILE in point.model_options:
            path = paths[point.model_options[FILE]]
            networks[point.model] = path, point.model_options
    if not networks:
        return
    from noiselab.engine import network_trial

    found = network_trial.problems(networks, clean.image_shape, clean.classes)
    for name, problem in found.items():
        file = networks[name][0].name
        raise SweepError(_where(sweep), f"{name}.file: {file} {_as_rest(problem)}")


def _as_rest(problem: str) -> str:
    """Put a problem after the name of its file."""
    is_said_of_it = problem.partition(" ")[0] in _VERBS
    return problem if is_said_of_it else f"cannot be used: {problem}"


def _where(sweep: "CheckedSweep") -> str:
    return str(sweep.file or "sweep")
