"""What is listed of sweeps and studies: how large they are, and how they stand."""

import datetime
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from noiselab.common import folders
from noiselab.common.errors import NoiselabError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.store import folder_lock, results
from noiselab.store.result import Result, Status
from noiselab.study import names, sweep_file

_ORDER: tuple[Status, ...] = get_args(Status)


def list_sweeps() -> None:
    """Print each bundled sweep: its name, its points, its title."""
    for path in sorted(folders.SWEEPS.glob("*.yaml")):
        try:
            sweep = sweep_file.load(path)
        except SweepError as error:
            print(f"{path.stem:14} cannot be used: {error}")
            continue
        points = counted(len(list(sweep.points())), "point")
        print(f"{path.stem:14} {points:>10}  {names.of_sweep(sweep)}")


def list_studies(outputs: Path) -> None:
    """Print each study of a folder: its points, when the last was finished, its title.

    Nothing of a study is run, and nothing is compared with what it would be now.

    Args:
        outputs: The folder that holds the studies' folders.
    """
    found = [
        SweepFolder(path.parent)
        for path in sorted(outputs.glob("*/sweep.yaml"))
        if not path.parent.name.startswith(".")
    ]
    print(f"\nstudies in {outputs}:{'' if found else ' none'}")
    for study in found:
        print(f"{study.path.name:14} {_standing(study)}")


def _standing(study: SweepFolder) -> str:
    try:
        sweep, stored = results.read_sweep(study.path)
    except (NoiselabError, OSError) as error:
        return f"cannot be read: {error}"
    counts = Counter(result.status for result in results.once(stored))
    parts = [f"{counts[status]} {status}" for status in _ORDER if counts[status]]
    when = _last_finished(study, stored)
    running = ["running"] if folder_lock.is_held(study) else []
    return "  ".join([", ".join(parts), *running, *when, names.of_sweep(sweep)])


def _last_finished(study: SweepFolder, stored: Sequence[Result]) -> list[str]:
    """Give the minute in which the last point was finished, if one was."""
    times = [
        max((file.mtime_ns or 0 for file in result.files.values()), default=0)
        or study.point(result.point.id).result.stat().st_mtime_ns  # as up to schema 2
        for result in stored
        if result.status == "done"
    ]
    if not times:
        return []
    last = datetime.datetime.fromtimestamp(max(times) / 1e9)
    return [f"{last:%Y-%m-%d %H:%M}"]
