"""How long points will take, from those that were finished."""

from collections.abc import Iterable

from noiselab.results import Result
from noiselab.sweep import Point

# How much longer an epoch of one model takes than one of another, until it is measured.
WEIGHTS = {"mlnn": 1.0, "convnet": 9.0}


class Estimate:
    """Learns from finished points, and of the epochs of those that run."""

    def __init__(self, results: Iterable[Result] = ()):
        self._seconds: dict[tuple[str, str], list[float]] = {}
        for result in results:
            if result.status == "done":
                self.learn(result.point, result.seconds.get("total", 0.0))

    def learn(self, point: Point, seconds: float) -> None:
        """Take note that a point took so many seconds in all."""
        self._seconds.setdefault(_alike(point), []).append(seconds / point.epochs)

    def expect(self, point: Point) -> float | None:
        """Say how many seconds a point should take; None where nothing is known yet."""
        known = self._seconds.get(_alike(point))
        if known:
            return point.epochs * _mean(known)
        rates = [
            _mean(seconds) / WEIGHTS.get(model, 1.0)
            for (model, dataset), seconds in self._seconds.items()
            if dataset == point.dataset
        ]
        if not rates:
            return None
        return point.epochs * _mean(rates) * WEIGHTS.get(point.model, 1.0)


def _alike(point: Point) -> tuple[str, str]:
    return point.model, point.dataset


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
