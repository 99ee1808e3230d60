"""Waiting for what may never answer: told after a while, and with an end."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from noiselab.common import awake
from noiselab.common.errors import NoiselabError

TOLD = 8.0  # seconds after which it is told what is waited for
_LOOK = 0.5  # seconds between two looks

T = TypeVar("T")


class NoAnswerError(NoiselabError):
    """What was waited for did not answer in time."""


def tell(line: str) -> None:
    """Print a line about what is waited for; a closed stream must not end a run."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")  # in one write, as threads may tell at once
        sys.stderr.flush()


def within(seconds: float, what: str, step: Callable[[], T]) -> T:
    """Do a step in a thread of its own, and wait for it, but not for ever.

    Args:
        seconds: The longest time, as long as this process is awake.
        what: What is waited for, for messages.
        step: What is done; where it takes longer, it is left to itself.

    Returns:
        What the step returns.

    Raises:
        NoAnswerError: If it takes longer.
        Exception: What the step raises.
    """
    answer: Future[T] = Future()

    def attempt() -> None:
        try:
            answer.set_result(step())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=attempt, daemon=True).start()
    began, is_told = awake.seconds(), False
    while True:
        with suppress(TimeoutError):
            answer.exception(_LOOK)
        if answer.done():
            return answer.result()
        so_far = awake.seconds() - began
        if so_far > seconds:
            raise NoAnswerError(f"no answer in {seconds:g} s from {what}")
        if so_far > TOLD and not is_told:
            is_told = True
            tell(f"waiting for {what}: {TOLD:g} s so far, and up to {seconds:g} s")
