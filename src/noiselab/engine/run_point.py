"""Runs a point: the template is executed, and its files are put in place."""

import errno
import json
import shutil
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import ValidationError

from noiselab.common import awake, files, hide_folders, noted_paths, reasons
from noiselab.common.errors import KernelsError, PointError
from noiselab.common.folders import PLUGINS, PointFolder, SweepFolder
from noiselab.common.user_paths import DATA_DIR
from noiselab.engine import finished_notebook, notebook, unchanged
from noiselab.engine.executor import Job
from noiselab.engine.kernel_log import LostLogError
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog
from noiselab.experiment.epoch_line import Epoch
from noiselab.store import point_files
from noiselab.store.fingerprint import OF_THE_RUN
from noiselab.store.result import Result, from_fields
from noiselab.store.results import finished, newer
from noiselab.study import plugin_files
from noiselab.study.point import LATER

# What keeps one folder from being used, while others may well be: a program has a file
# of it open, it is somebody else's, or another machine removed it.
OF_ONE_FOLDER = {
    errno.EACCES,
    errno.EBUSY,
    errno.EEXIST,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENOTEMPTY,
    errno.EPERM,
    errno.ESTALE,
    errno.EXDEV,
}


def run(
    job: Job,
    folder: SweepFolder,
    kernels: Kernels,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
) -> Result:
    """Run one point to its result, done or failed; the files of both are kept.

    Args:
        job: What to run.
        folder: The sweep's folder.
        kernels: Starts the point's kernel.
        on_epoch: Called with each epoch as it ends, from this call's thread.

    Returns:
        The result, as it is on the disk now; a failed one that is not there if only
        this point's folder cannot be used, so that the other points go on.

    Raises:
        OSError: If nothing can be written any more, as on a full disk.
    """
    try:
        return _run(job, folder, kernels, on_epoch)
    except OSError as error:
        if kernels.stopped or error.errno not in OF_ONE_FOLDER:
            raise
        return unplaced(job, error)


def _run(
    job: Job,
    folder: SweepFolder,
    kernels: Kernels,
    on_epoch: Callable[[Epoch], None],
) -> Result:
    stage = folder.stage(job.point.id)
    try:
        result = produce(job, stage, kernels, on_epoch)
    except BaseException as error:
        shutil.rmtree(stage.path, ignore_errors=True)
        if isinstance(error, OSError) and not error.filename:
            error.filename = str(folder.path)  # a full disk does not name itself
        raise
    put_in_place(folder, stage, result)
    return result


def unplaced(job: Job, error: OSError) -> Result:
    """Make the result of a point whose folder cannot be written or replaced."""
    where, why = error.filename or job.point.id, error.strerror or str(error)
    return Result(
        point=job.point,
        status="failed",
        error=f"{where}: cannot be used ({why}); close what has it open, and run again",
        fingerprint=dict(job.fingerprint),
        seconds={"total": 0},
    )


def produce(
    job: Job,
    stage: PointFolder,
    kernels: Kernels,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
) -> Result:
    """Run one point and leave all its files in a folder, its `result.json` last.

    Args:
        job: What to run.
        stage: An empty folder.
        kernels: Starts the point's kernel.
        on_epoch: Called with each epoch as it ends, from this call's thread.

    Returns:
        The result, done or failed.
    """
    started = awake.seconds()

    def begin() -> None:
        nonlocal started
        started = awake.seconds()

    names = finished_notebook.names_of(stage.path, kernels.env.get(DATA_DIR))
    log = PointLog(stage.log, on_epoch, names, lambda: kernels.stopped)
    log.write("")
    run_settings: dict[str, Any] = {
        "threads": job.threads,
        "plugins": [f"{PLUGINS}/{path.name}" for path in job.plugins],
        "data_dir": "",  # the kernel is told by its environment
        "output_dir": ".",
    }
    assert run_settings.keys() == {*OF_THE_RUN}
    parameters = {**job.point.parameters(), **run_settings}
    check_code = partial(
        unchanged.check_code, job.fingerprint, job.point.only_kind, job.point.design
    )
    try:
        check_code()  # rather than after the training alone
        place_plugins(job, stage)
        code_of_template = job.template.read_text("utf-8")
        for name in LATER:  # a template that does not have it does as ever
            if not parameters[name] and name not in code_of_template:
                del parameters[name]
        execute = partial(notebook.execute, on_begin=begin)
        execute(job.template, stage.notebook, parameters, kernels, log, job.timeout)
        check_code()
        unchanged.check_files(stage.path, job.files)
        result = done(job, stage, started)
    except Exception as problem:
        if kernels.stopped or isinstance(problem, KernelsError | LostLogError):
            raise  # no other point could run either
        log.write(reasons.COLOURS.sub("", traceback.format_exc()))
        result = Result(
            point=job.point,
            status="failed",
            error=hide_folders.without_folders(notebook.worded(problem), people=True),
            fingerprint=dict(job.fingerprint),
            seconds={"total": awake.seconds() - started},
        )
    log.finish()
    files.write(stage.result, result.as_json())
    return result


def place_plugins(job: Job, stage: PointFolder) -> None:
    """Put a point's plugins, and what they use, into its folder.

    Large files, such as weights, are hard links to the study's copies where the file
    system has them, so that they take their space only once, and are write-protected.
    What was put beside the study's copies since the run began is left out.
    """
    if job.plugins:
        used = plugin_files.of_study(job.plugins)
        known = {
            place: path
            for place, path in used.items()
            if not job.files or f"{PLUGINS}/{place}" in job.files
        }
        plugin_files.place(known, stage.plugins, link=True)


def put_in_place(folder: SweepFolder, stage: PointFolder, result: Result) -> None:
    """Move a prepared folder where it belongs: a failed one beside finished files."""
    point, files = result.point, folder.point(result.point.id)
    if result.status != "done" and (finished(files, point) or newer(files, point)):
        failed = files.failed_attempt.path.relative_to(folder.points)
        noted_paths.lead(stage.path, failed.as_posix())
        folder.keep_failed(stage, point.id)
    else:
        noted_paths.lead(stage.path, point.id)
        folder.put_in_place(stage, point.id)


def done(job: Job, stage: PointFolder, started: float) -> Result:
    """Make a done result from what the notebook recorded; its files are final now.

    Args:
        job: What was run.
        stage: The folder with the notebook's files.
        started: When its first cell was, as `awake.seconds` counts.

    Returns:
        The result, which reads back from its `result.json` as it is.

    Raises:
        PointError: If the notebook recorded nothing, or not what a result holds.
    """
    try:
        recorded = json.loads(stage.measures.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PointError("the notebook ended without recording its measures") from None
    except ValueError as error:
        raise PointError(f"measures.json: {error}") from error
    own = {"point", "status", "reason", "error", "fingerprint", "files"}
    if not isinstance(recorded, dict) or own & {*recorded}:
        raise PointError("measures.json: not what `record` writes")
    total = {"total": awake.seconds() - started}
    seconds = recorded.get("seconds")
    recorded["seconds"] = seconds | total if isinstance(seconds, dict) else total
    try:
        result = Result(
            point=job.point,
            status="done",
            fingerprint=dict(job.fingerprint),
            files=point_files.records(stage),
            **recorded,
        )
        # what is called done now is exactly what is called done whenever it is read
        return from_fields(json.loads(result.as_json()))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(["measures.json", *map(str, problem["loc"])])
        raise PointError(f"{where}: {problem['msg']}") from error
