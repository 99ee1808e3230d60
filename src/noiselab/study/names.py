"""How a sweep, its points, models and conditions are called in a report.

Every label is the sweep's own: what was stored with it, or registered for it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from noiselab.study.point import Point
from noiselab.study.sweep import Sweep
from noiselab.study.ways import USUAL, Way

Condition = tuple[str, float]  # kind of noise, level

_MOST_NAMED = 4  # networks in a title


def of_model(sweep: Sweep, name: str) -> str:
    """Give a model's label, such as `ConvNet`."""
    return sweep.parts.models[name].label


def of_network(sweep: Sweep, point: Point) -> str:
    """Give the label of a point's model, and how it is trained with noise, if at all.

    A sweep whose ways were told apart has that in the label of the model.
    """
    label = of_model(sweep, point.model)
    if not point.level or sweep.ways == [USUAL]:
        return label
    return in_way(label, point.way, sweep.train.axes())


def in_way(label: str, way: Way, axes: Iterable[str]) -> str:
    """Add the way in which a model is trained to its label, unless it is as usual.

    Args:
        label: The label.
        way: The way.
        axes: Those that have several values, of which each is said.
    """
    words = way.words(axes)
    return f"{label} ({words})" if words else label


def of_noise(sweep: Sweep, kind: str) -> str:
    """Give a noise kind's label, such as `shot noise`."""
    return with_capitals(sweep.parts.noise[kind].label)


def with_capitals(label: str) -> str:
    """Write a label as sentences do: Gauss's name has a capital letter."""
    return label.replace("gaussian", "Gaussian")


def of_class(sweep: Sweep, number: int) -> str:
    """Give a class's name, or its number where it has none."""
    return class_name(number, sweep.class_names)


def class_name(number: int, classes: Sequence[str] = ()) -> str:
    """Give the name of a class among those of all, or its number if it has none."""
    return classes[number] if 0 <= number < len(classes) else str(number)


def of_point(sweep: Sweep, point: Point) -> str:
    """Give a point's title."""
    noise = "without noise"
    if point.level:
        noise = f"{of_noise(sweep, point.noise)} {point.level:g}"
    repeat = f", repeat {point.repeat}" if point.repeat else ""
    data = Path(point.dataset).name
    return f"{of_network(sweep, point)}, {noise} on {data}{repeat}"


def of_sweep(sweep: Sweep) -> str:
    """Give a sweep's title: its report's own, or one made from its settings."""
    *others, last = (of_model(sweep, name) for name in sweep.models)
    networks = f"{', '.join(others)} and {last}" if others else last
    if len(others) >= _MOST_NAMED:
        networks = f"{len(sweep.models)} networks"
    data = Path(sweep.dataset).name
    return sweep.report.title or f"What noise does to {networks} on {data}"


def of_conditions(sweep: Sweep, conditions: Iterable[Condition]) -> str:
    """Name conditions, the levels of each kind together."""
    listed = list(conditions)
    parts = ["without noise"] if any(level == 0 for _, level in listed) else []
    noisy = [(kind, level) for kind, level in listed if level]
    for kind in dict.fromkeys(kind for kind, _ in noisy):
        levels = [f"{level:g}" for name, level in noisy if name == kind]
        parts.append(f"with {of_noise(sweep, kind)} of {joined(levels)}")
    return joined(parts)


def joined(parts: Sequence[str], comma: str = ", ") -> str:
    """Join parts as a sentence does: the last with `and`."""
    *most, last = parts
    return (
        f"{comma.join(most)}{';' if comma == '; ' else ''} and {last}" if most else last
    )
