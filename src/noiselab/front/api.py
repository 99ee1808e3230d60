"""Using noiselab from Python: a sweep is built, checked and run from a notebook."""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from noiselab.common import folders
from noiselab.common.errors import OptionError
from noiselab.common.shadowing import ToldShadowing
from noiselab.common.words import shown
from noiselab.front import carry_out, messages, request, run_options
from noiselab.front.run_options import Loudness, RunOptions, data_folder, folder
from noiselab.store import results
from noiselab.store.again import Again
from noiselab.study import sweep_file
from noiselab.study.checked_sweep import CheckedSweep
from noiselab.study.record import Record

if TYPE_CHECKING:
    import pandas as pd


def load_sweep(
    source: str | Path | Mapping[str, Any], changes: str | Sequence[str] = ()
) -> CheckedSweep:
    """Read and check a sweep; its plugins are run, to learn what they add.

    Args:
        source: A name from `sweeps/`, the path of a YAML file, or the keys and values
            that such a file holds.
        changes: Changes as with `--set`, such as `levels=0,0.2`: one, or several; not
            if `source` is keys and values.

    Raises:
        SweepError: If anything is wrong with it; the message says what and where.
        OptionError: If an argument is of another type.
    """
    with ToldShadowing():
        return _load("source", source, changes)


def run_sweep(
    sweep: CheckedSweep | str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    changes: str | Sequence[str] = (),
    jobs: int | Literal["auto"] = "auto",
    threads: int | None = None,
    data_dir: str | Path | None = None,
    scheduler: str | Path | None = None,
    timeout: float | None = None,
    part: str | None = None,
    cold: bool = False,
    force: bool = False,
    rerun: Literal["changed", "dropped"] | None = None,
    keep: bool = False,
    report_only: bool = False,
    exports: str | Sequence[str] = (),
    quiet: bool = False,
    verbose: bool = False,
) -> "pd.DataFrame":
    """Run a sweep, or the rest of it, and make its report.

    Args:
        sweep: A sweep, or a source as for `load_sweep`. If it comes from a file, data
            may be beside that.
        out: The folder to use instead of `./outputs`.
        changes: As for `load_sweep`; not if `sweep` is a sweep.
        jobs: Number of points that run side by side, or `auto`.
        threads: Processor threads for each point.
        data_dir: Folder with `mnist.npz` and your own `.npz` files.
        scheduler: Address or scheduler file of a Dask cluster.
        timeout: Most seconds that a point may take from its first cell on, not counting
            time asleep.
        part: `K/N` runs only the points of part K of N, beside runs of other parts in
            the same folder, and makes no report; `array` in a task of a SLURM array.
        cold: Whether every kernel is started anew instead of forked.
        force: Whether all points are run again, finished or not.
        rerun: `changed` runs finished points again if they differ from what they would
            be now; without it, `keep` or `force`, such points are an error. `dropped`
            runs those again whose network was not kept and is needed now.
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
        jobs=_plain(jobs),
        threads=_plain(threads),
        timeout=_plain(timeout),
        scheduler=str(scheduler) if isinstance(scheduler, Path) else scheduler,
        part=run_options.part(part),
        cold=cold,
        again=_again(force, rerun, keep),
        mode="report_only" if _switch("report_only", report_only) else "run",
        exports=_several(exports),
        loudness=_loudness(quiet, verbose),
    )
    outputs = (options.out or folders.OUTPUTS).absolute()
    stored_in = outputs if options.mode == "report_only" else None
    with ToldShadowing():
        checked = _load("sweep", sweep, changes, stored_in)
        checked_request = request.check(options, checked)
        messages.no_effect(options, lambda name: name)
        carry_out.carry_out(checked_request)
        return results.load(checked_request.folder.path)


def _load(
    argument: str,
    source: CheckedSweep | str | Path | Mapping[str, Any],
    changes: str | Sequence[str],
    stored_in: Path | None = None,
) -> CheckedSweep:
    """Load and check what an argument says; a checked sweep stays as it is."""
    listed = _several(changes)
    if not isinstance(listed, tuple) or not all(isinstance(c, str) for c in listed):
        problem = f'must be texts such as "levels=0,0.2", not {shown(changes)}'
        raise OptionError("changes", problem)
    if isinstance(source, str | Path):
        path = sweep_file.find(str(source), folders.SWEEPS)
        return sweep_file.load(path, listed, stored_in)
    if isinstance(source, Record):
        problem = "is a stored study, which cannot be run; load its sweep.yaml instead"
        raise OptionError(argument, problem)
    if not isinstance(source, CheckedSweep | Mapping):
        raise OptionError(
            argument,
            "must be the name of a sweep, the path of a YAML file, keys and values, or "
            f"a sweep from load_sweep, not {shown(source)}",
        )
    if listed:
        loaded = isinstance(source, CheckedSweep)
        why = "give them to load_sweep" if loaded else "this one has no file"
        problem = f"need the name or the path of a sweep; {why}"
        raise OptionError("changes", problem)
    if isinstance(source, CheckedSweep):
        return source
    return sweep_file.check(source, stored_in=stored_in)


def _several(texts: Any) -> Any:
    """Make a tuple of one text or of several; anything else stays as it is."""
    if isinstance(texts, str):
        return (texts,)
    return tuple(texts) if isinstance(texts, list | tuple) else texts


def _plain(number: Any) -> Any:
    """Make a number, such as NumPy's, Python's own; anything else stays as it is."""
    if isinstance(number, bool):
        return number
    if isinstance(number, Integral):
        return int(number)
    return float(number) if isinstance(number, Real) else number


_RERUN = ("changed", "dropped")


def _again(force: bool, rerun: str | None, keep: bool) -> Again:
    if rerun is not None and not (isinstance(rerun, str) and rerun in _RERUN):
        raise OptionError("rerun", f"must be changed or dropped, not {shown(rerun)}")
    _at_most_one(force=force, rerun=rerun is not None, keep=keep)
    if force:
        return "all"
    return cast(Again, rerun) if rerun else "keep" if keep else "stop"


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
