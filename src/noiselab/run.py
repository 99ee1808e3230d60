"""Runs what a plan says, side by side if asked, and makes the report."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, ThreadPoolExecutor, wait
from functools import partial
from typing import Any

from noiselab import execute, fingerprint, outputs, report, results, sweep_file
from noiselab.errors import OutputError
from noiselab.execute import Job
from noiselab.kernels import Kernels
from noiselab.outputs import SweepFolder
from noiselab.plan import Planned
from noiselab.progress import Display
from noiselab.results import Result
from noiselab.sweep import Sweep


def prepare(sweep: Sweep, folder: SweepFolder) -> None:
    """Make the sweep's folder, with the sweep in it, ready for its points.

    Raises:
        OutputError: If nothing can be written there.
    """
    try:
        folder.points.mkdir(parents=True, exist_ok=True)
        folder.recover()
        outputs.write(folder.sweep, sweep_file.dump(sweep))
    except OSError as error:
        raise OutputError(
            f"{error.filename}: cannot be written to ({error.strerror}); name another "
            "folder with --out"
        ) from error


def jobs(
    planned: Sequence[Planned],
    folder: SweepFolder,
    threads: int,
    timeout: float | None = None,
) -> list[Job]:
    """Make the jobs of planned points: see `Job` for what each is run with."""
    return [
        Job(item.point, item.fingerprint, folder, outputs.TEMPLATE, threads, timeout)
        for item in planned
    ]


def run_points(
    jobs: Sequence[Job], kernels: Kernels, display: Display, side_by_side: int = 1
) -> list[Result]:
    """Run points; one that fails does not stop the others.

    Args:
        jobs: What to run, in this order.
        kernels: Starts the kernels.
        display: Told of every step.
        side_by_side: How many run at once.

    Returns:
        Their results, in the order in which they ended.
    """
    with ThreadPoolExecutor(side_by_side) as pool, display:
        try:
            return _all_results(pool, jobs, kernels, display)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()
            raise


def _all_results(
    pool: Executor, jobs: Sequence[Job], kernels: Kernels, display: Display
) -> list[Result]:
    waiting = {pool.submit(_one, job, kernels, display) for job in jobs}
    ended: list[Result] = []
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            ended.append(future.result())
            display.finished(ended[-1])
    return ended


def _one(job: Job, kernels: Kernels, display: Display) -> Result:
    display.started(job.point)
    return execute.run(job, kernels, partial(display.epoch, job.point))


def forget_failed_attempts(folder: SweepFolder, planned: Sequence[Planned]) -> None:
    """Take away failed attempts at points whose finished result counts again."""
    for item in planned:
        if item.status == "done":
            attempt = folder.point(item.point.id).failed_attempt
            shutil.rmtree(attempt.path, ignore_errors=True)


def write_report(sweep: Sweep, folder: SweepFolder, kernels: Kernels) -> None:
    """Write `results.csv` and execute the comparison into `report.html`."""
    found = results.read_sweep(folder.path)[1]
    results.write_csv(folder.results, found)
    made_from = report_inputs(sweep, folder)
    partial_notebook = folder.path / ".report.partial.ipynb"
    try:
        execute.execute_notebook(
            outputs.COMPARE, partial_notebook, {"folder": "."}, kernels.new()
        )
        partial_notebook.replace(folder.report_notebook)
    finally:
        partial_notebook.unlink(missing_ok=True)
    report.write_report(folder, sweep)
    report.note_inputs(folder, made_from)


def is_reported(sweep: Sweep, folder: SweepFolder) -> bool:
    """Say whether the report on the disk already shows what lies there."""
    return report.inputs(folder) == report_inputs(sweep, folder)


def report_inputs(sweep: Sweep, folder: SweepFolder) -> dict[str, Any]:
    """Digest all that the report is made from."""
    found = hashlib.sha256()
    for point in sweep.points():
        place = folder.point(point.id)
        for record in (place.result, place.failed_attempt.result):
            found.update(record.read_bytes() if record.is_file() else b"-")
    return {
        "sweep": fingerprint.short(json.dumps(sweep.as_file())),
        "results": found.hexdigest()[:16],
        "code": fingerprint.report(outputs.COMPARE),
    }
