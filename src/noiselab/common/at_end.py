"""What must be done as a process ends, also where it ends without tidying up."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress

_LONGEST = 0.4  # seconds in which all must be done
_acts: list[Callable[[], object]] = []


def register(act: Callable[[], object]) -> Callable[[], object]:
    """Have something done before this process ends at once, by `leave`.

    Args:
        act: What is done, beside all else that is registered.

    Returns:
        The same, so that this can stand above a function.
    """
    _acts.append(act)
    return act


def leave(code: int) -> None:
    """End this process at once, with an exit code, whatever its threads do."""
    deadline = time.monotonic() + _LONGEST
    threads = [threading.Thread(target=_do, args=(act,), daemon=True) for act in _acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    os._exit(code)


def _do(act: Callable[[], object]) -> None:
    with suppress(Exception):
        act()
