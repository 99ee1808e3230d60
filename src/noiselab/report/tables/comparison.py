"""Loss and accuracy with and without noise, and compared with published figures."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

from noiselab.analysis import accuracy, labels
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.common.schema import HISTORY, METRICS
from noiselab.common.words import counted
from noiselab.report.tables.html import Bounded, Noted, number, table
from noiselab.store.result import Result
from noiselab.study import names, published
from noiselab.study.published import Published
from noiselab.study.sweep import Sweep

MOST_NAMED = 6  # published rows in one sentence
# The columns' names, in the order of METRICS.
_SPOKEN = (
    "training loss",
    "training accuracy",
    "validation loss",
    "validation accuracy",
)


def after_epochs(evidence: Evidence) -> Iterator[str]:
    """Yield for each noise kind the table with and without noise after N epochs.

    N is the number of epochs that ran, or the sweep's `report.after_epochs`, for which
    figures are read from the stored history. A point that is not done shows its status
    instead of figures. Validation accuracy has its 95 % confidence interval.
    """
    sweep, results = evidence.sweep, evidence.results
    chosen = sweep.report.after_epochs
    groups = [("", 1)] + [(names.of_model(sweep, name), 4) for name in sweep.models]
    head = ["noise level"]
    head += [*_SPOKEN] * len(sweep.models)
    for kind, levels in sweep.noise.items():
        rows = [
            [
                _named(level),
                *(
                    figure
                    for model in sweep.models
                    for figure in _bounded(
                        evidence, _at(results, model, kind, level), chosen
                    )
                ),
            ]
            for level in sorted(levels)
        ]
        caption = names.of_noise(sweep, kind).capitalize() + _epochs(evidence, kind)
        if (count := len(sweep.repeat_numbers)) > 1:
            caption += f"; means over up to {count} repeats"
        yield table(f"{caption}.", head, rows, groups)


def _named(level: float) -> Noted:
    return Noted(f"{level:g}", "" if level else "without noise")


def _epochs(evidence: Evidence, kind: str) -> str:
    """Say after how many epochs each model's figures are."""
    chosen = evidence.sweep.report.after_epochs
    parts = []
    for model in evidence.sweep.models:
        done = [
            result
            for result in evidence.results
            if (result.point.model, result.point.noise) == (model, kind)
            and result.status == "done"
        ]
        usable = [result for result in done if not result.diverged] or done
        counts = {chosen} if chosen else {result.epochs_run for result in usable}
        if usable and not evidence.sweep.is_from_file(model):
            span = " to ".join(map(str, sorted({min(counts), max(counts)})))
            parts.append(f"{names.of_model(evidence.sweep, model)} after {span}")
    return f", epochs: {', '.join(parts)}" if parts else ""


def beside_published(sweep: Sweep, results: Sequence[Result]) -> Iterator[str]:
    """Compare the final figures with published ones, if there are any.

    Args:
        sweep: The sweep; its report names the CSV of published figures.
        results: Its results; repeats are averaged.

    Yields:
        A heading, a sentence on rows that the study has no point for, if there are any,
        then tables for each model and noise kind, with the epochs, published
        and here, and three columns for each figure: published, here, and the
        difference, here minus published.
    """
    if sweep.report.reference is None:
        return
    figures = published.read(sweep.report.reference)
    yield "<h2>Compared with published figures</h2>" + _beyond(sweep, figures)
    for model in sweep.models:
        for kind in sweep.noise:
            rows = [p for p in figures if (p.model, p.noise) == (model, kind)]
            rows = [row for row in rows if row.level in sweep.noise[kind]]
            for pair in (METRICS[:2], METRICS[2:]):  # all four would be too wide
                metrics = [n for n in pair if any(n in row.figures for row in rows)]
                if metrics:
                    yield _published_table(sweep, rows, metrics, results)


