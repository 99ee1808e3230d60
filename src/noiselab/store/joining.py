"""Stored studies put together as one: its sweep, and what each part is called there."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from noiselab.store import unlike
from noiselab.store.result import Result
from noiselab.store.unlike import Stored
from noiselab.study import repeats
from noiselab.study.parts import ModelPart, Parts
from noiselab.study.point import LATER, TRAINING, PlacedPoint, Point
from noiselab.study.record import Record
from noiselab.study.settings import Report, Training
from noiselab.study.validation import blamed_on
from noiselab.study.ways import AXES, Train

# in these, points of one network may differ
_OF_PLACE = ("noise", "level", "repeat", TRAINING)
_LONGEST = 40  # letters of a model's name


@dataclass(frozen=True)
class Joined:
    """Several studies as one.

    Attributes:
        studies: The studies.
        sweep: The settings of the whole. Points of which some differ are used as they
            are.
        names: For each study, the names of its models in the whole.
    """

    studies: Sequence[Stored]
    sweep: Record
    names: Sequence[Mapping[str, str]]

    @property
    def are_told_apart(self) -> bool:
        """Whether models have other names than in their studies."""
        return any(model != name for of in self.names for model, name in of.items())

    def results(self) -> Iterator[tuple[Stored, Result, Result]]:
        """Give each result that is not missing: its study, as it is there, and here.

        A network trained without noise is one for all kinds, unless several studies
        have one of its name and repeat, or a study has one for each kind: then it is
        called by its place.
        """
        clean = Counter(
            name
            for study, names in zip(self.studies, self.names, strict=True)
            for name in {
                self._called(result, names).id
                for result in study.results
                if result.status != "missing" and not result.point.level
            }
        )
        for study, names in zip(self.studies, self.names, strict=True):
            given: set[str] = set()
            for result in study.results:
                point = self._called(result, names)
                if clean[point.id] > 1 or isinstance(result.point, PlacedPoint):
                    point = point.lying_in(point.place_id)
                if result.status != "missing" and point.id not in given:
                    given.add(point.id)
                    yield study, result, result.model_copy(update={"point": point})

    def _called(self, result: Result, names: Mapping[str, str]) -> Point:
        """Give a result's own point, as it is called in the whole."""
        dataset = self.point(result, names).dataset
        changes = {"model": names[result.point.model], "dataset": dataset}
        return Point(**(result.point.parameters() | changes))

    def point(self, result: Result, names: Mapping[str, str]) -> Point:
        """Give the point of the whole that a study's result stands in."""
        place = result.point
        return self.sweep.point(
            names[place.model], place.noise, place.level, place.repeat, place.way
        )


def join(studies: Sequence[Stored], name: str) -> Joined:
    """Put studies of the same data together.

    Where models have a name in common, and all that those studies differ in is which
    kinds, levels and repeats they ran, the points of all are of one model. Else such
    models are told apart by the names of their studies.

    Args:
        studies: The studies; all have finished points.
        name: The name of the whole.

    Raises:
        SweepError: If the whole would be no sweep, such as one of too many points.
    """
    is_one = all(_are_one(a, b) for a, b in combinations(studies, 2))
    prefixes = _prefixes(studies)
    names = [
        _names(study, studies, "" if is_one else prefix)
        for study, prefix in zip(studies, prefixes, strict=True)
    ]
    first = studies[0].sweep
    numbers = [number for study in studies for number in study.sweep.repeat_numbers]
    noise = {
        kind: tuple(
            dict.fromkeys(
                level for study in studies for level in study.sweep.noise.get(kind, ())
            )
        )
        for kind in dict.fromkeys(k for study in studies for k in study.sweep.noise)
    }
    training, labels = _of_models(studies, names)
    fields = {
        "name": name,
        "dataset": first.dataset,
        "data": first.data,
        "models": tuple(training),
        "noise": noise,
        "train": _ways(studies),
        "validation": first.validation,
        "stop": first.stop,
        "test": {
            "noise": _further(studies, noise),
            "sets": {
                name: given
                for study in reversed(studies)
                for name, given in study.sweep.test.sets.items()
            },
        },
        "noise_options": {
            kind: options
            for study in studies
            for kind, options in study.sweep.noise_options.items()
        },
        "clip": first.clip,
        "repeats": repeats.joined(min(numbers), max(numbers)),
        "seed": first.seed,
        "batch_size": first.batch_size,
        "precision": first.precision,
        "training": training,
        "model_options": {
            names_of[model]: options
            for study, names_of in zip(studies, names, strict=True)
            for model, options in study.sweep.model_options.items()
            if model in names_of
        },
        "report": _report(studies, is_one, names[0]),
        "parts": Parts(noise=_kinds(studies), models=labels),
    }
    with blamed_on("the studies together"):
        return Joined(studies, Record.model_validate(fields), names)


