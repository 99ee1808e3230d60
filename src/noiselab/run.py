"""Runs what a plan says, side by side if asked, and makes the report."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from noiselab import (
    data,
    execute,
    fingerprint,
    notebook,
    outputs,
    privacy,
    report,
    results,
    scratch,
    sweep_file,
    transfer,
)
from noiselab.errors import NoiselabError, OutputError
from noiselab.execute import Job
from noiselab.kernels import Kernels
from noiselab.outputs import SweepFolder
from noiselab.plan import Planned
from noiselab.pool import Pool
from noiselab.progress import Display
from noiselab.results import Result
from noiselab.sweep import Sweep

PAUSE = 10  # seconds at least between two words on a long step


@contextmanager
def alone_in(folder: SweepFolder) -> Iterator[None]:
    """Keep every other run out of a sweep's folder for as long as this one lasts.

    Raises:
        OutputError: If another run is in it, or nothing can be written there.
    """
    lock = FileLock(folder.lock, timeout=0)
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(folder.lock) and not _is_plain(folder.lock):
            outputs.move_aside(folder.lock)
        lock.acquire()
    except Timeout:
        raise OutputError(
            f"{folder.path}: another run is at work there; wait for its end, or give "
            "this one its own folder with --set name=trial"
        ) from None
    except OSError as error:
        raise _unwritable(error) from error
    try:
        yield
    finally:
        lock.release()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _unwritable(error: OSError) -> OutputError:
    return OutputError(
        f"{error.filename}: cannot be written to ({error.strerror}); name another "
        "folder with --out"
    )


def prepare(sweep: Sweep, folder: SweepFolder) -> None:
    """Make the sweep's folder, with the sweep in it, ready for its points.

    Raises:
        OutputError: If nothing can be written there.
    """
    try:
        if os.path.lexists(folder.points) and not folder.points.is_dir():
            outputs.move_aside(folder.points)
        folder.points.mkdir(parents=True, exist_ok=True)
        folder.recover()
        _keep_files(sweep, folder)
        outputs.write(folder.sweep, sweep_file.dump(sweep))
    except OSError as error:
        raise _unwritable(error) from error


def _keep_files(sweep: Sweep, folder: SweepFolder) -> None:
    """Copy the files that a sweep names, so that it can be read without them."""
    copies = {path: folder.plugins / path.name for path in sweep.plugins}
    if sweep.report.reference:
        copies[sweep.report.reference] = folder.reference
    for path, copy in copies.items():
        copy.parent.mkdir(exist_ok=True)
        outputs.write(copy, path.read_text(encoding="utf-8"))


def jobs(
    planned: Sequence[Planned],
    threads: int,
    timeout: float | None = None,
    plugins: tuple[Path, ...] = (),
) -> list[Job]:
    """Make the jobs of planned points: see `Job` for what each is run with."""
    template = outputs.TEMPLATE
    return [
        Job(item.point, item.fingerprint, template, threads, timeout, plugins)
        for item in planned
    ]


def run_points(jobs: Sequence[Job], pool: Pool, display: Display) -> list[Result]:
    """Run points; one that fails does not stop the others.

    Args:
        jobs: What to run, in this order.
        pool: Where they run, here or elsewhere.
        display: Told of every step.

    Returns:
        Their results, in the order in which they ended.
    """
    with display:
        try:
            return _all_results(jobs, pool, display)
        except BaseException:
            pool.stop()
            raise


def _all_results(jobs: Sequence[Job], pool: Pool, display: Display) -> list[Result]:
    waiting = {pool.submit(job, display): job for job in jobs}
    ended: list[Result] = []
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            ended.append(pool.collect(future, waiting.pop(future)))
            display.finished(ended[-1])
    return ended


def forget_failed_attempts(folder: SweepFolder, planned: Sequence[Planned]) -> None:
    """Take away failed attempts at points whose finished result counts again."""
    for item in planned:
        if item.status == "done":
            attempt = folder.point(item.point.id).failed_attempt
            shutil.rmtree(attempt.path, ignore_errors=True)


def unfinished_transfers(
    sweep: Sweep, folder: SweepFolder, planned: Sequence[Planned]
) -> dict[str, list[float]]:
    """Say which networks of today's done points are still to be tested where."""
    done = [item.result for item in planned if item.status == "done"]
    return transfer.missing(sweep, folder, done)


