"""Sentences that a study's statistics carry."""

from collections.abc import Iterable, Sequence

import numpy as np

from noiselab import statistics, titles
from noiselab.contrasts import Comparison, Contrast, Gain
from noiselab.evidence import Evidence
from noiselab.statistics import Bounds
from noiselab.titles import Place

MOST_NAMED = 6  # places in one sentence; of more, the range and the largest are told


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
                    and _difference(c.contrast) * sign > 0
                ]
                if carried:
                    yield _better(evidence, carried, pair[::sign], sign)
        left = [(c.noise, c.level) for c in measured if not c.contrast.is_carried]
        if left:
            a, b = map(titles.of_model, pair)
            where = titles.of_places(left)
            if len(left) > MOST_NAMED:
                where = f"in {len(left)} of {len(measured)} cases"
            yield (
                f"Which of {a} and {b} is better cannot be said {where}: these "
                f"{evidence.images} test images do not carry a difference there."
            )


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
    better, other = map(titles.of_model, pair)
    told = [((c.noise, c.level), c.contrast) for c in carried]
    whose = (
        "Of these two trained networks,"
        if carried[0].contrast.is_of_runs
        else "On average over the repeats and on this test set,"
    )
    return (
        f"{whose} {better} recognises more test images than {other} "
        f"{_differences(evidence, told, sign)}."
    )


def _differences(
    evidence: Evidence, told: Sequence[tuple[Place, Contrast]], sign: int
) -> str:
    """Tell differences with their simultaneous bounds, the sign turned."""
    points = _Points(evidence)
    if len(told) <= MOST_NAMED:
        first, *others = (
            f"{titles.of_place(place)}, by {points.of(contrast, sign, unit=not number)}"
            for number, (place, contrast) in enumerate(told)
        )
        return titles.joined([first, *others], "; ")
    sizes = [_difference(contrast) * sign for _, contrast in told]
    place, largest = told[sizes.index(max(sizes))]
    return (
        f"{titles.of_places(place for place, _ in told)}, by "
        f"{points.text(min(sizes))} to {points.text(max(sizes))} percentage points; "
        f"most {titles.of_place(place)}: "
        f"{points.of(largest, sign)}"
    )


def _at_chance(evidence: Evidence) -> Iterable[str]:
    frequent = evidence.most_frequent()
    for model in evidence.sweep.models if frequent else ():
        places = [
            (kind, level)
            for kind, levels in evidence.sweep.noise.items()
            for level in sorted(levels)
            if is_at_chance(evidence, model, kind, level)
        ]
        if places and frequent:
            yield (
                f"{titles.of_model(model)}, trained and tested "
                f"{titles.of_places(places)}, is not distinguishable from always "
                f"answering class {frequent[0]}, which {frequent[1]:.2%} of the test "
                "images belong to."
            )


def is_at_chance(evidence: Evidence, model: str, kind: str, level: float) -> bool:
    """Say whether a model's accuracy there cannot be told from always one answer."""
    frequent, accuracies = (
        evidence.most_frequent(),
        evidence.accuracies(model, kind, level),
    )
    if frequent is None or not accuracies or not evidence.images:
        return False
    mean = sum(accuracies) / len(accuracies)
    return statistics.is_at_chance(mean, evidence.images, frequent[1])


def _on_loss(evidence: Evidence, comparisons: Sequence[Comparison]) -> Iterable[str]:
    """Tell where loss ranks two models the other way round than accuracy does."""
    for c in _distinct(comparisons):
        if not c.contrast.is_carried:
            continue
        losses = _loss_differences(evidence, c)
        if losses is None or losses.mean() * _difference(c.contrast) <= 0:
            continue  # more accuracy and less loss, as one expects
        confidence = statistics.bonferroni(c.contrast.family)
        low, high = statistics.bootstrap(losses, confidence)
        if low > 0 or high < 0:
            ranked = (c.model_a, c.model_b)[:: 1 if losses.mean() > 0 else -1]
            accurate, other = map(titles.of_model, ranked)
            size = sorted((abs(low), abs(high)))
            yield (
                f"Loss and accuracy rank these trained networks differently "
                f"{titles.of_place((c.noise, c.level))}: {accurate} recognises more "
                f"test images, and {other} has the lower mean loss, by "
                f"{abs(losses.mean()):.4f} ({size[0]:.4f} to {size[1]:.4f})."
            )


def _loss_differences(evidence: Evidence, comparison: Comparison) -> np.ndarray | None:
    """Give the loss of a less that of b for each image, a mean over common repeats."""
    place = (comparison.noise, comparison.level)
    a = evidence.answers(comparison.model_a, *place)
    b = evidence.answers(comparison.model_b, *place)
    common = [n for n in a if n in b]
    if not common:
        return None
    return np.mean([a[n].log_loss - b[n].log_loss for n in common], axis=0)


def _on_training(evidence: Evidence, gains: Sequence[Gain]) -> Iterable[str]:
    for model in dict.fromkeys(gain.model for gain in gains):
        own = [g for g in gains if g.model == model]
        at_noise = [((g.noise, g.level), g.at_noise) for g in own if g.at_noise.paired]
        on_clean = [((g.noise, g.level), g.on_clean) for g in own if g.on_clean.paired]
        name = titles.of_model(model)
        gained = [place for place, gain in at_noise if _difference(gain) > 0]
        no_use = [p for p in gained if is_at_chance(evidence, model, *p)]
        for what, told in (
            ("images with that very noise", at_noise),
            ("images without noise", on_clean),
        ):
            for word, sign in (("more", 1), ("fewer", -1)):
                carried = [
                    one
                    for one in told
                    if one[1].is_carried and _difference(one[1]) * sign > 0
                ]
                if carried:
                    places = [p for p, _ in carried if told is at_noise and p in no_use]
                    floor = (
                        f" {titles.of_places(places).capitalize()}, that is no better "
                        "than always answering one class."
                        if places
                        else ""
                    )
                    yield (
                        f"Trained with noise, {name} recognises {word} {what} than "
                        f"trained without: {_differences(evidence, carried, sign)}."
                        f"{floor}"
                    )
    cases = [one for gain in gains for one in (gain.at_noise, gain.on_clean)]
    measured = [one for one in cases if one.paired]
    open_ones = [one for one in measured if not one.is_carried]
    if open_ones:
        yield (
            f"In {len(open_ones)} of {len(measured)} cases these test images carry "
            "neither a gain nor a loss by training with noise; the table below says "
            "which."
        )


def _difference(contrast: Contrast) -> float:
    return contrast.paired.difference if contrast.paired else 0.0


class _Points:
    """Writes differences in percentage points, as finely as the test set resolves."""

    def __init__(self, evidence: Evidence):
        self._digits = 2 if (evidence.images or 0) >= 1000 else 1

    def text(self, share: float) -> str:
        return f"{100 * share:.{self._digits}f}"

    def of(self, contrast: Contrast, sign: int, unit: bool = True) -> str:
        size = self.text(_difference(contrast) * sign)
        low, high = _turned(contrast.simultaneous, sign)
        words = " percentage points" if unit else ""
        return f"{size}{words} ({self.text(low)} to {self.text(high)})"


def _turned(bounds: Bounds | None, sign: int) -> Bounds:
    low, high = bounds or (float("nan"), float("nan"))
    return (low, high) if sign > 0 else (-high, -low)
