"""What a report claims, and the figures that support it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from noiselab.analysis import accuracy, robustness
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.robustness import Robustness
from noiselab.report.tables.html import Bounded, number, table
from noiselab.store.cross_tests import Tested
from noiselab.study import names
from noiselab.study.sweep import Sweep

SCOPES = (
    "Of repeats, it is for other trainings and other test images; beside it stands "
    "Student's interval over trainings on these images, – where all repeats agree. "
)


def model_comparisons(sweep: Sweep, comparisons: Sequence[Comparison]) -> str:
    """Compare every two models at every level, with repeats for both scopes."""
    pairs = [c.contrast.paired for c in comparisons]
    is_repeated = any(paired.repeats > 1 for paired in pairs if paired)
    rows: list[Sequence[Any]] = [
        [
            names.of_noise(sweep, c.noise),
            "\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}".join(
                names.of_model(sweep, model) for model in c.models
            ),
            f"{c.level:g}",
            str(c.contrast.paired.repeats) if c.contrast.paired else None,
            *_figures(c.contrast, is_repeated),
        ]
        for c in comparisons
    ]
    if not rows:
        return "<p>There is only one model.</p>"
    caption = (
        "Differences in accuracy on the same noisy test images, each with its 95 % "
        f"confidence interval ({_methods(c.contrast for c in comparisons)}). "
        f"{SCOPES if is_repeated else ''}Holm's "
        "p-value and the simultaneous bounds (Bonferroni) are for all rows together; a "
        "difference is significant where both support it."
    )
    head = [
        "noise",
        "models",
        "level",
        "repeats",
        "difference",
        *(["over trainings, these images"] if is_repeated else []),
        "simultaneous bounds",
        "p",
        "p, Holm",
        "significant",
    ]
    return table(caption, head, rows, text_columns=2)


def _methods(contrasts: Iterable[Contrast]) -> str:
    """Name how differences are bounded and tested."""
    methods = dict.fromkeys(c.paired.method for c in contrasts if c.paired)
    return "; ".join(methods) or "nothing to compare"


def _figures(contrast: Contrast, is_repeated: bool) -> list[Any]:
    paired = contrast.paired
    if paired is None:
        return [None] * (6 if is_repeated else 5)
    return [
        Bounded(paired.difference, paired.interval(), signed=True),
        *([_span(paired.over_trainings())] if is_repeated else []),
        _span(contrast.simultaneous),
        _p(paired.p_value),
        _p(contrast.p_holm),
        "yes" if contrast.is_significant else "no",
    ]


def _span(bounds: Bounds | None) -> str | None:
    return (
        " to ".join(number(bound, signed=True) for bound in bounds) if bounds else None
    )


def _p(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.4f}" if value >= 0.0001 else "<\N{NO-BREAK SPACE}0.0001"


def protocols(evidence: Evidence, gains: Sequence[Gain]) -> str:
    """Compare training with noise to training without, both tested with and without."""
    sweep = evidence.sweep
    rows: list[Sequence[Any]] = []
    for gain in gains:
        protocols = ((0.0, gain.level), (gain.level, 0.0), (gain.level, gain.level))
        tests = (
            evidence.tested(gain.model, gain.noise, trained_at, tested_at)
            for trained_at, tested_at in protocols
        )
        rows.append(
            [
                names.of_noise(sweep, gain.noise),
                names.of_model(sweep, gain.model),
                f"{gain.level:g}",
                *(_accuracy(evidence, list(repeats.values())) for repeats in tests),
                _change(gain.at_noise),
                _change(gain.on_clean),
            ]
        )
    if not rows:
        return "<p>This needs a network trained without noise, and a level above 0.</p>"
    head = [
        "noise",
        "model",
        "level",
        "trained without, tested with it",
        "trained with, tested without it",
        "trained and tested with it",
        "gain at that noise",
        "gain without noise",
    ]
    methods = _methods(c for gain in gains for c in (gain.at_noise, gain.on_clean))
    interval = (
        "the wider of t and Wilson" if len(sweep.repeat_numbers) > 1 else "Wilson"
    )
    caption = (
        "Accuracy of networks trained, and tested, without noise or with noise of that "
        f"level, with its 95 % confidence interval ({interval}). Gains: trained with "
        "it minus trained without, on the same images, with bounds that hold for the "
        "whole table (Bonferroni; "
        f"{methods}); * marks significant ones: Holm's p-value is at most 0.05 too."
    )
    return table(caption, head, rows, text_columns=2)


def _accuracy(evidence: Evidence, tests: Sequence[Tested]) -> Bounded | None:
    if not tests:
        return None
    accuracies = [Accuracy.of_answers(test.right) for test in tests]
    mean = float(accuracy.mean(accuracies))
    return Bounded(mean, evidence.accuracy_interval(accuracies))


def _change(contrast: Contrast) -> Bounded | None:
    if contrast.paired is None:
        return None
    mark = "*" if contrast.is_significant else ""
    difference = contrast.paired.difference
    return Bounded(difference, contrast.simultaneous, signed=True, mark=mark)


def robustness_summary(evidence: Evidence) -> str:
    """Sum up how robust each model is to each kind of noise."""
    sweep = evidence.sweep
    reference = sweep.baseline
    summary = robustness.summary(evidence, reference)
    rows: list[Sequence[Any]] = [
        [
            names.of_noise(sweep, row.noise),
            names.of_model(sweep, row.model),
            None if row.area is None else Bounded(row.area, row.area_interval),
            _halfway(row),
            row.corruption_error,
        ]
        for row in summary
    ]
    for model in sweep.models:
        mean = robustness.mean_corruption_error(summary, model)
        if mean is not None:
            label = names.of_model(sweep, model)
            rows.append(["mean over kinds", label, None, None, mean])
    head = [
        "noise",
        "model",
        "area under accuracy",
        "halfway to chance at",
        "corruption error",
    ]
    intervals = "Areas of single runs, levels and ratios have no interval."
    if len(sweep.repeat_numbers) > 1:
        intervals = (
            "Areas have t intervals over repeats, on this test set; areas that are the "
            "same in all repeats, levels and ratios have none."
        )
    caption = (
        "Area: mean accuracy over the range of levels, trained and tested at the same "
        "level. Corruption error: the errors of the network trained without noise, "
        "summed over the levels above 0, divided by those of "
        f"{names.of_model(sweep, reference)}. {intervals} > marks the highest "
        "level up to which all are known, where accuracy has not fallen that far. – "
        "means that a result is missing or of other data than the rest, that a level "
        "it takes is missing (two levels; level 0; one above 0), that accuracy without "
        "noise is not above chance, or that the other model made no error."
    )
    return table(caption, head, rows, text_columns=2)


def _halfway(row: Robustness) -> str | None:
    if row.half_level is None:
        return None
    if np.isinf(row.half_level):
        return f"> {row.last_level:g}"
    return f"{row.half_level:.3g}"
