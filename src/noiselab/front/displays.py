"""What a person sees while a sweep runs: bars in a terminal, plain lines elsewhere."""

import os
import sys
from typing import Any

from noiselab.engine.executor import Events
from noiselab.experiment.epoch_line import Epoch, figure
from noiselab.front.clock import Clock
from noiselab.front.run_options import Loudness
from noiselab.store.durations import in_words
from noiselab.store.result import Result
from noiselab.study.point import Point


def choose(loudness: Loudness, clock: Clock) -> Events:
    """Choose what suits the options, and where the output goes."""
    if loudness == "quiet":
        return Silent(clock)
    if loudness == "normal" and (_can_redraw() or _in_jupyter()):
        return Bars(clock)
    return Lines(clock, verbose=loudness == "verbose")


def _can_redraw() -> bool:
    """Say whether the output is a terminal that lines can be drawn over in.

    IPython gives the commands of a notebook's cell (`!`) a terminal of their own, and
    what they print ends up in the notebook, codes and all. Source: ipykernel,
    `ZMQInteractiveShell.init_environment`; jupyter_client, `launcher.launch_kernel`.
    """
    env = os.environ
    of_cell = env.get("TERM") == "xterm-color" and env.get("GIT_PAGER") == "cat"
    in_cell = of_cell or "JPY_PARENT_PID" in env
    is_plain = env.get("TERM") in ("dumb", "unknown") or bool(env.get("CI"))
    return sys.stdout.isatty() and not (in_cell or is_plain)


def _in_jupyter() -> bool:
    from rich.console import Console

    return Console().is_jupyter


def outcome(result: Result) -> str:
    """Say in a few words how a point ended."""
    seconds = in_words(result.seconds.get("total", 0.0))
    if result.status != "done":
        return f"FAILED after {seconds}: {result.error}"
    if result.diverged:
        return f"diverged, {seconds}"
    return f"validation accuracy {result.metrics['val_accuracy']:.4f}, {seconds}"


class Lines:
    """A plain line for each finished point, and with `verbose` for each epoch.

    Args:
        clock: Counts the points.
        verbose: Whether epochs are shown too.
        stream: Where to write; by default standard output.
    """

    def __init__(self, clock: Clock, verbose: bool = False, stream: Any = None):
        self._clock, self._verbose = clock, verbose
        self._stream = stream or sys.stdout

    def started(self, point: Point) -> None:
        """Print that a point starts, if epochs are shown."""
        self._clock.begin(point)
        if self._verbose:
            self._print(f"{point.id}: starts")

    def epoch(self, point: Point, epoch: Epoch) -> None:
        """Print an epoch, if epochs are shown."""
        self._clock.advance(point, epoch)
        if self._verbose:
            self._print(f"{point.id}: {epoch}")

    def finished(self, result: Result) -> None:
        """Print how a point ended, and how long the rest takes."""
        self._clock.end(result)
        count = f"[{self._clock.done}/{self._clock.total}]"
        left = self._clock.left()
        rest = f" ({left})" if left else ""
        self._print(f"{count} {result.point.id}: {outcome(result)}{rest}")

    def _print(self, line: str) -> None:
        self._stream.write(f"{line}\n")  # in one write, as points end side by side
        self._stream.flush()

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Silent(Lines):
    """Prints nothing; failures are printed once the run has ended."""

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
        loss, accuracy = map(figure, (epoch.val_loss, epoch.val_accuracy))
        note = f"val loss {loss}, accuracy {accuracy}"
        task = self._tasks.get(point.id)
        if task is not None:
            self._bars.update(
                task, completed=epoch.epoch, total=epoch.epochs, note=note
            )
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
