"""What an executor is given, reports and can do; and the table of all executors."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from noiselab.common.folders import SweepFolder
from noiselab.common.registry import Registry
from noiselab.experiment.datasets import Dataset, Summary
from noiselab.experiment.epoch_line import Epoch
from noiselab.store.result import Result
from noiselab.study.point import Point

if TYPE_CHECKING:
    from noiselab.engine.kernels import Kernels


@dataclass(frozen=True, kw_only=True)
class Work:
    """What an executor is opened for.

    Attributes:
        folder: The sweep's folder, on this machine.
        template: The notebook that is executed for every point.
        plugins: The study's copies of the sweep's own files.
        dataset: A summary of the data.
        data_file: Its file; None if it comes with scikit-learn.
        points: The points that are to run.
        preload: What kernels on other machines have loaded, as for `Kernels`.
        jobs: How many points are to run side by side; `auto` leaves it to the executor.
        threads: Processor threads for each; None leaves it to the executor.
        address: The address of a cluster.
        verbose: Whether libraries may print what they log.
        load: Loads data that are no single file, or that only this machine can read;
            None if the file will do.
    """

    folder: SweepFolder
    template: Path
    plugins: tuple[Path, ...]
    dataset: Summary
    data_file: Path | None
    points: tuple[Point, ...]
    preload: str | None
    jobs: int | Literal["auto"] = "auto"
    threads: int | None = None
    address: str | None = None
    load: Callable[[], Dataset] | None = None
    verbose: bool = False


@dataclass(frozen=True)
class Job:
    """A point to run, and what it is run with.

    Attributes:
        point: The point.
        fingerprint: What its result depends on.
        template: The notebook that is executed.
        threads: Threads that TensorFlow computes with; 0 leaves the choice to it.
        timeout: Seconds that the notebook may take; None for no limit.
        plugins: The study's copies of the sweep's own files.
        files: The digest that each file of `plugins/` must have, by its place in the
            point's folder; those that are not listed are not compared.
    """

    point: Point
    fingerprint: Mapping[str, str]
    template: Path
    threads: int = 0
    timeout: float | None = None
    plugins: tuple[Path, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


class Events(Protocol):
    """What the runner reports of a run; every call may come from any thread."""

    def started(self, point: Point) -> None:
        """Report that a point starts."""

    def epoch(self, point: Point, epoch: Epoch) -> None:
        """Report that an epoch of a running point ended."""

    def finished(self, result: Result) -> None:
        """Report that a point is done, or failed."""

    def __enter__(self) -> "Events":
        """Begin to show."""

    def __exit__(self, *_: object) -> None:
        """Stop showing."""


class Executor(Protocol):
    """Runs jobs side by side, within a `with` block.

    Attributes:
        side_by_side: How many jobs run at once as it begins; 0 on a cluster that waits
            for its first worker.
        threads: Threads that each job computes with.
    """

    side_by_side: int
    threads: int

    def submit(self, job: Job, display: Events) -> "Future[Any]":
        """Run a job as soon as there is room; report its start to the display.

        It may return before the job begins, or only once it has ended.
        """

    def collect(self, future: "Future[Any]", job: Job) -> Result:
        """Give the result of an ended job, once its files are in place."""

    def stop(self) -> None:
        """End all that runs, at once."""

    def __enter__(self) -> "Executor":
        """Begin to take jobs."""

    def __exit__(self, *_: object) -> None:
        """End what is left, after all jobs were collected or it was stopped."""


# Checks whether the work can be done there, and returns what makes the executor from
# the run's kernels; raises `RequestError` before anything is written.
Open = Callable[[Work], "Callable[[Kernels], Executor]"]

EXECUTORS: Registry[Open] = Registry("executor")


def register(name: str) -> Callable[[Open], Open]:
    """Enter the decorated function into `EXECUTORS`.

    Args:
        name: The executor's name.

    Raises:
        TakenNameError: If there is an executor of that name, or it is not a valid name.
    """

    def enter(function: Open) -> Open:
        EXECUTORS.enter(name, function, function)
        return function

    return enter
