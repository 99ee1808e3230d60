"""What a person sees while a sweep runs: bars in a terminal, else plain lines."""

import sys
import threading
import time
from typing import Any

from noiselab.experiment.epoch_line import Epoch
from noiselab.store.durations import Estimate, in_words
from noiselab.store.result import Result
from noiselab.study.point import Point


class Clock:
    """How far a run is, and how long it still takes.

    Args:
        points: The points to run.
        estimate: What is known of how long points take.
        jobs: How many run side by side.
    """

    def __init__(self, points: list[Point], estimate: Estimate, jobs: int):
        self.total, self.done = len(points), 0
        self._waiting = {point.id: point for point in points}
        self._running: dict[str, tuple[float, float]] = {}  # when begun, share done
        self._estimate, self._jobs = estimate, jobs
        self._lock = threading.Lock()

    def begin(self, point: Point) -> bool:
        """Take note that a point starts, unless it has ended: word can come late."""
        with self._lock:
            if point.id not in self._waiting:
                return False
            self._running[point.id] = (time.monotonic(), 0.0)
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
            running = len(self._running)  # more than foreseen where workers join late
        if not parts or any(part is None for part in parts):
            return ""
        at_once = max(self._jobs, running)
        return f"about {in_words(sum(filter(None, parts)) / at_once)} left"

    def _left_of(self, point: Point) -> float | None:
        begun, share = self._running.get(point.id, (time.monotonic(), 0.0))
        ran = time.monotonic() - begun
        expected = self._estimate.expect(point)
        if share:
            return ran / share - ran
        return None if expected is None else max(expected - ran, 0.0)


def outcome(result: Result) -> str:
    """Say in a few words how a point ended."""
    seconds = in_words(result.seconds.get("total", 0.0))
    if result.status != "done":
        return f"FAILED after {seconds}: {result.error}"
    accuracy = result.metrics["val_accuracy"]
    figure = "diverged" if accuracy is None else f"validation accuracy {accuracy:.4f}"
    return f"{figure}, {seconds}"


class Lines:
    """A plain line for each finished point, and with `verbose` for each epoch.

    Args:
        clock: Counts the points.
        verbose: Whether epochs are told too.
        stream: Where to write; by default standard output.
    """

    def __init__(self, clock: Clock, verbose: bool = False, stream: Any = None):
        self._clock, self._verbose = clock, verbose
        self._stream = stream or sys.stdout

    def started(self, point: Point) -> None:
        """Tell that a point starts, if epochs are told."""
        self._clock.begin(point)
        if self._verbose:
            self._print(f"{point.id}: starts")

    def epoch(self, point: Point, epoch: Epoch) -> None:
        """Tell of an epoch, if epochs are told."""
        self._clock.advance(point, epoch)
        if self._verbose:
            self._print(f"{point.id}: {epoch}")

    def finished(self, result: Result) -> None:
        """Tell how a point ended, and how long the rest takes."""
        self._clock.end(result)
        count = f"[{self._clock.done}/{self._clock.total}]"
        left = self._clock.left()
        rest = f" ({left})" if left else ""
        self._print(f"{count} {result.point.id}: {outcome(result)}{rest}")

    def _print(self, line: str) -> None:
        self._stream.write(f"{line}\n")  # in one go: points end side by side
        self._stream.flush()

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Silent(Lines):
    """Says nothing; what failed is told at the end."""

    def finished(self, result: Result) -> None:
        """Only count."""
        self._clock.end(result)


class Bars:
    """A bar for all points and one for each that runs, for a terminal.

    Args:
        clock: Counts the points.
    """

    def __init__(self, clock: Clock):
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._clock = clock
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        self._all = self._bars.add_task("points", total=clock.total, note="")
        self._tasks: dict[str, Any] = {}

    def started(self, point: Point) -> None:
        """Add a bar for the point."""
        if not self._clock.begin(point):
            return
        self._remove(point)  # where the worker that ran it has died
        self._tasks[point.id] = self._bars.add_task(
            point.id, total=point.epochs, note="starting"
        )

    def epoch(self, point: Point, epoch: Epoch) -> None:
        """Move the point's bar, and the time left."""
        self._clock.advance(point, epoch)
        note = f"val loss {epoch.val_loss:.4f}, accuracy {epoch.val_accuracy:.4f}"
        task = self._tasks.get(point.id)
        if task is not None:
            self._bars.update(task, completed=epoch.epoch, note=note)
        self._bars.update(self._all, note=self._clock.left())

    def finished(self, result: Result) -> None:
        """Turn the point's bar into a line above the others."""
        self._clock.end(result)
        self._remove(result.point)
        self._bars.console.print(
            f"{result.point.id}: {outcome(result)}", markup=False, highlight=False
        )
        self._bars.update(
            self._all, completed=self._clock.done, note=self._clock.left()
        )

    def _remove(self, point: Point) -> None:
        task = self._tasks.pop(point.id, None)
        if task is not None:
            self._bars.remove_task(task)

    def __enter__(self) -> "Bars":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
