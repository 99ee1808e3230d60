"""How far a run has come, and how long it still takes."""

import threading

from noiselab.common import awake
from noiselab.experiment.epoch_line import Epoch
from noiselab.store.durations import Estimate, in_words
from noiselab.store.result import Result
from noiselab.study.point import Point


class Clock:
    """How far a run has come, and how long it still takes.

    Args:
        points: The points to run.
        estimate: How long points take.
        jobs: How many run side by side.
    """

    def __init__(self, points: list[Point], estimate: Estimate, jobs: int):
        self.total, self.done = len(points), 0
        self._waiting = {point.id: point for point in points}
        self._running: dict[str, tuple[float, float]] = {}  # when it began, share done
        self._estimate, self._jobs = estimate, jobs
        self._lock = threading.Lock()

    def begin(self, point: Point) -> bool:
        """Take note that a point starts, unless it has ended: news can come late."""
        with self._lock:
            if point.id not in self._waiting:
                return False
            self._running[point.id] = (awake.seconds(), 0.0)
            return True

    def advance(self, point: Point, epoch: Epoch) -> None:
        """Take note that an epoch ended."""
        with self._lock:
            if point.id in self._running:
                begun, _ = self._running[point.id]
                self._running[point.id] = (begun, epoch.epoch / epoch.epochs)

    def end(self, result: Result) -> None:
        """Take note that a point ended."""
        with self._lock:
            self.done += 1
            self._waiting.pop(result.point.id, None)
            self._running.pop(result.point.id, None)
            self._estimate.learn(result)

    def left(self) -> str:
        """Say how long the rest takes, such as `about 40 s left`; empty if unknown."""
        with self._lock:
            parts = [self._left_of(point) for point in self._waiting.values()]
            running = len(self._running)  # more than expected where workers join late
        if not parts or any(part is None for part in parts):
            return ""
        seconds = [part or 0.0 for part in parts]
        at_once = max(self._jobs, running)
        rest = max(sum(seconds) / at_once, *seconds, 1.0)  # something still runs
        return f"about {in_words(rest)} left"

    def _left_of(self, point: Point) -> float | None:
        begun, share = self._running.get(point.id, (awake.seconds(), 0.0))
        ran = awake.seconds() - begun
        expected = self._estimate.expect(point)
        if share:
            return ran / share - ran
        return None if expected is None else max(expected - ran, 0.0)
