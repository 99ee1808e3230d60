"""Ways of training with noise, told apart: each makes a model of its own.

Whatever a report says, it says of models, kinds and levels of noise. Where a study
trains in several ways, what it calls a model is a model in one of these: so no mean is
taken over ways, and none is paired with itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep
from noiselab.study.ways import USUAL, Train, Way


@dataclass(frozen=True)
class Apart:
    """A study in which each model is trained in one way.

    Attributes:
        sweep: Its settings.
        results: Its results; what was trained without noise belongs to all ways, and is
            listed with each.
        models: The model that each model was in the study.
        ways: The way in which each is trained.
    """

    sweep: Sweep
    results: Sequence[Result]
    models: dict[str, str]
    ways: dict[str, Way]


def tell(sweep: Sweep, results: Sequence[Result]) -> Apart:
    """Tell the ways of a study apart; one that trains as usual stays as it is.

    A model in the usual way, or in the only one, keeps its name; in others it is called
    as its points are, such as `convnet--fresh`.

    Args:
        sweep: The study's sweep.
        results: Its results.
    """
    ways = sweep.ways
    if ways == [USUAL]:
        models = {model: model for model in sweep.models}
        return Apart(sweep, results, models, dict.fromkeys(models, USUAL))
    called = {
        (model, way): model if len(ways) == 1 else f"{model}{way.suffix}"
        for model in sweep.models
        for way in ways
    }
    apart = [
        _called(result, called[result.point.model, way])
        for result in results
        for way in _ways_of(result.point, ways)
    ]
    return Apart(
        _sweep(sweep, called),
        apart,
        {name: model for (model, _), name in called.items()},
        {name: way for (_, way), name in called.items()},
    )


def _ways_of(point: Point, ways: Sequence[Way]) -> Iterator[Way]:
    """Give the ways that a point belongs to: all of them if it is without noise."""
    return (way for way in ways if way == point.way or not point.level)


def _called(result: Result, name: str) -> Result:
    point = result.point
    called = Point(**(point.parameters() | {"model": name}))
    return result.model_copy(update={"point": called.lying_in(point.id)})


def _sweep(sweep: Sweep, called: dict[tuple[str, Way], str]) -> Sweep:
    """Give the settings of a study whose models are called anew."""
    free = _free_colours({part.colour for part in sweep.parts.models.values()})
    models = {}
    for number, ((model, way), name) in enumerate(called.items()):
        part = sweep.parts.models[model]
        label = names.in_way(part.label, way, sweep.train.axes())
        is_first = number % len(sweep.ways) == 0
        colour = part.colour if is_first else next(free)
        models[name] = part.model_copy(update={"label": label, "colour": colour})
    baseline = called[sweep.baseline, sweep.ways[0]]
    changes: dict[str, Any] = {
        "models": tuple(models),
        "training": {name: sweep.training[key[0]] for key, name in called.items()},
        "parts": sweep.parts.model_copy(update={"models": models}),
        "report": sweep.report.model_copy(update={"baseline": baseline}),
        "train": Train(),
    }
    return sweep.model_copy(update=changes)


def _free_colours(taken: set[int | None]) -> Iterator[int]:
    return (number for number in range(10_000) if number not in taken)
