"""How findings word differences in accuracy, and what these hold for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from noiselab.analysis import without_noise
from noiselab.analysis.comparisons import Comparison, Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.percentage_points import PercentagePoints, signed
from noiselab.analysis.statement import Scope, Statement, Topic
from noiselab.study import names
from noiselab.study.names import Condition

# of losses nothing is said for other images: the largest may be among those
ON_THESE = {
    "averages": "On average over trainings, on these test images,",
    "undiverged averages": (
        "On average over trainings that do not diverge, on these test images,"
    ),
}
SCOPE_OF_REPEATS = "On average over trainings and test images like these,"
SCOPE_OF_SURVIVORS = (
    "On average over test images like these and over trainings that do not diverge,"
)
NETWORKS = "trained networks"  # what single runs of one model are called
MOST_NAMED = 6  # conditions whose differences a sentence lists; of more, their range

Case = TypeVar("Case")


def scope(
    evidence: Evidence,
    contrast: Contrast,
    networks: str,
    trained: Collection[tuple[str, Condition]],
) -> Scope:
    """Begin a sentence with what a difference holds for.

    Args:
        evidence: The study.
        contrast: The difference.
        networks: What single runs are called.
        trained: The models that it compares, and what they were trained with.
    """
    is_repeated = len(evidence.sweep.repeat_numbers) > 1
    has_diverged = is_repeated and any_diverged(evidence, trained)
    if contrast.is_of_runs:
        if has_diverged:
            words = f"Of these {networks}, other trainings of which diverged,"
            return Scope("undiverged networks", words)
        return Scope("networks", f"Of these {networks},")
    if has_diverged:
        return Scope("undiverged averages", SCOPE_OF_SURVIVORS)
    return Scope("averages", SCOPE_OF_REPEATS)


def on_these(scope: Scope) -> Scope:
    """Narrow what a difference holds for to these test images."""
    usual = f"{scope.words} on these test images,"
    return Scope(scope.reach, ON_THESE.get(scope.reach, usual))


def any_diverged(
    evidence: Evidence, trained: Collection[tuple[str, Condition]]
) -> bool:
    """Say whether a training diverged, of any kind of noise where there is none."""
    return any(
        point.model == model
        and point.level == level
        and (point.noise == kind or level == 0)
        for point in (result.point for result in evidence.results if result.diverged)
        for model, (kind, level) in trained
    )


def by_scope(
    evidence: Evidence,
    models: tuple[str, ...],
    contrasts: Iterable[tuple[Condition, Contrast]],
    networks: str,
) -> dict[Scope, list[tuple[Condition, Contrast]]]:
    """Group differences by what they hold for, those of single runs first.

    Args:
        evidence: The study.
        models: Two models that are compared, or one that is compared with itself,
            trained without noise.
        contrasts: The differences with their conditions.
        networks: What single runs are called.
    """
    alike: dict[Scope, list[tuple[Condition, Contrast]]] = {}
    for condition, contrast in sorted(contrasts, key=lambda each: -each[1].is_of_runs):
        trained = [(model, condition) for model in models]
        if len(models) == 1:
            trained.append((models[0], (condition[0], 0.0)))
        begin = scope(evidence, contrast, networks, trained)
        alike.setdefault(begin, []).append((condition, contrast))
    return alike


def cases_by_scope(
    evidence: Evidence, model: str, cases: Mapping[Condition, tuple[Case, Contrast]]
) -> dict[Scope, list[Case]]:
    """Group what noise does to a model by what it holds for, single runs first.

    Args:
        evidence: The study.
        model: The model, compared with itself, trained without noise.
        cases: What is grouped, with its difference, by its condition.
    """
    contrasts = [(condition, contrast) for condition, (_, contrast) in cases.items()]
    grouped = by_scope(evidence, (model,), contrasts, NETWORKS)
    return {
        scope: [cases[condition][0] for condition, _ in alike]
        for scope, alike in grouped.items()
    }


def significant(
    contrasts: Iterable[tuple[Condition, Contrast]], sign: int
) -> list[tuple[Condition, Contrast]]:
    """Pick the significant differences with a sign."""
    return [
        (condition, contrast)
        for condition, contrast in contrasts
        if contrast.is_significant and contrast.difference * sign > 0
    ]


def sizes(
    evidence: Evidence, contrasts: Sequence[tuple[Condition, Contrast]], sign: int
) -> str:
    """Word differences times `sign`, with their conditions and simultaneous bounds."""
    points = PercentagePoints(evidence)
    if len(contrasts) <= MOST_NAMED:
        parts = [
            f"{without_noise.named(evidence, [condition])}, by "
            f"{points.of(contrast, sign, unit=not number)}"
            for number, (condition, contrast) in enumerate(contrasts)
        ]
        return names.joined(parts, "; ")
    measured = [contrast.difference * sign for _, contrast in contrasts]
    bounds = [signed(contrast.simultaneous, sign) for _, contrast in contrasts]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    least, most = points.text(min(measured)), points.text(max(measured))
    where = without_noise.named(evidence, (condition for condition, _ in contrasts))
    return (
        f"{where}, by "
        f"{least if least == most else f'{least} to {most}'} percentage points as "
        f"measured, with bounds that range from {points.text(low)} to "
        f"{points.text(high)} overall; the table below lists each"
    )


def by_pair(
    comparisons: Iterable[Comparison],
) -> dict[tuple[str, str], list[Comparison]]:
    """Group comparisons by their two models, that without noise only once.

    Without noise, the kinds of noise share one contrast.
    """
    pairs: dict[tuple[str, str], dict[int, Comparison]] = {}
    for comparison in comparisons:
        distinct = pairs.setdefault(comparison.models, {})
        distinct.setdefault(id(comparison.contrast), comparison)
    return {models: list(distinct.values()) for models, distinct in pairs.items()}


def clear_at(levels: Sequence[float], clear: Sequence[float]) -> str:
    """Say at which levels a change is clear; nothing where there is one level.

    Args:
        levels: All levels, from the lowest up.
        clear: Those at which it is.
    """
    if len(levels) == 1:
        return ""
    if [*clear] == [*levels]:
        return f"clear at every level, from {levels[0]:g} on"
    if len(clear) == 1:
        return f"clear only at {clear[0]:g}"
    if [*clear] == [*levels][-len(clear) :]:
        return f"clear at {clear[0]:g} and every level above"
    if len(clear) > MOST_NAMED:
        return f"clear at {len(clear)} of {len(levels)} levels"
    return f"clear at {names.joined([f'{one:g}' for one in clear])}"


def undecided(
    evidence: Evidence,
    topic: Topic,
    begin: str,
    cases: Iterable[tuple[tuple[str, ...], Condition, Contrast]],
    table: str,
) -> Iterable[Statement]:
    """Say in one sentence in which cases nothing can be said.

    Args:
        evidence: The study.
        topic: The sentence's topic.
        begin: What cannot be said.
        cases: Each with its models, its condition and the difference that decides it.
        table: The file that lists all of them.
    """
    tested = [case for case in cases if case[2].p_holm is not None]
    unclear = [case for case in tested if not case[2].is_significant]
    if not unclear:
        return
    if len(unclear) > MOST_NAMED:
        of = f"{len(unclear)} of {len(tested)} cases"
        yield Statement(topic, f"{begin} in {of}; {table} lists each.")
        return
    by_models: dict[tuple[str, ...], list[Condition]] = {}
    for models, condition, _ in unclear:
        by_models.setdefault(models, []).append(condition)
    parts = [
        f"{names.joined([names.of_model(evidence.sweep, model) for model in models])} "
        f"{without_noise.named(evidence, conditions)}"
        for models, conditions in by_models.items()
    ]
    yield Statement(
        topic,
        f"{begin} for {_neither(parts)}.",
        tuple(dict.fromkeys(model for models in by_models for model in models)),
        tuple(dict.fromkeys(condition for _, condition, _ in unclear)),
    )


def _neither(parts: Sequence[str]) -> str:
    """Join what something cannot be said for."""
    *most, last = parts
    return f"{', for '.join(most)}, nor for {last}" if most else last


def better(
    topic: Topic,
    evidence: Evidence,
    contrasts: Sequence[tuple[Condition, Contrast]],
    models: tuple[str, ...],
    sign: int,
    scope: Scope,
) -> Statement:
    """Say that the first of two models or ways is better, and by how much where."""
    better, other = (names.of_model(evidence.sweep, name) for name in models)
    return Statement(
        topic,
        f"{scope.words} {better} classifies more test images correctly than {other} "
        f"{sizes(evidence, contrasts, sign)}.",
        models,
        tuple(condition for condition, _ in contrasts),
        scope,
    )
