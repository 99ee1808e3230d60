"""A thread that lasts as long as its process.

Linux ends a process that asks for it with the *thread* that started it, not with the
process (source: PR_SET_PDEATHSIG in prctl(2)). So what is to last longer than a thread
of a run is started from here.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

Value = TypeVar("Value")
_Task = tuple[Future, Callable[[], Any]]
_tasks: dict[int, SimpleQueue[_Task]] = {}  # by process: no thread survives a fork
_lock = threading.Lock()


def call(function: Callable[[], Value]) -> Value:
    """Call a function in that thread.

    Returns:
        What the function returns.

    Raises:
        BaseException: What the function raises.
    """
    future: Future[Value] = Future()
    _of_process(os.getpid()).put((future, function))
    return future.result()


def _of_process(pid: int) -> SimpleQueue[_Task]:
    with _lock:
        if pid not in _tasks:
            _tasks[pid] = SimpleQueue()
            threading.Thread(target=_serve, args=(_tasks[pid],), daemon=True).start()
        return _tasks[pid]


def _serve(tasks: SimpleQueue[_Task]) -> None:
    while True:
        future, function = tasks.get()
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)
