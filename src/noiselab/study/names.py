"""How sweeps, points, models and places are called where people read them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from noiselab.experiment import models, noise
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

Place = tuple[str, float]  # kind of noise, level


def of_model(name: str) -> str:
    """Give a model's label, such as `ConvNet`; its own name if it has none."""
    return models.MODELS[name].label if name in models.MODELS else name


def of_noise(kind: str) -> str:
    """Give a noise kind's label, such as `shot noise`."""
    return noise.KINDS[kind].label if kind in noise.KINDS else noise.default_label(kind)


def of_point(point: Point) -> str:
    """Give a point's title."""
    repeat = f", repeat {point.repeat}" if point.repeat else ""
    return (
        f"{of_model(point.model)}, {of_noise(point.noise)} {point.level:g} "
        f"on {point.dataset}{repeat}"
    )


def of_sweep(sweep: Sweep) -> str:
    """Give a sweep's title: its report's own, or one made from its settings."""
    networks = " and ".join(map(of_model, sweep.models))
    data = Path(sweep.dataset).name
    return sweep.report.title or f"What noise does to {networks} on {data}"


def of_place(place: Place) -> str:
    """Name a place, such as `with gaussian noise of 0.1` or `without noise`."""
    kind, level = place
    return f"with {of_noise(kind)} of {level:g}" if level else "without noise"


def of_places(places: Iterable[Place]) -> str:
    """Name places, the levels of each kind together."""
    found = list(places)
    parts = ["without noise"] if any(level == 0 for _, level in found) else []
    noisy = [(kind, level) for kind, level in found if level]
    for kind in dict.fromkeys(kind for kind, _ in noisy):
        levels = [f"{level:g}" for name, level in noisy if name == kind]
        parts.append(f"with {of_noise(kind)} of {joined(levels)}")
    return joined(parts)


def joined(parts: Sequence[str], comma: str = ", ") -> str:
    """Join parts as a sentence does: the last with `and`."""
    *most, last = parts
    return (
        f"{comma.join(most)}{';' if comma == '; ' else ''} and {last}" if most else last
    )