def _further(
    studies: Sequence[Stored], noise: Mapping[str, tuple[float, ...]]
) -> dict[str, tuple[float, ...]]:
    """Give the further levels that some study was tested at, and none trained at."""
    levels = {
        kind: tuple(
            level
            for level in dict.fromkeys(
                each for s in studies for each in s.sweep.test.noise.get(kind, ())
            )
            if level not in noise.get(kind, ())
        )
        for kind in dict.fromkeys(k for s in studies for k in s.sweep.test.noise)
    }
    return {kind: listed for kind, listed in levels.items() if listed}


def _ways(studies: Sequence[Stored]) -> Train:
    """Give the ways of all studies in which training images get noise."""
    return Train(
        **{
            axis: tuple(
                dict.fromkeys(
                    value for s in studies for value in getattr(s.sweep.train, axis)
                )
            )
            for axis in AXES
        }
    )


def _are_one(a: Stored, b: Stored) -> bool:
    """Say whether models that both have may be one, each with the points of both."""
    common = {*a.sweep.models} & {*b.sweep.models}
    mine, its = (
        {p.place_id for p in study.sweep.places() if p.model in common}
        for study in (a, b)
    )
    if mine & its:
        return False
    for model in common:
        if unlike.of_model(a, model) != unlike.of_model(b, model):
            return False
        if len({_settings(study, model) for study in (a, b)}) > 1:
            return False
    kinds = {*a.sweep.noise} & {*b.sweep.noise}
    return not common or (
        all(a.part(part) == b.part(part) for part in ("template", "code"))
        and all(unlike.of_kind(a, kind) == unlike.of_kind(b, kind) for kind in kinds)
    )


def _settings(study: Stored, model: str) -> frozenset[tuple[str, object]]:
    """Give all settings that the finished points of a model have, apart from place."""
    return frozenset(
        item
        for result in study.done
        if result.point.model == model
        for item in result.point.parameters().items()
        if item[0] not in (*_OF_PLACE, "dataset", *LATER)
    ) | {
        ("options", repr(sorted(study.sweep.model_options.get(model, {}).items()))),
        ("selection", repr((study.sweep.validation, study.sweep.stop))),
    }


def _prefixes(studies: Sequence[Stored]) -> list[str]:
    """Make of each study's name what the names of its models may begin with."""
    made = [re.sub(r"[^a-z0-9]+", "_", study.name.lower()) for study in studies]
    made = [text.strip("_") for text in made]
    if len({*made}) < len(made) or not all(text[:1].isalpha() for text in made):
        return [f"study{number}" for number in range(1, len(made) + 1)]
    return made


def _names(study: Stored, studies: Sequence[Stored], prefix: str) -> Mapping[str, str]:
    """Name each model in the whole; without a prefix, as in its study."""
    others = {
        model for other in studies if other is not study for model in other.sweep.models
    }
    return {
        model: f"{prefix[: max(_LONGEST - len(model) - 1, 1)]}_{model}"
        if prefix and model in others
        else model
        for model in study.sweep.models
    }


def _of_models(
    studies: Sequence[Stored], names: Sequence[Mapping[str, str]]
) -> tuple[dict[str, Training], dict[str, ModelPart]]:
    """Give how each model of the whole is trained, and how it is labelled."""
    training: dict[str, Training] = {}
    labels: dict[str, ModelPart] = {}
    colours: set[int | None] = set()
    for study, of_study in zip(studies, names, strict=True):
        for model, name in of_study.items():
            if name in training:
                continue
            part = study.sweep.parts.models[model]
            label = part.label if name == model else f"{study.name}: {part.label}"
            colour = part.colour
            while colour is None or colour in colours:
                colour = 0 if colour is None else colour + 1
            colours.add(colour)
            training[name] = study.sweep.training[model]
            labels[name] = part.model_copy(update={"label": label, "colour": colour})
    return training, labels


def _kinds(studies: Sequence[Stored]) -> dict:
    kinds: dict = {}
    for study in studies:
        kinds = dict(study.sweep.parts.noise) | kinds
    return kinds


def _report(
    studies: Sequence[Stored], is_one: bool, names: Mapping[str, str]
) -> Report:
    """Give what the report of the whole says: what all studies say alike."""
    first, *others = (study.sweep.report for study in studies)
    alike = {
        key: value
        for key, value in first.model_dump().items()
        if all(getattr(other, key) == value for other in others)
        and key not in ("reference", "baseline")
    }
    alike["baseline"] = first.baseline and names[first.baseline]
    if is_one and first.reference and first.reference.is_file():
        alike["reference"] = first.reference
    return Report(**alike)
