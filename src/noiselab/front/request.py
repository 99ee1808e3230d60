"""What was asked for, checked, and where it stands."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common.errors import OutputError, SweepError

if TYPE_CHECKING:
    from noiselab.common.folders import SweepFolder
    from noiselab.experiment.datasets import Summary
    from noiselab.store.durations import Estimate
    from noiselab.store.standing import Planned
    from noiselab.study.sweep import Sweep


@dataclass(frozen=True)
class Study:
    """What was asked for, checked: a sweep, where it lies, and where it stands."""

    sweep: "Sweep"
    folder: "SweepFolder"
    data_file: Path | None
    dataset: "Summary"
    planned: list["Planned"]

    def estimate(self) -> "Estimate":
        """What its finished points tell of how long the others take."""
        from noiselab.store.durations import Estimate

        return Estimate(
            (item.result for item in self.planned), self.dataset.image_shape
        )


def check(options: argparse.Namespace, sweep: "Sweep", source: Path) -> Study:
    """Find out where a request stands; writes nothing.

    Args:
        options: What the command line was given.
        sweep: The sweep.
        source: The file that it comes from: its data may lie beside it.
    """
    from noiselab.common import folders
    from noiselab.common.folders import SweepFolder
    from noiselab.store import standing

    fetch = not (options.status or options.dry_run or options.report_only)
    folder = SweepFolder((options.out or folders.OUTPUTS).absolute() / sweep.name)
    file, dataset = _load_data(sweep, source, options.data_dir, fetch)
    planned = standing.make(sweep, folder, dataset.digest, folders.TEMPLATE)
    return Study(sweep, folder, file, dataset, planned)


def _load_data(
    sweep: "Sweep", source: Path, data_dir: Path | None, fetch: bool
) -> tuple[Path | None, "Summary"]:
    """Load the data once, before any kernel does, and check that it fits the models."""
    from noiselab.experiment import datasets, models

    beside = (source.absolute().parent,)
    path = datasets.find(sweep.dataset, data_dir, beside, fetch=fetch)
    path = path and path.absolute()
    name = str(path) if path and sweep.dataset not in datasets.NAMES else sweep.dataset
    dataset = datasets.summarize(name, path and path.parent)
    height, width, _ = dataset.image_shape
    for model in sweep.models:
        least = models.MODELS[model].smallest_side
        if min(height, width) < least:
            raise SweepError(
                str(source),
                f"models: {model} needs images of at least {least}x{least} pixels, and "
                f"{dataset.name} has {height}x{width}",
            )
    return path, dataset


def check_place(folder: "SweepFolder") -> None:
    """Raise `OutputError` if results cannot be written there; writes nothing."""
    place = folder.path
    try:
        str(place).encode()
    except UnicodeEncodeError:
        raise OutputError(
            f"{str(place)!a}: this name is not in UTF-8, as notebooks must be; "
            "name another folder with --out, or set PYTHONUTF8=1"
        ) from None
    while not os.path.lexists(place):
        place = place.parent
    if not place.is_dir():
        raise OutputError(
            f"{place}: is a file, so no results can go there; name a folder"
        )
    if not os.access(place, os.W_OK | os.X_OK):
        raise OutputError(
            f"{place}: cannot be written to; name another folder with --out"
        )
