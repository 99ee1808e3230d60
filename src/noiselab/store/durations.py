"""How long points will take, from those that were finished."""

from collections.abc import Iterable

from noiselab.experiment import models
from noiselab.store.result import Result
from noiselab.study.point import Point


class Estimate:
    """Learns from finished points: what an epoch takes, and what comes on top of them.

    Args:
        results: Results to learn from; those that are not done teach nothing.
        image_shape: (height, width, channels), to compare a model that was not run yet
            with those that were.
    """

    def __init__(
        self,
        results: Iterable[Result] = (),
        image_shape: tuple[int, int, int] = (28, 28, 1),
    ):
        self._work = {
            name: model.work(image_shape) for name, model in models.MODELS.items()
        }
        self._epoch: dict[str, list[float]] = {}  # seconds, by model
        self._rest: list[float] = []
        for result in results:
            self.learn(result)

    def learn(self, result: Result) -> None:
        """Take note of how long a finished point took."""
        if result.status != "done":
            return
        train = result.seconds.get("train", 0.0)
        seconds = self._epoch.setdefault(result.point.model, [])
        seconds.append(train / result.epochs_run)
        self._rest.append(result.seconds["total"] - train)

    def expect(self, point: Point) -> float | None:
        """Say how many seconds a point should take; None where nothing is known yet."""
        if not self._epoch:
            return None
        if own := self._epoch.get(point.model):
            return point.epochs * _mean(own) + _mean(self._rest)
        rates = [
            _mean(seconds) / self._work.get(model, 1.0)
            for model, seconds in self._epoch.items()
        ]
        epoch = _mean(rates) * self._work.get(point.model, 1.0)
        return point.epochs * epoch + _mean(self._rest)

    def size(self, point: Point) -> float:
        """Say how large a point is beside others, whether or not anything is known."""
        known = self.expect(point)
        return (
            point.epochs * self._work.get(point.model, 1.0) if known is None else known
        )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def in_words(seconds: float) -> str:
    """Write a length of time as people say it, such as `2 min 05 s`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
