"""Using noiselab from Python: a sweep is built, checked and run from a notebook."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from noiselab.common import folders
from noiselab.common.errors import OptionError
from noiselab.common.words import shown
from noiselab.front import carry_out, messages, request
from noiselab.front.run_options import Loudness, RunOptions, data_folder, folder
from noiselab.store import results
from noiselab.store.again import Again
from noiselab.study import sweep_file
from noiselab.study.checked_sweep import CheckedSweep

if TYPE_CHECKING:
    import pandas as pd


def load_sweep(
    source: str | Path | Mapping[str, Any], changes: Sequence[str] = ()
) -> CheckedSweep:
    """Read and check a sweep; its plugins are run, to learn what they add.

    Args:
        source: A name from `sweeps/`, the path of a YAML file, or the keys and values
            that such a file holds.
        changes: Changes as with `--set`, such as `levels=0,0.2`; not if `source` is
            keys and values.

    Raises:
        SweepError: If anything is wrong with it; the message says what and where.
    """
    return _load(source, changes)[0]


def run_sweep(
    sweep: CheckedSweep | str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    changes: Sequence[str] = (),
    jobs: int | Literal["auto"] = "auto",
    threads: int | None = None,
    data_dir: str | Path | None = None,
    scheduler: str | Path | None = None,
    timeout: float | None = None,
    cold: bool = False,
    force: bool = False,
    rerun: Literal["changed"] | None = None,
    keep: bool = False,
    report_only: bool = False,
    exports: Sequence[str] = (),
    quiet: bool = False,
    verbose: bool = False,
) -> "pd.DataFrame":
    """Run a sweep, or the rest of it, and make its report.

    Args:
        sweep: A sweep, or a source as for `load_sweep`. If it is the path of a file,
            data may be beside it.
        out: The folder to use instead of `./outputs`.
        changes: As for `load_sweep`; not if `sweep` is a sweep.
        jobs: Number of points that run side by side, or `auto`.
        threads: Processor threads for each point.
        data_dir: Folder with `mnist.npz` and your own `.npz` files.
        scheduler: Address or scheduler file of a Dask cluster.
        timeout: Most seconds that a point may take.
        cold: Whether every kernel is started anew instead of forked.
        force: Whether all points are run again, finished or not.
        rerun: `changed` runs finished points again if they differ from what they would
            be now; without `rerun`, `keep` or `force`, such points are an error.
        keep: Whether finished points that differ are used as they are; the report
            names them.
        report_only: Whether only the report is made, from the results that exist.
        exports: What is written beside the report: `pdf`, `zip`, or both.
        quiet: Whether to show no progress.
        verbose: Whether to print every epoch.

    Returns:
        A frame with one row for each point, as from `results.load`; a point that failed
        has the status `failed`.

    Raises:
        RequestError: If the sweep cannot be run as it is; nothing was run or written.
    """
    options = RunOptions(
        out=folder("out", out),
        data_dir=data_folder(data_dir),
        jobs=jobs,
        threads=threads,
        timeout=timeout,
        scheduler=str(scheduler) if isinstance(scheduler, Path) else scheduler,
        cold=cold,
        again=_again(force, rerun, keep),
        mode="report_only" if _switch("report_only", report_only) else "run",
        exports=(exports,) if isinstance(exports, str) else tuple(exports),
        loudness=_loudness(quiet, verbose),
    )
    outputs = (options.out or folders.OUTPUTS).absolute()
    stored_in = outputs if options.mode == "report_only" else None
    checked, source = _load(sweep, changes, stored_in)
    checked_request = request.check(options, checked, source)
    messages.no_effect(options, lambda name: name)
    carry_out.carry_out(checked_request)
    return results.load(checked_request.folder.path)


def _load(
    source: CheckedSweep | str | Path | Mapping[str, Any],
    changes: Sequence[str],
    stored_in: Path | None = None,
) -> tuple[CheckedSweep, Path | None]:
    """Check a sweep; return it with the file that it comes from, if any."""
    if isinstance(source, str | Path):
        path = sweep_file.find(str(source), folders.SWEEPS)
        return sweep_file.load(path, changes, stored_in), path
    if changes:
        raise OptionError(
            "changes", "need the name or the path of a sweep; this one has no file"
        )
    if isinstance(source, Mapping):
        return sweep_file.check(source, stored_in=stored_in), None
    return source, None


def _again(force: bool, rerun: str | None, keep: bool) -> Again:
    if rerun not in (None, "changed"):
        raise OptionError("rerun", f"must be changed, not {shown(rerun)}")
    _at_most_one(force=force, rerun=rerun is not None, keep=keep)
    return "all" if force else "changed" if rerun else "keep" if keep else "stop"


def _loudness(quiet: bool, verbose: bool) -> Loudness:
    _at_most_one(quiet=quiet, verbose=verbose)
    return "quiet" if quiet else "verbose" if verbose else "normal"


def _at_most_one(**switches: bool) -> None:
    chosen = [name for name, value in switches.items() if _switch(name, value)]
    if len(chosen) > 1:
        raise OptionError(chosen[1], f"not allowed with {chosen[0]}")


def _switch(name: str, value: bool) -> bool:
    if not isinstance(value, bool):
        raise OptionError(name, f"must be True or False, not {shown(value)}")
    return value