class _Told:
    """Passes on what a long notebook prints, line by line, but not too often."""

    def __init__(self, say: Callable[[str], None]):
        self._say, self._said, self._rest = say, time.monotonic(), ""

    def write(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).split("\n")
        if lines and time.monotonic() - self._said >= PAUSE:
            self._say(lines[-1])
            self._said = time.monotonic()

    def flush(self) -> None:
        """Nothing to do: a line is told as soon as it may be."""


def write_transfers(
    folder: SweepFolder,
    missing: Mapping[str, Sequence[float]],
    kernels: Kernels,
    threads: int,
    say: Callable[[str], None],
) -> None:
    """Test networks at the levels they were not trained at, in one kernel.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, from `transfer.missing`.
        kernels: Starts the kernel.
        threads: Processor threads for it.
        say: Told now and then how far it is.

    Raises:
        NoiselabError: If the kernel fails; what was trained is not touched.
    """
    with scratch.folder() as place:
        source, target = Path(place) / "transfer.ipynb", Path(place) / "done.ipynb"
        source.write_text(json.dumps(transfer.NOTEBOOK), encoding="utf-8")
        known = {
            "folder": str(folder.path),
            "missing": {name: list(levels) for name, levels in missing.items()},
            "threads": threads,
        }
        what = "testing at other levels"
        _executed(source, target, known, kernels, what, _Told(say))


def write_report(sweep: Sweep, folder: SweepFolder, kernels: Kernels) -> None:
    """Write the tables and execute the comparison into `report.html`.

    The comparison itself writes `comparisons.csv`.

    Raises:
        NoiselabError: If the comparison fails; an older report then stays.
    """
    found = results.read_sweep(folder.path)[1]
    results.write_csv(folder.results, found)
    transfer.write_csv(folder.transfers, folder, found)
    partial_notebook = folder.path / ".report.partial.ipynb"
    try:
        with ThreadPoolExecutor(1) as meanwhile:
            made_from = meanwhile.submit(report_inputs, sweep, folder)
            meanwhile.submit(report.load)
            source, known = outputs.COMPARE, {"folder": "."}
            _executed(source, partial_notebook, known, kernels, source)
        outputs.make_way(folder.report_notebook)
        privacy.clear(partial_notebook, kernels.env.get(data.DATA_DIR))
        partial_notebook.replace(folder.report_notebook)
    finally:
        partial_notebook.unlink(missing_ok=True)
    report.write_report(folder, sweep)
    report.note_inputs(folder, made_from.result() | {"files": _digests(folder)})


def _executed(
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    what: str | Path,
    log: Any = None,
) -> None:
    from papermill.exceptions import PapermillExecutionError

    try:
        notebook.execute(source, target, parameters, kernels, log, as_it_runs=False)
    except PapermillExecutionError as error:
        raise NoiselabError(f"{what}: {execute.worded(error)}") from error


def is_reported(sweep: Sweep, folder: SweepFolder) -> bool:
    """Say whether the report on the disk already shows what lies there."""
    now = report_inputs(sweep, folder) | {"files": _digests(folder)}
    return report.inputs(folder) == now


def _digests(folder: SweepFolder) -> dict[str, str]:
    """Digest what lies beside the points, so that damage there is noticed."""
    made = (folder.report, folder.results, folder.comparisons, folder.transfers)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in (*made, folder.sweep)
        if path.is_file()
    }


def report_inputs(sweep: Sweep, folder: SweepFolder) -> dict[str, Any]:
    """Digest all that the report is made from."""
    found = hashlib.sha256()
    for point in sweep.points():
        place = folder.point(point.id)
        for record in (place.result, place.failed_attempt.result, place.transfer):
            found.update(record.read_bytes() if record.is_file() else b"-")
    return {
        "sweep": fingerprint.short(json.dumps(sweep.as_file())),
        "results": found.hexdigest()[:16],
        "code": fingerprint.report(outputs.COMPARE),
        "plugins": fingerprint.code(sweep.plugins),
        "reference": _digest(sweep.report.reference),
    }


def _digest(path: Path | None) -> str | None:
    return fingerprint.short(path.read_text(encoding="utf-8")) if path else None
