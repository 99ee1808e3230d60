"""What kinds of noise do to networks trained with others, and mean errors over them."""

from collections.abc import Sequence
from typing import Any

from noiselab.analysis.across_kinds import AcrossGain
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings.across_kinds import called
from noiselab.analysis.mean_errors import MeanError
from noiselab.analysis.ways_compared import WayComparison
from noiselab.report.tables.html import Bounded, table
from noiselab.study import names

BOUNDS = (
    "with bounds that hold for the whole table (Bonferroni); * marks significant ones: "
    "Holm's p-value is at most 0.05 too"
)


NOTHING = "<p>There is nothing to compare.</p>"


def ways(evidence: Evidence, compared: Sequence[WayComparison]) -> str:
    """Compare the ways of training one model with noise."""
    rows: list[Sequence[Any]] = [
        [
            names.of_noise(evidence.sweep, each.noise),
            " − ".join(names.of_model(evidence.sweep, name) for name in each.models),
            f"{each.level:g}",
            _change(each.contrast),
            each.contrast.p_holm,
        ]
        for each in compared
    ]
    if not rows:
        return NOTHING
    caption = (
        "Differences in accuracy between two ways of training a model, on the same "
        f"noisy test images, {BOUNDS}."
    )
    head = ["noise", "ways", "level", "difference", "p, Holm"]
    return table(caption, head, rows, text_columns=2)


def across_kinds(evidence: Evidence, gains: Sequence[AcrossGain]) -> str:
    """Compare training with each kind to training without, on all that is tested on."""
    rows: list[Sequence[Any]] = [
        [
            names.of_model(evidence.sweep, gain.model),
            names.of_noise(evidence.sweep, gain.trained),
            f"images {called(evidence, gain.tested)}",
            _change(gain.contrast),
            gain.contrast.p_holm,
        ]
        for gain in gains
    ]
    if not rows:
        return NOTHING
    caption = (
        "Gains in accuracy: trained with that kind of noise minus trained without, on "
        f"the same images, means over the levels above 0 of both, {BOUNDS}."
    )
    head = ["model", "trained with", "tested on", "gain", "p, Holm"]
    return table(caption, head, rows, text_columns=3)


def mean_errors(evidence: Evidence, rows: Sequence[MeanError]) -> str:
    """List the mean error of each network, and the mean corruption error."""
    sweep = evidence.sweep
    listed: list[Sequence[Any]] = [
        [
            names.of_model(sweep, row.model),
            f"{names.of_noise(sweep, row.noise)} {row.level:g}"
            if row.level
            else "without noise",
            f"{row.count} {'test sets' if row.over == 'sets' else 'kinds of noise'}",
            row.mean,
            row.relative,
        ]
        for row in rows
    ]
    if not rows:
        return NOTHING
    baseline = names.of_model(sweep, sweep.baseline)
    caption = (
        "Mean error: the share of images that were not recognised, averaged over the "
        "levels above 0 of each kind of noise, then over the kinds; or over the "
        "further test sets. Mean corruption error (Hendrycks & Dietterich 2019): of "
        f"each kind or set, the errors divided by those of {baseline} trained without "
        "noise, on the same images; then the mean. – means that a test is missing, or "
        "that network made no error."
    )
    if len({*evidence.ways.values()}) > 1:
        caption += (
            " Ways of training share the network without noise, so its rows are equal."
        )
    head = ["model", "trained", "over", "mean error", "mean corruption error"]
    return table(caption, head, listed, text_columns=3)


def _change(contrast: Contrast) -> Bounded | None:
    if contrast.paired is None:
        return None
    mark = "*" if contrast.is_significant else ""
    bounds = contrast.simultaneous
    return Bounded(contrast.difference, bounds, signed=True, mark=mark)
