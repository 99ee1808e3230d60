"""Runs a point: papermill executes the template, and its files are put in place."""

import asyncio
import json
import logging
import re
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_event_loop

from noiselab import outputs, report, training
from noiselab.errors import NoiselabError, PointError
from noiselab.kernels import Kernel, Kernels
from noiselab.outputs import PointFolder, SweepFolder
from noiselab.results import Result, finished
from noiselab.sweep import Point
from noiselab.training import Epoch

# What papermill would log of a failure is told by the result.
logging.getLogger("papermill").addHandler(logging.NullHandler())

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """A point to run, and what it is run with.

    Attributes:
        point: The point.
        fingerprint: What its result depends on.
        folder: The sweep's folder.
        template: The notebook that is executed.
        threads: Threads that TensorFlow computes with; 0 leaves the choice to it.
        timeout: Seconds that the notebook may take; None for no limit.
    """

    point: Point
    fingerprint: Mapping[str, str]
    folder: SweepFolder
    template: Path
    threads: int = 0
    timeout: float | None = None


@dataclass
class _Log:
    """The file that a point's output goes to, line by line, as it comes."""

    path: Path
    on_epoch: Callable[[Epoch], None]
    _rest: str = field(default="", init=False)

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if epoch := training.parse(line):
                self.on_epoch(epoch)

    def flush(self) -> None:
        """Nothing to do: every text is written at once."""


def run(
    job: Job, kernels: Kernels, on_epoch: Callable[[Epoch], None] = lambda epoch: None
) -> Result:
    """Run one point to its result, done or failed; the files of both are kept.

    Args:
        job: What to run.
        kernels: Starts the point's kernel.
        on_epoch: Told of each epoch as it ends, from this call's thread.

    Returns:
        The result as it now lies on the disk.
    """
    started = time.perf_counter()
    stage = job.folder.stage(job.point.id)
    log = _Log(stage.log, on_epoch)
    log.write("")
    recorded: dict[str, Any] = {}
    error = None
    run_by = {"threads": job.threads, "output_dir": "."}
    parameters = {**job.point.parameters(), **run_by}
    try:
        execute_notebook(
            job.template, stage.notebook, parameters, kernels.new(), log, job.timeout
        )
        recorded = _recorded(stage)
        report.write_point_page(stage, job.point)
    except Exception as problem:
        if kernels.stopped:
            shutil.rmtree(stage.path, ignore_errors=True)
            raise
        recorded = {}
        error = worded(problem)
        log.write(_COLOURS.sub("", traceback.format_exc()))
        _page_of_failure(stage, job.point)
    seconds = {**recorded.pop("seconds", {}), "total": time.perf_counter() - started}
    status = "failed" if error else "done"
    result = Result(
        job.point, status, error, job.fingerprint, seconds=seconds, **recorded
    )
    outputs.write(stage.result, result.as_json())
    if error and finished(job.folder.point(job.point.id), job.point):
        job.folder.keep_failed(stage, job.point.id)
    else:
        job.folder.put_in_place(stage, job.point.id)
    return result


def execute_notebook(
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    kernel: Kernel,
    log: Any = None,
    timeout: float | None = None,
) -> None:
    """Execute a notebook through papermill, in a kernel whose folder is the target's.

    Args:
        source: The notebook to execute; it is not changed.
        target: Where the executed notebook is written.
        parameters: Values for the cell tagged `parameters`.
        kernel: The kernel that it runs in.
        log: Takes all that the notebook prints, by `write` and `flush`.
        timeout: Seconds that it may take; None for no limit.

    Raises:
        NoiselabError: If the notebook does not know one of the parameters, or takes
            longer than it may.
        Exception: Whatever papermill raises where a cell fails or the kernel dies.
    """
    import nbformat
    import papermill

    _check_parameters(source, parameters)
    outlasted = threading.Event()
    timer = threading.Timer(timeout or 0, _end, (kernel, outlasted))
    if timeout:
        timer.start()
    try:
        papermill.execute_notebook(
            nbformat.read(source, as_version=4),
            _literal(target),
            parameters=dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            stdout_file=log,
            stderr_file=log,
            kernel_manager_class=kernel.manager_class(),
            shutdown_kernel="immediate",
            coalesce_streams=True,
            resources={"metadata": {"path": str(target.parent)}},
        )
    except Exception as error:
        if outlasted.is_set():
            raise PointError(f"outlasted its timeout of {timeout:g} s") from error
        raise
    finally:
        timer.cancel()
        kernel.kill()
        _close_loop()
        _tidy(target)


def _close_loop() -> None:
    """Close the event loop that nbclient opens in a thread and leaves open."""
    try:
        asyncio.get_running_loop()  # a caller's own, as in JupyterLab
    except RuntimeError:
        ensure_event_loop().close()


def _end(kernel: Kernel, outlasted: threading.Event) -> None:
    outlasted.set()
    kernel.kill()


def parameter_names(notebook: Path) -> set[str]:
    """Name the parameters that a notebook's cell tagged `parameters` knows."""
    import papermill

    return set(papermill.inspect_notebook(_literal(notebook)))


def _check_parameters(source: Path, parameters: Mapping[str, Any]) -> None:
    known = parameter_names(source)
    for name in parameters:
        if name not in known:
            raise NoiselabError(
                f"{source.name}: its parameters cell has no {name!r}; it has "
                f"{', '.join(sorted(known)) or 'none'}"
            )


def _literal(path: Path) -> str:
    """Write a path so that papermill's formatting gives it back as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _tidy(notebook: Path) -> None:
    """Take out what papermill wrote of this machine's folders and of the source."""
    try:
        fields = json.loads(notebook.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    papermill = fields["metadata"].get("papermill", {})
    for name in ("input_path", "output_path", "environment_variables"):
        papermill.pop(name, None)
    outputs.write(notebook, json.dumps(fields, indent=1, ensure_ascii=False) + "\n")


def _recorded(stage: PointFolder) -> dict[str, Any]:
    try:
        return json.loads(stage.measures.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PointError("the notebook ended without recording its measures") from None


def _page_of_failure(stage: PointFolder, point: Point) -> None:
    try:
        report.write_point_page(stage, point)
    except Exception:  # there may be no notebook; the log says what happened
        stage.page.unlink(missing_ok=True)


def worded(error: Exception) -> str:
    """Say in one line what ended a point."""
    name = type(error).__name__
    if name == "PapermillExecutionError":
        return f"{error.ename}: {error.evalue}".splitlines()[0]  # type: ignore[attr-defined]
    if name == "DeadKernelError":
        return "its kernel died"
    if isinstance(error, NoiselabError):
        return str(error)
    lines = _COLOURS.sub("", str(error)).strip().splitlines()
    return f"{name}: {lines[0]}" if lines else name
