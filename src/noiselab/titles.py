"""How sweeps, points and models are called where people read them."""

from pathlib import Path

from noiselab import models, noise
from noiselab.sweep import Point, Sweep


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
