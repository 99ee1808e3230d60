"""Curves over the epochs, and over the levels of noise."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from noiselab.analysis.accuracy import images_right
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds, wilson_bounds
from noiselab.analysis.learning_curve import curve, diverged_in
from noiselab.experiment import training_history
from noiselab.report.figures.panels import Panels, ends, ticks
from noiselab.report.figures.style import (
    model_colour,
    model_marker,
    new_multiples,
    styled,
)
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

NEUTRAL = "#57606a"  # for lines of no particular model
LETTERS = {4: 12, 2: 32}  # letters of a model's name that fit, by legend columns


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
            epochs, values = _over_epochs(history[name])
            ax.plot(epochs, values, **_looks(line, NEUTRAL, len(values)), label=label)
        if not any(np.isfinite(line.get_ydata()).any() for line in ax.lines):
            ax.text(0.5, 0.5, "no finite value", transform=ax.transAxes, ha="center")
        ax.set(xlabel="epoch", ylabel=measure)
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        ax.legend()
    return figure


def _splits(measure: str) -> tuple[tuple[str, str, str], ...]:
    """Return a measure's two histories, with their labels and line styles."""
    return (measure, "training", "--"), (f"val_{measure}", "validation", "-")


def _over_epochs(values: Sequence[float | None]) -> tuple[np.ndarray, np.ndarray]:
    """Count the epochs from 1; those without a value are left out."""
    known = [(epoch, v) for epoch, v in enumerate(values, 1) if v is not None]
    epochs, numbers = np.array(known, dtype=float).reshape(-1, 2).T
    return epochs, numbers


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
    usable = [result for result in results if not result.diverged]
    histories = [
        _over_epochs(curve(result, name))[1]
        for result in usable or results
        for name, *_ in _splits(measure)
    ]
    x = ends(np.array([1, max(result.epochs_run for result in results)]))
    y = ends(np.concatenate(histories))
    panels = Panels(rows, columns, (1.4, 1.3), x, y, above=0.55)
    epochs, values = ticks(x, whole=True), ticks(y)
    panels.grid(list(epochs), list(values))
    panels.frames()
    panels.names(epochs, values)
    return panels


def _learning_panel(
    sweep: Sweep, panels: Panels, row: int, column: int, result: Result, measure: str
) -> None:
    colour = model_colour(sweep, result.point.model)
    title = f"{names.of_model(sweep, result.point.model)}, level {result.point.level:g}"
    for name, label, line in _splits(measure):
        epochs, values = _over_epochs(curve(result, name))
        x, y = panels.x(column, epochs), panels.y(row, values)
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
    epochs, shares = _over_epochs(curve(result, "val_accuracy"))
    images = int(np.sum(result.confusion_matrix or 0))
    low = high = np.full(len(shares), np.nan)
    if images:
        low, high = wilson_bounds(images_right(shares, images), images)
    edges = panels.x(column, epochs), panels.y(row, low), panels.y(row, high)
    return np.pad(np.array(edges), ((0, 0), (0, 1)), constant_values=np.nan)


@styled
def level_curves(evidence: Evidence, frame: "pd.DataFrame", kind: str) -> Figure:
    """Show loss and accuracy against the level of noise, side by side.

    Args:
        evidence: The study, for names, colours and whiskers (95 % intervals).
        frame: Done results of one noise kind, with the columns of `results.csv`.
        kind: The noise kind.

    Returns:
        A figure. Lines join the means over repeats, and end where a level has no
        result; each repeat has its own marker. A
        network that diverged has none; a model of which all did is named.
    """
    sweep = evidence.sweep
    labels = [names.of_model(sweep, str(model)) for model in frame["model"].unique()]
    longest = max(map(len, labels), default=0)
    columns = next((n for n, room in LETTERS.items() if longest <= room), 1)
    rows = -(-2 * len(labels) // columns)
    figure, axes = new_multiples(1, 2, 3.6, 2.6, above=0.15 + 0.19 * rows)
    for ax, measure in zip(axes[0], ("loss", "accuracy"), strict=True):
        _draw_levels(ax, evidence, frame, measure, kind)
        if frame["level"].nunique() > 1:
            ax.locator_params(nbins=6)  # every tick takes time to draw
    entries = axes[0, 0].get_legend_handles_labels()
    looks: Any = {"loc": "upper center", "borderaxespad": 0.2, "fontsize": 8}
    figure.legend(*entries, ncols=columns, **looks)
    return figure


def _draw_levels(
    ax: Axes, evidence: Evidence, frame: "pd.DataFrame", measure: str, kind: str
) -> None:
    sweep, bounds = evidence.sweep, evidence.bounds(kind, measure)
    levels = sorted({*sweep.noise[kind], *frame["level"]})
    for model, rows in frame.groupby("model", sort=False):
        colour, marker = (
            model_colour(sweep, str(model)),
            model_marker(sweep, str(model)),
        )
        for split, line, face in (("train", "--", "white"), ("val", "-", colour)):
            values = rows[["level", f"{split}_{measure}"]].astype(float)
            means = values.groupby("level").mean().reindex(levels)
            spoken = {"train": "training", "val": "validation"}[split]
            label = f"{names.of_model(sweep, str(model))}, {spoken}"
            marks: Any = {"marker": marker, "markerfacecolor": face, "color": colour}
            ax.plot(means.index, means.iloc[:, 0], line, **marks, label=label)
            ax.plot(values.iloc[:, 0], values.iloc[:, 1], linestyle="none", **marks)
            drawn = {
                float(level): bounds[str(model), split, float(level)]
                for level in means.index
                if (str(model), split, float(level)) in bounds
            }
            _whiskers(ax, drawn, colour)
    _name_diverged(ax, sweep, frame, measure)
    unit = sweep.parts.noise[kind].unit
    ax.set(xlabel=f"{names.of_noise(sweep, kind)}: {unit}", ylabel=measure)
    if frame["level"].nunique() == 1:
        ax.set_xticks(frame["level"].unique())


def _name_diverged(ax: Axes, sweep: Sweep, frame: "pd.DataFrame", measure: str) -> None:
    """Say of which models there is nothing to draw: all their points diverged."""
    lost = frame[f"val_{measure}"].isna().groupby(frame["model"], sort=False).all()
    models = [names.of_model(sweep, str(model)) for model in lost.index[lost]]
    if models:
        text = "\n".join(f"{model} diverged at all levels" for model in models)
        place = (0.5, 0.5) if lost.all() else (0.5, 0.02)
        looks: Any = {"ha": "center", "va": "center" if lost.all() else "bottom"}
        ax.text(*place, text, transform=ax.transAxes, size=8, **looks)
    if lost.all():
        ax.set_yticks([])
        ax.set_xticks(frame["level"].unique())


def _whiskers(ax: Axes, bounds: Mapping[float, Bounds], colour: str) -> None:
    if bounds:
        levels, edges = np.array(list(bounds)), np.array(list(bounds.values()))
        gap = np.full(len(levels), np.nan)  # between one whisker and the next
        x, y = np.stack([levels, levels, gap], 1), np.column_stack([edges, gap])
        ax.plot(x.ravel(), y.ravel(), "-", color=colour, linewidth=1, marker="_")
