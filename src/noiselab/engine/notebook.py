"""Executes one notebook through papermill: its kernel, its time limit, its output."""

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_event_loop

from noiselab.common import awake, errors, reasons
from noiselab.common.errors import KernelsError, NoiselabError, PointError
from noiselab.common.user_paths import DATA_DIR
from noiselab.engine import finished_notebook
from noiselab.engine.fork_server import LostError
from noiselab.engine.kernels import Kernel, Kernels

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from noiselab.engine.notebook_client import Log

_KERNELS_FILE = re.compile(r" \(\d+\.py, line (\d+)\)$")  # as ipykernel names a cell
STARTS = 3  # times that a kernel is started before the notebook counts as failed

# A failure that papermill would log is in the result.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def execute(
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    log: "Log | None" = None,
    timeout: float | None = None,
    on_begin: Callable[[], object] = lambda: None,
) -> None:
    """Execute a notebook in a kernel that works in the target's folder, and keep it.

    It is written now and then as it runs, so that one that is cut short can be read,
    and at the end once more, finished, however it ended.

    Args:
        source: The notebook to execute; it is not changed.
        target: Where the executed notebook is written.
        parameters: Values for the cell tagged `parameters`.
        kernels: Starts the kernel.
        log: Where its kernel writes all that it prints; None if it is not kept.
        timeout: Seconds that it may take from its first cell on, time asleep left out;
            None for no limit.
        on_begin: Called as its first cell begins.

    Raises:
        NoiselabError: If the notebook lacks one of the parameters.
        PointError: If it takes longer than its timeout, or its kernel fails.
        Exception: What papermill raises where a cell fails.
    """
    data_dir = kernels.env.get(DATA_DIR)
    try:
        how: dict[str, Any] = {"log": log, "timeout": timeout, "on_begin": on_begin}
        _execute(source, target.parent, target, parameters, kernels, **how)
    except BaseException:
        if not kernels.stopped:  # then nobody keeps it
            finished_notebook.finish(target, data_dir, log)
        raise
    finished_notebook.finish(target, data_dir, log)


def executed(
    source: Path,
    folder: Path,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    what: str | Path,
    log: "Log | None" = None,
) -> "NotebookNode":
    """Execute a notebook and return it finished; nothing is written.

    Args:
        source: The notebook to execute; it is not changed.
        folder: Its kernel's working folder.
        parameters: Values for the cell tagged `parameters`.
        kernels: Starts the kernel.
        what: What is executed, for error messages.
        log: Where its kernel writes all that it prints; None if it is not kept.

    Raises:
        NoiselabError: If a cell fails; the message names `what`.
    """
    from papermill.exceptions import PapermillExecutionError

    try:
        notebook = _execute(source, folder, None, parameters, kernels, log=log)
    except PapermillExecutionError as error:
        raise NoiselabError(f"{what}: {worded(error)}") from error
    return finished_notebook.finished(notebook, folder, kernels.env.get(DATA_DIR))


def _execute(
    source: Path,
    folder: Path,
    target: Path | None,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    *,
    log: "Log | None" = None,
    timeout: float | None = None,
    on_begin: Callable[[], object] = lambda: None,
) -> "NotebookNode":
    """Execute a notebook; a kernel that does not start is tried again."""
    _check_parameters(source, parameters)
    how: dict[str, Any] = {"log": log, "timeout": timeout, "on_begin": on_begin}
    attempt = 0
    while True:
        attempt += 1
        kernel = kernels.new(log.path if log else None)
        if log:
            log.seen = kernel.seen
        try:
            return _execute_in(kernel, source, folder, target, parameters, **how)
        except Exception as error:
            if kernels.stopped or kernel.began:
                raise
            if isinstance(error, PointError | KernelsError):
                raise
            if attempt == STARTS:
                if isinstance(error, LostError):
                    raise KernelsError(_lost_each_time(error)) from error
                words = reasons.told(reasons.text_of(error))
                why = "; ".join(filter(None, (words, kernel.last_words())))
                raise PointError(
                    f"its kernel did not start, tried {STARTS} times ({why})"
                ) from error


