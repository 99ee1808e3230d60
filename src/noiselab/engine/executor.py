"""What an executor is given, what it tells, and what it can do."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from noiselab.experiment.epoch_line import Epoch
from noiselab.store.result import Result
from noiselab.study.point import Point


@dataclass(frozen=True)
class Job:
    """A point to run, and what it is run with.

    Attributes:
        point: The point.
        fingerprint: What its result depends on.
        template: The notebook that is executed.
        threads: Threads that TensorFlow computes with; 0 leaves the choice to it.
        timeout: Seconds that the notebook may take; None for no limit.
        plugins: The sweep's own files.
    """

    point: Point
    fingerprint: Mapping[str, str]
    template: Path
    threads: int = 0
    timeout: float | None = None
    plugins: tuple[Path, ...] = ()


class Events(Protocol):
    """What the runner tells of a run; every call may come from any thread."""

    def started(self, point: Point) -> None:
        """Tell that a point starts."""

    def epoch(self, point: Point, epoch: Epoch) -> None:
        """Tell that an epoch of a running point ended."""

    def finished(self, result: Result) -> None:
        """Tell that a point is done, or failed."""

    def __enter__(self) -> "Events":
        """Begin to show."""

    def __exit__(self, *_: object) -> None:
        """Stop showing."""


class Executor(Protocol):
    """Runs jobs side by side."""

    def submit(self, job: Job, display: Events) -> "Future[Any]":
        """Run a job as soon as there is room; tell the display of its start."""

    def collect(self, future: "Future[Any]", job: Job) -> Result:
        """Give the result of an ended job, its files being in place."""

    def stop(self) -> None:
        """End all that runs, at once."""
