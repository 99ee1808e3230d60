"""Curves: what happens over the epochs, and over the levels of noise."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from noiselab import noise, titles
from noiselab.evidence import Evidence
from noiselab.figures.style import (
    COLOURS,
    model_colour,
    model_marker,
    new_axes,
    new_multiples,
    styled,
)
from noiselab.results import Result
from noiselab.statistics import Bounds, wilson

if TYPE_CHECKING:
    import pandas as pd


@styled
def learning_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Show loss and accuracy over the epochs, in training and validation.

    Args:
        history: One number an epoch under each of `loss`, `accuracy`, `val_loss`,
            `val_accuracy`, as Keras's `fit` records them.
    """
    figure, axes = new_multiples(1, 2, 3.1, 2.2, shared=False)
    for ax, measure in zip(axes[0], ("loss", "accuracy"), strict=True):
        _epochs(ax, history, measure, COLOURS[0])
        ax.set(xlabel="epoch", ylabel=measure)
        ax.legend()
    return figure


def _epochs(
    ax: Axes,
    history: Mapping[str, Sequence[float]],
    measure: str,
    colour: str,
    images: int | None = None,
) -> None:
    for name, label, line in (
        (measure, "training", "--"),
        (f"val_{measure}", "validation", "-"),
    ):
        values = np.array(history[name], dtype=float)  # None becomes NaN, not drawn
        marker = "." if len(values) == 1 else ""
        epochs = np.arange(1, len(values) + 1)
        ax.plot(epochs, values, line, marker=marker, color=colour, label=label)
        if images and name == "val_accuracy":
            shares = np.clip(values, 0, 1)
            bounds = [wilson(share * images, images) for share in shares]
            low, high = np.transpose(bounds)
            ax.fill_between(epochs, low, high, color=colour, alpha=0.2, linewidth=0)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))


@styled
def learning_multiples(results: Sequence[Result], measure: str) -> Figure:
    """Show one measure over the epochs, in one small picture a point.

    Args:
        results: Done results of one noise kind and one repeat.
        measure: `loss` or `accuracy`.

    Returns:
        A figure with a row a model and a column a level, all on the same axes. The band
        around validation accuracy is its 95 % interval.
    """
    models = list(dict.fromkeys(result.point.model for result in results))
    levels = sorted({result.point.level for result in results})
    figure, axes = new_multiples(len(models), len(levels), 1.4, 1.3)
    placed = {(result.point.model, result.point.level): result for result in results}
    for row, model in zip(axes, models, strict=True):
        row[0].set_ylabel(f"{titles.of_model(model)}\n{measure}")
        for ax, level in zip(row, levels, strict=True):
            if result := placed.get((model, level)):
                images = int(np.sum(result.confusion_matrix or 0))
                _epochs(ax, result.history, measure, model_colour(model), images)
            else:
                ax.text(0.5, 0.5, "no result", transform=ax.transAxes, ha="center")
    for ax, level in zip(axes[0], levels, strict=True):
        ax.set_title(f"level {level:g}")
    for ax in axes[-1]:
        ax.set_xlabel("epoch")
    drawn = next(ax for ax in axes.flat if ax.lines)
    drawn.legend(fontsize=7)
    return figure


@styled
def level_curves(
    frame: "pd.DataFrame", kind: str, evidence: Evidence | None = None
) -> Figure:
    """Show loss and accuracy against the level of noise, side by side.

    Args:
        frame: Done results of one noise kind, with the columns of `results.csv`.
        kind: The noise kind.
        evidence: Gives the whiskers, 95 % intervals; none without it.
    """
    figure, axes = new_multiples(1, 2, 3.6, 2.6, shared=False)
    for ax, measure in zip(axes[0], ("loss", "accuracy"), strict=True):
        bounds = evidence.bounds(kind, measure) if evidence else {}
        level_curve(frame, measure, kind, ax, bounds)
    return figure


@styled
def level_curve(
    frame: "pd.DataFrame",
    measure: str,
    kind: str,
    ax: Axes | None = None,
    bounds: Mapping[tuple[str, str, float], Bounds] | None = None,
) -> Axes:
    """Show one measure against the level of noise, in training and validation.

    Args:
        frame: Done results of one noise kind, with the columns of `results.csv`.
        measure: `loss` or `accuracy`.
        kind: The noise kind, for the axis in its own unit.
        ax: Where to draw; by default a new figure.
        bounds: Ends of the whiskers by (model, `train` or `val`, level).

    Returns:
        The axes. Lines join means over repeats; each repeat has its own mark.
    """
    ax = ax or new_axes()
    for model, rows in frame.groupby("model", sort=False):
        colour, marker = model_colour(str(model)), model_marker(str(model))
        for split, line, face in (("train", "--", "white"), ("val", "-", colour)):
            values = rows[["level", f"{split}_{measure}"]].astype(float)
            means = values.groupby("level").agg(_mean)
            spoken = {"train": "training", "val": "validation"}[split]
            label = f"{titles.of_model(str(model))}, {spoken}"
            marks: Any = {"marker": marker, "markerfacecolor": face, "color": colour}
            ax.plot(means.index, means.iloc[:, 0], line, **marks, label=label)
            ax.plot(values.iloc[:, 0], values.iloc[:, 1], linestyle="none", **marks)
            for level in means.index:
                if found := (bounds or {}).get((str(model), split, float(level))):
                    _whisker(ax, float(level), found, colour)
    ax.set(xlabel=f"{titles.of_noise(kind)}: {unit(kind)}", ylabel=measure)
    if frame["level"].nunique() == 1:
        ax.set_xticks(frame["level"].unique())
    ax.legend(fontsize=8)
    return ax


def _whisker(ax: Axes, level: float, bounds: Bounds, colour: str) -> None:
    ax.plot([level, level], bounds, "-", color=colour, linewidth=1, marker="_")


def _mean(values: "pd.Series") -> float:
    return values.mean(skipna=False)  # no number if one of the repeats diverged


def unit(kind: str) -> str:
    """Give the unit of a noise kind's levels; `level` if the kind is not known here."""
    return noise.KINDS[kind].unit if kind in noise.KINDS else "level"
