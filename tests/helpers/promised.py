"""Promises of time, kept on a quiet machine, on one that has other work, too."""

import time

_WORK = 0.2  # seconds of processor time


def slowness() -> float:
    """Measure how many times longer work takes now than on a quiet machine."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < _WORK:
        pass
    return max(1.0, (time.perf_counter() - began) / _WORK)


def within(limit: float, took: float) -> bool:
    """Say whether something was done in time, for a machine as busy as this one is."""
    return took < limit or took < limit * slowness()
