"""Curves over the epochs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from noiselab.analysis.accuracy import images_right
from noiselab.analysis.intervals_and_tests import wilson_bounds
from noiselab.analysis.learning_curve import curve, diverged_in
from noiselab.experiment import training_history
from noiselab.report.figures.panels import Panels, ends, epochs, ticks, width_of
from noiselab.report.figures.style import model_colour, new_multiples, styled
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

WIDEST, LEAST = 1.4, 0.85  # inches of a panel, where there are few and many
NEUTRAL = "#57606a"  # for lines of no particular model


@styled
def learning_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Show loss and accuracy over the epochs, in training and validation.

    Args:
        history: One number for each epoch under `loss`, `accuracy`, `val_loss` and
            `val_accuracy`, as `fit` records them; None where the network was not
            validated after an epoch.
    """
    figure, axes = new_multiples(1, 2, 3.1, 2.2)
    history = training_history.in_log_loss(history)
    for ax, measure in zip(axes[0], ("loss", "accuracy"), strict=True):
        for name, label, line in _splits(measure):
            x, values = _over_epochs(history[name])
            ax.plot(x, values, **_looks(line, NEUTRAL, len(values)), label=label)
        if not any(np.isfinite(line.get_ydata()).any() for line in ax.lines):
            ax.text(0.5, 0.5, "no finite value", transform=ax.transAxes, ha="center")
        ax.set(xlabel="epoch", ylabel=measure)
        ax.set_xticks([*epochs(len(history["loss"]), 5)])
        ax.legend()
    return figure


def _splits(measure: str) -> tuple[tuple[str, str, str], ...]:
    """Return a measure's two histories, with their labels and line styles."""
    return (measure, "training", "--"), (f"val_{measure}", "validation", "-")


def _over_epochs(values: Sequence[float | None]) -> tuple[np.ndarray, np.ndarray]:
    """Count the epochs from 1; those without a value are left out."""
    known = [(epoch, v) for epoch, v in enumerate(values, 1) if v is not None]
    counted, numbers = np.array(known, dtype=float).reshape(-1, 2).T
    return counted, numbers


def _looks(line: str, colour: str, epochs: int) -> dict[str, Any]:
    """Distinguish training and validation by line, or by marker for a single epoch."""
    face, marker = "white" if line == "--" else colour, "o" if epochs == 1 else ""
    return {"ls": line, "color": colour, "marker": marker, "mfc": face, "ms": 4}


@styled
def learning_multiples(sweep: Sweep, results: Sequence[Result], measure: str) -> Figure:
    """Show one measure over the epochs, in a small panel for each point.

    Args:
        sweep: The study's sweep, for the names and colours of its models.
        results: Done results of one noise kind and one repeat.
        measure: `loss` or `accuracy`.

    Returns:
        A figure with a row for each model and a column for each level, all on the same
        scale: that of the networks that did not diverge. The band around validation
        accuracy is its 95 % confidence interval.
    """
    models = list(dict.fromkeys(result.point.model for result in results))
    levels = sorted({result.point.level for result in results})
    panels = _panels(results, measure, len(models), len(levels))
    by_panel = {(result.point.model, result.point.level): result for result in results}
    for row, model in enumerate(models):
        bands = []
        for column, level in enumerate(levels):
            if result := by_panel.get((model, level)):
                _learning_panel(sweep, panels, row, column, result, measure)
                if result.diverged:
                    panels.note(row, column, _when(result))
                elif not result.epochs_run:
                    panels.note(row, column, "trained\nalready")
                elif measure == "accuracy":
                    bands.append(_band(panels, row, column, result))
            else:
                panels.note(row, column, "no result")
        if bands:  # drawing each as a shape of its own would take long
            looks: Any = {
                "color": model_colour(sweep, model),
                "alpha": 0.2,
                "linewidth": 0,
            }
            panels.ax.fill_between(*np.concatenate(bands, axis=1), **looks)
    panels.titles(
        [f"level {level:g}" for level in levels],
        [f"{names.of_model(sweep, model)}\n{measure}" for model in models],
        "epoch",
    )
    longest = max(result.epochs_run for result in results)
    lines = [
        Line2D([], [], **_looks(line, NEUTRAL, longest), label=label)
        for _, label, line in _splits(measure)
    ]
    panels.figure.legend(handles=lines, loc="upper right", ncols=2, fontsize=8)
    return panels.figure


def _panels(results: Sequence[Result], measure: str, rows: int, columns: int) -> Panels:
    trained = [result for result in results if result.epochs_run]
    usable = [result for result in trained if not result.diverged]
    histories = [
        _over_epochs(curve(result, name))[1]
        for result in usable or results
        for name, *_ in _splits(measure)
    ]
    if measure == "accuracy":
        histories += [both for result in usable for both in _bounds(result)[1:]]
    histories.append(np.zeros(0 if trained else 1))
    last = max([1, *(result.epochs_run for result in results)])
    x, y = ends(np.array([1, last])), ends(np.concatenate(histories))
    width = width_of(columns, WIDEST, LEAST)
    panels = Panels(rows, columns, (width, 1.3), x, y, above=0.55)
    below, beside = epochs(last, 4 if width == WIDEST else 2), ticks(y)
    panels.grid(list(below), list(beside))
    panels.frames()
    panels.names(below, beside)
    return panels


def _learning_panel(
    sweep: Sweep, panels: Panels, row: int, column: int, result: Result, measure: str
) -> None:
    colour = model_colour(sweep, result.point.model)
    title = f"{names.of_model(sweep, result.point.model)}, level {result.point.level:g}"
    for name, label, line in _splits(measure):
        counted, values = _over_epochs(curve(result, name))
        x, y = panels.x(column, counted), panels.y(row, values)
        looks = _looks(line, colour, len(values))
        (drawn,) = panels.ax.plot(x, y, **looks, label=f"{title}, {label}")
        if result.diverged:  # it may leave the scale, which is that of the others
            panels.clip(drawn, row, column)


def _when(result: Result) -> str:
    epoch = diverged_in(result)
    return "diverged" if epoch is None else f"diverged\nin epoch {epoch}"


def _band(panels: Panels, row: int, column: int, result: Result) -> np.ndarray:
    """Compute the band of validation accuracy's interval, in inches on the panels.

    Returns:
        Epochs, lower and upper bounds: float, shape (3, epochs + 1). The last column is
        NaN, a gap before the next panel.
    """
    counted, low, high = _bounds(result)
    edges = panels.x(column, counted), panels.y(row, low), panels.y(row, high)
    return np.pad(np.array(edges), ((0, 0), (0, 1)), constant_values=np.nan)


def _bounds(result: Result) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bound validation accuracy by Wilson: epochs, lower and upper bounds."""
    counted, shares = _over_epochs(curve(result, "val_accuracy"))
    images = result.held_out or int(np.sum(result.confusion_matrix or 0))
    low = high = np.full(len(shares), np.nan)
    if images:
        low, high = wilson_bounds(images_right(shares, images), images)
    return counted, low, high
