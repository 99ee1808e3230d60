"""Using noiselab from Python: a sweep is built, checked and run from a notebook."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab.common import folders
from noiselab.front import carry_out, request
from noiselab.front import options as command_line
from noiselab.store import results
from noiselab.store.standing import Again
from noiselab.study import sweep_file
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd


def load_sweep(
    source: str | Path | Mapping[str, Any], changes: Sequence[str] = ()
) -> Sweep:
    """Read and check a sweep.

    Args:
        source: A name from `sweeps/`, the path of a YAML file, or the keys and values
            that such a file holds.
        changes: Words as for `--set`, such as `levels=0,0.2`; not for keys and values.

    Raises:
        SweepError: If anything is wrong with it; says what and where.
    """
    if isinstance(source, Mapping):
        return sweep_file.check(dict(source))
    return sweep_file.load(sweep_file.find(str(source), folders.SWEEPS), changes)


def run_sweep(
    sweep: Sweep | str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    jobs: int | str = "auto",
    threads: int | None = None,
    data_dir: str | Path | None = None,
    scheduler: str | None = None,
    timeout: float | None = None,
    again: Again = "stop",
    force: bool = False,
    quiet: bool = False,
) -> "pd.DataFrame":
    """Run a sweep, or what is left of it, and make its report.

    Args:
        sweep: A sweep, or what `load_sweep` takes.
        out: The folder in the place of `outputs/`.
        jobs: Points that run side by side.
        threads: Processor threads for each point.
        data_dir: Folder of `mnist.npz` and own files.
        scheduler: Address of a Dask cluster.
        timeout: Seconds that a point may take.
        again: What becomes of finished points that differ from what they would be now:
            `stop`, `keep` or `changed`.
        force: Whether finished points are run again.
        quiet: Whether to show no progress.

    Returns:
        A frame with one row a point, as from `results.load`; a point that failed has
        the status `failed`.

    Raises:
        RequestError: If the sweep cannot be run as it is; nothing was run.
    """
    checked = sweep if isinstance(sweep, Sweep) else load_sweep(sweep)
    words = argparse.Namespace(**vars(command_line.parser().parse_args([])))
    words.out = None if out is None else Path(out)
    words.jobs, words.threads, words.timeout = jobs, threads, timeout
    words.data_dir = None if data_dir is None else Path(data_dir)
    words.scheduler, words.quiet = scheduler, quiet
    words.again = "all" if force else again
    study = request.check(words, checked, Path.cwd() / "sweep")
    request.check_place(study.folder)
    carry_out.carry_out(words, study)
    return results.load(study.folder.path)