def _beyond(sweep: Sweep, figures: Sequence[Published]) -> str:
    """Name the published rows that the study has no point for, if there are any."""
    beyond = [
        f"{row.model}, {row.noise} {row.level:g}"
        for row in figures
        if row.model not in sweep.models
        or row.level not in sweep.noise.get(row.noise, ())
    ]
    if not beyond:
        return ""
    more = len(beyond) - MOST_NAMED
    shown = [*beyond[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return (
        f"<p>This study has no points for {len(beyond)} of "
        f"{counted(len(figures), 'published row')}: "
        f"{escape(names.joined(shown, '; '))}.</p>"
    )


def _published_table(
    sweep: Sweep,
    published_rows: Sequence[Published],
    metrics: Sequence[str],
    results: Sequence[Result],
) -> str:
    rows: list[Sequence[Any]] = []
    for published_row in sorted(published_rows, key=lambda row: row.level):
        level = published_row.level
        at_level = _at(results, published_row.model, published_row.noise, level)
        figures = dict(zip(METRICS, _figures(at_level, None), strict=True))
        row: list[Any] = [_named(level)]
        row += [published_row.epochs or "unknown", _epochs_run(at_level)]
        for metric in metrics:
            figure, reference = figures[metric], published_row.figures.get(metric)
            row += [reference, figure, _difference(figure, reference)]
        rows.append(row)
    groups = [("", 1), ("epochs", 2)]
    groups += [(_SPOKEN[METRICS.index(name)], 3) for name in metrics]
    head = [
        "noise level",
        "published",
        "here",
        *(["published", "here", "difference"] * len(metrics)),
    ]
    first = published_rows[0]
    kind, model = names.of_noise(sweep, first.noise), names.of_model(sweep, first.model)
    caption = f"{model}, {kind}, final figures; difference: here minus published."
    what = _SPOKEN[METRICS.index(metrics[0])].split()[0]
    subject = f"{first.model}-{first.noise}-{what}"
    return table(caption, head, rows, groups, subject=subject)


def _epochs_run(results: Sequence[Result]) -> str | None:
    """Say after how many epochs the figures of repeated points are."""
    counts = sorted({result.epochs_run for result in _usable(results, None)})
    return " or ".join(map(str, counts)) or None


def _difference(figure: Any, reference: float | None) -> str | None:
    """Return the figure minus the reference, or None where either is not a number."""
    if reference is None or not isinstance(figure, float):
        return None
    return number(figure - reference, signed=True)


def _at(results: Sequence[Result], model: str, kind: str, level: float) -> list[Result]:
    wanted = (model, kind, level)
    there = [
        result
        for result in results
        if (result.point.model, result.point.noise, result.point.level) == wanted
    ]
    return labels.without_other_data(there)


def _bounded(
    evidence: Evidence, results: Sequence[Result], after: int | None
) -> list[Any]:
    """Return the figures of repeated points, the last one with its interval."""
    *others, last = _figures(results, after)
    usable = [result for result in _usable(results, after) if not result.diverged]
    if not isinstance(last, float) or not usable:
        return [*others, last]
    accuracies = [each for r in usable if (each := _accuracy(r, after))]
    if len(accuracies) < len(usable):
        return [*others, last]
    mean = float(accuracy.mean(accuracies))
    return [*others, Bounded(mean, evidence.accuracy_interval(accuracies))]


def _accuracy(result: Result, after: int | None) -> Accuracy | None:
    """Return the accuracy of a point after an epoch, by default as it was recorded."""
    if after:
        return Accuracy.at_epoch(result, after)
    return Accuracy.of_result(result)


def _figures(results: Sequence[Result], after: int | None) -> list[Any]:
    """Return the four mean figures of repeated points, or their status four times."""
    usable = _usable(results, after)
    if not usable:
        ended = any(result.status == "done" for result in results)
        status = results[0].status if results else None
        return ["ended earlier" if ended else status] * len(METRICS)
    if all(result.diverged for result in usable):
        return ["diverged"] * len(METRICS)
    rows = [_of_run(result, after) for result in usable]
    means = [float(np.mean(column)) for column in zip(*rows, strict=True)]
    lacking = "not validated" if after else "trained already"
    return [mean if np.isfinite(mean) else lacking for mean in means]


def _of_run(result: Result, after: int | None) -> list[float]:
    """Return the four figures of a done point after an epoch, by default its final."""
    if after:
        figures = [result.history[name][after - 1] for name in HISTORY]
    else:
        figures = [result.metrics[name] for name in METRICS]
    return [_or_nan(figure) for figure in figures]


def _usable(results: Sequence[Result], after: int | None) -> list[Result]:
    """Leave out points that are not done or ended before that epoch.

    Repeats that diverged are left out too, unless all of them did.
    """
    done = [
        result
        for result in results
        if result.status == "done" and result.epochs_run >= (after or 0)
    ]
    return [result for result in done if not result.diverged] or done


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
