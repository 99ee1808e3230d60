"""What a report claims, and the figures that carry it."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import numpy as np

from noiselab.analysis import robustness
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import findings
from noiselab.analysis.limits import caveats
from noiselab.analysis.robustness import Robustness
from noiselab.report.tables.html import Bounded, table
from noiselab.store.cross_tests import Tested
from noiselab.study import names
from noiselab.study.sweep import Sweep


def findings_list(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> str:
    """List what may be claimed, and what cannot be said."""
    found = findings(evidence, comparisons, gains)
    claims = _items(found) if found else "<p>Nothing can be claimed.</p>"
    limits = caveats(evidence, comparisons, gains)
    return (
        f"<h2>Findings</h2>{claims}"
        f"<div class='note'><p>How this is meant</p>{_items(limits)}</div>"
    )


def _items(sentences: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in sentences)}</ul>"


def model_comparisons(sweep: Sweep, comparisons: Sequence[Comparison]) -> str:
    """Set every two models beside each other at every level."""
    rows: list[Sequence[Any]] = [
        [
            names.of_noise(sweep, c.noise),
            f"{c.level:g}",
            f"{names.of_model(sweep, c.model_a)} less "
            f"{names.of_model(sweep, c.model_b)}",
            str(c.contrast.paired.repeats) if c.contrast.paired else None,
            *_figures(c.contrast),
        ]
        for c in comparisons
    ]
    if not rows:
        return "<p>There is one model only.</p>"
    caption = (
        "Difference in accuracy on the same noisy test images, with its own 95 % "
        f"interval ({_methods(c.contrast for c in comparisons)}). Holm's p-value and "
        "the simultaneous bounds (Bonferroni) are for all rows together."
    )
    head = [
        *("noise", "level", "difference of", "repeats", "difference"),
        *("simultaneous bounds", "p", "p, Holm", "claimed"),
    ]
    return table(caption, head, rows, text_columns=1)


def _methods(contrasts: Iterable[Contrast]) -> str:
    """Name how differences are bounded and tested."""
    found = dict.fromkeys(one.paired.method for one in contrasts if one.paired)
    return "; ".join(found) or "nothing to compare"


def _figures(contrast: Contrast) -> list[Any]:
    paired = contrast.paired
    if paired is None:
        return [None] * 5
    bounds = contrast.simultaneous
    return [
        Bounded(paired.difference, paired.interval(), signed=True),
        f"{bounds[0]:+.4f} to {bounds[1]:+.4f}" if bounds else None,
        _p(paired.p_value),
        _p(contrast.p_holm),
        "yes" if contrast.is_carried else "no",
    ]


def _p(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.4f}" if value >= 0.0001 else "<\N{NO-BREAK SPACE}0.0001"


def protocols(evidence: Evidence, gains: Sequence[Gain]) -> str:
    """Set training with noise beside training without, tested both ways."""
    sweep = evidence.sweep
    rows: list[Sequence[Any]] = []
    for g in gains:
        tested = (
            evidence.tested(g.model, g.noise, trained_at, tested_at)
            for trained_at, tested_at in (
                (0.0, g.level),
                (g.level, 0.0),
                (g.level,) * 2,
            )
        )
        rows.append(
            [
                names.of_noise(sweep, g.noise),
                f"{g.level:g}",
                names.of_model(sweep, g.model),
                *(_accuracy(evidence, list(found.values())) for found in tested),
                _change(g.at_noise),
                _change(g.on_clean),
            ]
        )
    if not rows:
        return "<p>This needs a network trained without noise, and a level above 0.</p>"
    head = [
        *("noise", "level", "model", "clean / noisy", "noisy / clean"),
        *("noisy / noisy", "gain at that noise", "gain on clean images"),
    ]
    methods = _methods(one for g in gains for one in (g.at_noise, g.on_clean))
    caption = (
        "Accuracy, trained / tested, with its 95 % interval (one run: Wilson; repeats: "
        "t). Gains: trained with the noise less trained without, on the same images, "
        f"with bounds that hold for the whole table (Bonferroni; {methods}); * is "
        "claimed: Holm's p-value is at most 0.05 too."
    )
    return table(caption, head, rows)


def _accuracy(evidence: Evidence, tested: Sequence[Tested]) -> Bounded | None:
    values = [one.accuracy for one in tested]
    if not values:
        return None
    return Bounded(float(np.mean(values)), evidence.accuracy_interval(values))


def _change(contrast: Contrast) -> Bounded | None:
    if contrast.paired is None:
        return None
    mark = "*" if contrast.is_carried else ""
    difference = contrast.paired.difference
    return Bounded(difference, contrast.simultaneous, signed=True, mark=mark)


def robustness_summary(evidence: Evidence) -> str:
    """Sum up how each model bears each kind of noise."""
    sweep = evidence.sweep
    reference = sweep.baseline
    rows = robustness.summary(evidence, reference)
    cells: list[Sequence[Any]] = [
        [
            names.of_noise(sweep, row.noise),
            names.of_model(sweep, row.model),
            None if row.area is None else Bounded(row.area, row.area_interval),
            _half(row),
            row.corruption_error,
        ]
        for row in rows
    ]
    for model in sweep.models:
        mean = robustness.mean_corruption_error(rows, model)
        if mean is not None:
            cells.append(
                [
                    "mean over kinds",
                    names.of_model(sweep, model),
                    None,
                    None,
                    mean,
                ]
            )
    head = [
        *("noise", "model", "area under accuracy"),
        *("half way to chance at", "corruption error"),
    ]
    caption = (
        "Area: mean accuracy over the range of levels, trained and tested at the same "
        "level. Corruption error: of the network trained without noise, errors summed "
        "over the levels above 0, divided by those of "
        f"{names.of_model(sweep, reference)}. Areas have t intervals over repeats; a "
        "single run, the level and the ratio have none. > is before the highest level "
        "up to which all are known, where accuracy has not fallen that far. – where a "
        "result is missing, accuracy without noise is not above chance, or the other "
        "model made no error."
    )
    return table(caption, head, cells)


def _half(row: Robustness) -> str | None:
    if row.half_level is None:
        return None
    if np.isinf(row.half_level):
        return f"> {row.last_level:g}"
    return f"{row.half_level:.3g}"
