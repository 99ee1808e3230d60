"""Loss and accuracy with and without noise, and compared with published figures."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from noiselab.analysis import accuracy
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.common.schema import HISTORY, METRICS
from noiselab.report.tables.html import Bounded, table
from noiselab.store.result import Result
from noiselab.study import names, published
from noiselab.study.published import Published
from noiselab.study.sweep import Sweep

# The columns' names, in the order of METRICS.
_SPOKEN = (
    "training loss",
    "training accuracy",
    "validation loss",
    "validation accuracy",
)


def after_epochs(evidence: Evidence) -> Iterator[str]:
    """Yield for each noise kind the table with and without noise after N epochs.

    N is each model's last epoch, or the sweep's `report.after_epochs`, read from the
    stored history. A point that is not done shows its status instead of figures.
    Validation accuracy has its 95 % confidence interval.
    """
    sweep, results = evidence.sweep, evidence.results
    chosen = sweep.report.after_epochs
    after = ", ".join(
        f"{names.of_model(sweep, name)} after {chosen or sweep.training[name].epochs}"
        for name in sweep.models
    )
    groups = [("", 1)] + [(names.of_model(sweep, name), 4) for name in sweep.models]
    head = ["noise level"]
    head += [*_SPOKEN] * len(sweep.models)
    for kind, levels in sweep.noise.items():
        rows = [
            [
                f"{level:g}" + ("" if level else " (clean)"),
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
        caption = f"{names.of_noise(sweep, kind).capitalize()}, epochs: {after}"
        if sweep.repeats > 1:
            caption += f"; means over up to {sweep.repeats} repeats"
        yield table(f"{caption}.", head, rows, groups)


def beside_published(sweep: Sweep, results: Sequence[Result]) -> Iterator[str]:
    """Compare the last epoch's figures with published ones, if there are any.

    Args:
        sweep: The sweep; its report names the CSV of published figures.
        results: Its results; repeats are averaged.

    Yields:
        A heading, then tables for each model and noise kind, with three columns for
        each figure: published, here, and the difference, here minus published.
    """
    if sweep.report.reference is None:
        return
    figures = published.read(sweep.report.reference)
    yield "<h2>Compared with published figures</h2>"
    for model in sweep.models:
        for kind in sweep.noise:
            rows = [p for p in figures if (p.model, p.noise) == (model, kind)]
            rows = [row for row in rows if row.level in sweep.noise[kind]]
            for pair in (METRICS[:2], METRICS[2:]):  # all four would be too wide
                metrics = [n for n in pair if any(n in row.figures for row in rows)]
                if metrics:
                    yield _published_table(sweep, rows, metrics, results)


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
        row: list[Any] = [f"{level:g}" + ("" if level else " (clean)")]
        for metric in metrics:
            figure, reference = figures[metric], published_row.figures.get(metric)
            row += [reference, figure, _difference(figure, reference)]
        rows.append(row)
    groups = [("", 1)] + [(_SPOKEN[METRICS.index(name)], 3) for name in metrics]
    head = ["noise level", *(["published", "here", "difference"] * len(metrics))]
    kind = names.of_noise(sweep, published_rows[0].noise)
    model = names.of_model(sweep, published_rows[0].model)
    caption = f"{model}, {kind}, last epoch; difference: here minus published."
    return table(caption, head, rows, groups)


def _difference(figure: Any, reference: float | None) -> str | None:
    """Return the figure minus the reference, or None where either is not a number."""
    if reference is None or not isinstance(figure, float):
        return None
    text = f"{figure - reference:+.4f}"
    return text[1:] if float(text) == 0 else text  # no sign on 0.0000


def _at(results: Sequence[Result], model: str, kind: str, level: float) -> list[Result]:
    wanted = (model, kind, level)
    return [
        result
        for result in results
        if (result.point.model, result.point.noise, result.point.level) == wanted
    ]


def _bounded(
    evidence: Evidence, results: Sequence[Result], after: int | None
) -> list[Any]:
    """Return the figures of repeated points, the last one with its interval."""
    *others, last = _figures(results, after)
    usable = [result for result in _usable(results, after) if not result.diverged]
    if not isinstance(last, float) or not usable:
        return [*others, last]
    accuracies = [_accuracy(result, after) for result in usable]
    mean = float(accuracy.mean(accuracies))
    return [*others, Bounded(mean, evidence.accuracy_interval(accuracies))]


def _accuracy(result: Result, after: int | None) -> Accuracy:
    """Return the accuracy of a point after an epoch, by default after its last one."""
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
    index = after - 1 if after else -1
    means = [
        float(np.mean([_or_nan(result.history[name][index]) for result in usable]))
        for name in HISTORY
    ]
    return [mean if np.isfinite(mean) else "diverged" for mean in means]


def _usable(results: Sequence[Result], after: int | None) -> list[Result]:
    """Leave out points that are not done or ended before that epoch.

    Repeats that diverged are left out too, unless all of them did.
    """
    done = [
        result
        for result in results
        if result.status == "done" and result.epochs_run >= (after or 1)
    ]
    return [result for result in done if not result.diverged] or done


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
