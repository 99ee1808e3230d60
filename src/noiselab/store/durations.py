"""How long points will take, estimated from finished points."""

from collections.abc import Iterable

from noiselab.common.errors import NoiselabError
from noiselab.experiment import models
from noiselab.store.result import Result
from noiselab.study.point import Point


class Estimate:
    """Learns from finished points how long an epoch takes, and all the rest.

    Args:
        results: Results to learn from; those that are not done are ignored.
        image_shape: (height, width, channels), to compare a model that has not run yet
            with those that have.
    """

    def __init__(
        self,
        results: Iterable[Result] = (),
        image_shape: tuple[int, int, int] = (28, 28, 1),
    ):
        self._image_shape = image_shape
        self._work: dict[str, float] = {}  # by model, as its points have it
        self._epoch: dict[str, list[float]] = {}  # seconds, by model
        self._asked: dict[str, list[float]] = {}  # for an epoch asked for, run or not
        self._rest: list[float] = []
        for result in results:
            self.learn(result)

    def learn(self, result: Result) -> None:
        """Take note of how long a finished point took."""
        if result.status != "done":
            return
        train = result.seconds.get("train", 0.0)
        model, asked = result.point.model, result.point.epochs
        self._work[model] = self._work_of(result.point)
        if asked and result.epochs_run:
            self._epoch.setdefault(model, []).append(train / result.epochs_run)
        self._asked.setdefault(model, []).append(train / max(asked, 1))
        self._rest.append(result.seconds["total"] - train)

    def expect(self, point: Point) -> float | None:
        """Say how many seconds a point should take; None while nothing is known."""
        if not self._epoch:
            return None
        if seconds := self._asked.get(point.model):
            return point.epochs * _mean(seconds) + _mean(self._rest)
        rates = [
            _mean(seconds) / self._work[model] for model, seconds in self._epoch.items()
        ]
        epoch = _mean(rates) * self._work_of(point)
        return point.epochs * epoch + _mean(self._rest)

    def size(self, point: Point) -> float:
        """Say how large a point is relative to others, even while nothing is known."""
        seconds = self.expect(point)
        if seconds is None:
            return point.epochs * self._work_of(point)
        return seconds

    def _work_of(self, point: Point) -> float:
        """Count the multiplications for an image; 1 for a model that is not there."""
        try:
            design = models.model(point.model, **point.model_options)
        except NoiselabError:
            return 1.0
        return design.multiplications(self._image_shape)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def in_words(seconds: float) -> str:
    """Write a duration as people read it, such as `2 min 05 s`."""
    if not seconds < 1e9:
        return "more than 30 years"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
