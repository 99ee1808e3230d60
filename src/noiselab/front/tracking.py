"""Studies for experiment trackers, as the command writes them."""

from collections.abc import Sequence

from noiselab.common import user_paths
from noiselab.common.words import counted


def export(folders: Sequence[str], to: str, target: str) -> None:
    """Write finished points to an experiment tracker, and print what was written.

    Args:
        folders: The studies' folders.
        to: The tracker, such as `mlflow`.
        target: Where it keeps runs: a folder, or a server's address.

    Raises:
        SweepError: If a folder holds no study; those named before it are written.
        OptionError: If nothing can be written to the tracker.
    """
    from noiselab.report.export import trackers

    for folder in folders:
        done = trackers.export(user_paths.of_user(folder), to, target)
        known = f", {done.known} already there" if done.known else ""
        written = f"{counted(done.written, 'run')} written{known}"
        print(f"{folder}: {written}, in {done.place}")
