"""Sentences that a study's statistics carry."""

from collections.abc import Iterable, Sequence

from noiselab.analysis import intervals_and_tests, loss_ranking
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.loss_ranking import LossDifference
from noiselab.analysis.percentage_points import (
    PercentagePoints,
    difference_of,
    turned,
)
from noiselab.study import names
from noiselab.study.names import Place

MOST_NAMED = 6  # places in one sentence; of more, the range is told


def findings(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> list[str]:
    """Say in words what may be claimed.

    Args:
        evidence: The study.
        comparisons: From `contrasts.between_models`.
        gains: From `contrasts.by_training`.

    Returns:
        Sentences, those on models first.
    """
    return [
        *_on_models(evidence, comparisons),
        *_at_chance(evidence),
        *_on_loss(evidence, comparisons),
        *_on_training(evidence, gains),
    ]


def _on_models(evidence: Evidence, comparisons: Sequence[Comparison]) -> Iterable[str]:
    sweep = evidence.sweep
    pairs = dict.fromkeys((c.model_a, c.model_b) for c in comparisons)
    for pair in pairs:
        own = _distinct(c for c in comparisons if (c.model_a, c.model_b) == pair)
        measured = [c for c in own if c.contrast.paired]
        for of_runs in (True, False):
            for sign in (-1, 1):
                carried = [
                    c
                    for c in measured
                    if c.contrast.is_carried
                    and c.contrast.is_of_runs == of_runs
                    and difference_of(c.contrast) * sign > 0
                ]
                if carried:
                    yield _better(evidence, carried, pair[::sign], sign)
            left = [
                c
                for c in measured
                if c.contrast.p_holm is not None
                and c.contrast.is_of_runs == of_runs
                and not c.contrast.is_carried
            ]
            if left:
                a, b = (names.of_model(sweep, name) for name in pair)
                what = f"{evidence.images} test images"
                yield (
                    f"Which of {a} and {b} is better cannot be said "
                    f"{_where(evidence, left, measured)}: these "
                    f"{what if of_runs else 'repeats, on this test set,'} do not carry "
                    "a difference there."
                )


def _where(
    evidence: Evidence, some: Sequence[Comparison], measured: Sequence[Comparison]
) -> str:
    if len(some) > MOST_NAMED:
        return f"in {len(some)} of {len(measured)} cases"
    return names.of_places(evidence.sweep, ((c.noise, c.level) for c in some))


def _whose(contrast: Contrast, networks: str) -> str:
    """Say what a difference holds for."""
    if contrast.is_of_runs:
        return f"Of these {networks},"
    return "On average over the repeats and on this test set,"


def _distinct(comparisons: Iterable[Comparison]) -> list[Comparison]:
    """Leave out what is told already: without noise, all kinds of noise are one."""
    told: dict[int, Comparison] = {}
    for comparison in comparisons:
        told.setdefault(id(comparison.contrast), comparison)
    return list(told.values())


def _better(
    evidence: Evidence,
    carried: Sequence[Comparison],
    pair: Sequence[str],
    sign: int,
) -> str:
    sweep = evidence.sweep
    better, other = (names.of_model(sweep, name) for name in pair)
    told = [((c.noise, c.level), c.contrast) for c in carried]
    whose = _whose(carried[0].contrast, "two trained networks")
    return (
        f"{whose} {better} recognises more test images than {other} "
        f"{_differences(evidence, told, sign)}."
    )


def _differences(
    evidence: Evidence, told: Sequence[tuple[Place, Contrast]], sign: int
) -> str:
    """Tell differences with their simultaneous bounds, the sign turned."""
    sweep = evidence.sweep
    points = PercentagePoints(evidence)
    if len(told) <= MOST_NAMED:
        first, *others = (
            f"{names.of_place(sweep, place)}, by "
            f"{points.of(contrast, sign, unit=not number)}"
            for number, (place, contrast) in enumerate(told)
        )
        return names.joined([first, *others], "; ")
    sizes = [difference_of(contrast) * sign for _, contrast in told]
    bounds = [turned(contrast.simultaneous, sign) for _, contrast in told]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    least, most = points.text(min(sizes)), points.text(max(sizes))
    return (
        f"{names.of_places(sweep, (place for place, _ in told))}, by "
        f"{least if least == most else f'{least} to {most}'} percentage points as "
        f"measured, the bounds of all reaching from {points.text(low)} to "
        f"{points.text(high)}; the table below has each"
    )


def _at_chance(evidence: Evidence) -> Iterable[str]:
    sweep = evidence.sweep
    frequent = evidence.most_frequent()
    for model in sweep.models if frequent else ():
        places = [
            (kind, level)
            for kind, levels in sweep.noise.items()
            for level in sorted(levels)
            if is_at_chance(evidence, model, kind, level)
        ]
        chance = frequent[1] if frequent else 0.0
        below = [p for p in places if _is_below(evidence, chance, (model, *p))]
        for some, what in (
            (
                [one for one in places if one not in below],
                "is not distinguishable from",
            ),
            (below, "recognises fewer test images than"),
        ):
            if some and frequent:
                yield (
                    f"{names.of_model(sweep, model)}, trained and tested "
                    f"{names.of_places(sweep, some)}, {what} always answering class "
                    f"{frequent[0]}, which {frequent[1]:.2%} of the test images belong "
                    "to."
                )


def is_at_chance(evidence: Evidence, model: str, kind: str, level: float) -> bool:
    """Say whether a model's accuracy there is not above that of always one answer."""
    frequent, accuracies = (
        evidence.most_frequent(),
        evidence.accuracies(model, kind, level),
    )
    if frequent is None or not accuracies or not evidence.images:
        return False
    mean = sum(accuracies) / len(accuracies)
    return intervals_and_tests.is_at_chance(mean, evidence.images, frequent[1])


def _is_below(evidence: Evidence, chance: float, place: tuple) -> bool:
    """Say whether an accuracy that is not above chance is below it for sure."""
    accuracies, images = evidence.accuracies(*place), evidence.images or 0
    mean = sum(accuracies) / len(accuracies)
    return intervals_and_tests.wilson(mean * images, images)[1] < chance


def _on_loss(evidence: Evidence, comparisons: Sequence[Comparison]) -> Iterable[str]:
    """Tell whether loss ranks two models as accuracy does."""
    sweep = evidence.sweep
    for pair in dict.fromkeys((c.model_a, c.model_b) for c in comparisons):
        own = _distinct(c for c in comparisons if (c.model_a, c.model_b) == pair)
        ranks = loss_ranking.ranks(evidence, own)
        a, b = (names.of_model(sweep, name) for name in pair)
        yield from (_opposed(evidence, loss) for loss in ranks.opposed)
        for of_runs in (True, False):
            alike = [c for c in ranks.alike if c.contrast.is_of_runs == of_runs]
            if alike:
                yield (
                    f"{_whose(alike[0].contrast, 'two trained networks')} the one that "
                    f"recognises more test images also has the lower mean loss "
                    f"{_everywhere(evidence, alike)}: there loss ranks {a} and {b} as "
                    "accuracy does."
                )
        if ranks.unknown:
            yield (
                f"Whether loss ranks {a} and {b} as accuracy does cannot be said "
                f"{_everywhere(evidence, ranks.unknown)}."
            )


def _everywhere(evidence: Evidence, some: Sequence[Comparison]) -> str:
    """Name all places, however many: no table has them."""
    return names.of_places(evidence.sweep, ((c.noise, c.level) for c in some))


def _opposed(evidence: Evidence, loss: LossDifference) -> str:
    sweep = evidence.sweep
    c = loss.comparison
    pair = (c.model_a, c.model_b)
    ranked = pair if loss.mean > 0 else pair[::-1]
    accurate, other = (names.of_model(sweep, name) for name in ranked)
    low, high = sorted(map(abs, loss.bounds))
    return (
        f"{_whose(c.contrast, 'two trained networks')} {accurate} recognises more test "
        f"images {names.of_place(sweep, (c.noise, c.level))}, and {other} has the "
        f"lower mean loss, by {abs(loss.mean):.4f} ({low:.4f} to {high:.4f}): there "
        "loss and accuracy rank them differently."
    )


def _on_training(evidence: Evidence, gains: Sequence[Gain]) -> Iterable[str]:
    sweep = evidence.sweep
    for model in dict.fromkeys(gain.model for gain in gains):
        own = [g for g in gains if g.model == model]
        at_noise = [((g.noise, g.level), g.at_noise) for g in own]
        on_clean = [((g.noise, g.level), g.on_clean) for g in own]
        for of_runs in (True, False):
            for told, what in (
                (at_noise, "images with that very noise"),
                (on_clean, "images without noise"),
            ):
                for word, sign in (("more", 1), ("fewer", -1)):
                    carried = [
                        (place, contrast)
                        for place, contrast in told
                        if contrast.is_carried
                        and contrast.is_of_runs == of_runs
                        and difference_of(contrast) * sign > 0
                    ]
                    if carried:
                        whose = _whose(carried[0][1], "trained networks")
                        name = names.of_model(sweep, model)
                        yield (
                            f"{whose} {name} trained with noise recognises {word} "
                            f"{what} than trained without: "
                            f"{_differences(evidence, carried, sign)}."
                        )
                    if carried and told is at_noise and word == "more":
                        yield from _only_chance(evidence, model, carried)
    cases = [one for gain in gains for one in (gain.at_noise, gain.on_clean)]
    tested = [one for one in cases if one.p_holm is not None]
    open_ones = [one for one in tested if not one.is_carried]
    if open_ones:
        yield (
            f"In {len(open_ones)} of {len(tested)} cases neither a gain nor a loss by "
            "training with noise can be said; the table below says which."
        )


def _only_chance(
    evidence: Evidence, model: str, gains: Sequence[tuple[Place, Contrast]]
) -> Iterable[str]:
    """Tell where a gain only comes up to chance."""
    sweep = evidence.sweep
    places = [place for place, _ in gains if is_at_chance(evidence, model, *place)]
    if places:
        yield (
            f"That gain of {names.of_model(sweep, model)} "
            f"{names.of_places(sweep, places)} only leads to where it cannot be told "
            "to do better than always answering one class."
        )