def _execute_in(
    kernel: Kernel,
    source: Path,
    folder: Path,
    target: Path | None,
    parameters: Mapping[str, Any],
    *,
    log: "Log | None",
    timeout: float | None,
    on_begin: Callable[[], object],
) -> "NotebookNode":
    import nbformat
    import papermill
    from nbclient.exceptions import DeadKernelError

    from noiselab.engine import seldom_saving

    is_over_time, has_died = threading.Event(), False
    limit = awake.Limit(timeout or 0, lambda: _end(kernel, is_over_time))

    def begin(cell: Any, cell_index: int) -> None:
        if timeout and not kernel.began:  # loading is no time of a notebook
            limit.start()
        if not kernel.began:
            on_begin()
        kernel.began = True

    try:
        return papermill.execute_notebook(
            nbformat.read(source, as_version=4),
            _literal(target) if target else None,
            parameters=dict(parameters),
            kernel_name="python3",
            engine_name=seldom_saving.NAME,
            progress_bar=False,
            autosave_cell_every=seldom_saving.EVERY,
            log=log,
            kernel_manager_class=kernel.manager_class(),
            shutdown_kernel="immediate",
            on_cell_start=begin,
            resources={"metadata": {"path": str(folder)}},
        )
    except Exception as error:
        has_died = isinstance(error, DeadKernelError)
        if is_over_time.is_set():
            raise PointError(
                f"took longer than its timeout of {timeout:g} s"
            ) from error
        if isinstance(error, DeadKernelError) and (problem := kernel.lost_log()):
            raise problem from error
        if isinstance(error, DeadKernelError) and kernel.began:
            raise PointError(kernel.obituary()) from error
        raise
    finally:
        limit.cancel()
        past_notebook = kernel.past_notebook
        try:
            kernel.close()
        finally:
            _close_loop()
        if log:
            # what comes at an orderly end is of no cell
            log.past_notebook = kernel.past_notebook if has_died else past_notebook
            log.look()


def _lost_each_time(error: LostError) -> str:
    words = f"; its last words: {error.words}" if error.words else ""
    cold = "mend that, or try --cold (cold=True in Python)"
    return f"{error}, {STARTS} times{words}; {cold}"


def _close_loop() -> None:
    """Close the event loop that nbclient opens in a thread and leaves open."""
    try:
        asyncio.get_running_loop()  # the caller's own, as in JupyterLab
    except RuntimeError:
        loop = ensure_event_loop()
        unfinished = asyncio.all_tasks(loop)  # where a notebook ended early
        for task in unfinished:
            task.cancel()
        loop.run_until_complete(_all_ended(unfinished))
        loop.close()


async def _all_ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    # outside of a coroutine it looks for the thread's loop, which asyncio.run took away
    await asyncio.gather(*tasks, return_exceptions=True)


def _end(kernel: Kernel, is_over_time: threading.Event) -> None:
    is_over_time.set()
    kernel.kill()


def parameter_names(notebook: Path) -> set[str]:
    """Name the parameters in a notebook's cell tagged `parameters`."""
    import papermill

    return set(papermill.inspect_notebook(_literal(notebook)))


def _check_parameters(source: Path, parameters: Mapping[str, Any]) -> None:
    names = parameter_names(source)
    for name in parameters:
        if name not in names:
            raise NoiselabError(
                f"{source.name}: its parameters cell has no {name!r}; it has "
                f"{', '.join(sorted(names)) or 'none'}"
            )


def _literal(path: Path) -> str:
    """Write a path so that papermill's formatting leaves it as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def worded(error: BaseException) -> str:
    """Say in one line what ended a point."""
    name = type(error).__name__
    if name == "PapermillExecutionError":
        return _of_cell(error)
    if isinstance(error, NoiselabError):
        return str(error)
    return reasons.reason(error)


def _of_cell(error: Any) -> str:
    """Say in one line what ended a cell, of what papermill keeps of it."""
    if error.evalue.strip() and hasattr(errors, error.ename):  # says it all
        words = f"{error.ename}: {error.evalue.strip()}".splitlines()[0]
        return reasons.shortened(words, reasons.LONGEST)
    # what Python cannot read is named by a file, which only the kernel knows
    cell = rf" (In[{error.exec_count}], line \1)"
    words = _KERNELS_FILE.sub(cell, error.evalue)
    place = reasons.place_in(error.traceback)
    if place or not reasons.says_little(error.ename, words):
        return reasons.worded(error.ename, words, place)
    # without the line: IPython shows none of what ends a notebook on purpose
    return f"{reasons.worded(error.ename, error.evalue)}, in In[{error.exec_count}]"
