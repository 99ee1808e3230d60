"""Transfer maps: networks trained at one level of noise, tested at every level."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab import titles
from noiselab.evidence import Evidence
from noiselab.figures.style import new_axes, new_multiples, styled

MOST_NUMBERS = 8  # levels up to which each accuracy is written into its square


@styled
def transfer_map(
    evidence: Evidence, model: str, kind: str, ax: Axes | None = None
) -> Axes:
    """Show one model's accuracy by the level it was trained and tested at.

    Args:
        evidence: The study.
        model: The model.
        kind: The kind of noise.
        ax: Where to draw; by default a new figure.

    Returns:
        The axes; a square is a mean over repeats, and empty where nothing is known.
    """
    ax = ax or new_axes(4.6, 4.2)
    levels, table = accuracies(evidence, model, kind)
    image = ax.imshow(table, cmap="viridis", vmin=0, vmax=1, origin="lower")
    ax.grid(False)
    ax.spines[:].set_visible(False)
    names = [f"{level:g}" for level in levels]
    ax.set_xticks(range(len(levels)), names, rotation=90 if len(levels) > 8 else 0)
    ax.set_yticks(range(len(levels)), names)
    ax.set(xlabel="tested at level", ylabel="trained at level")
    ax.set_title(titles.of_model(model))
    if len(levels) <= MOST_NUMBERS:
        for (row, column), value in np.ndenumerate(table):
            if np.isfinite(value):
                colour = "white" if value < 0.6 else "#1b1f24"
                spot = ax.text(column, row, f"{value:.3f}", color=colour, fontsize=7)
                spot.set(ha="center", va="center")
    else:
        ax.figure.colorbar(image, ax=ax, shrink=0.8, label="accuracy")
    return ax


@styled
def transfer_maps(evidence: Evidence, kind: str) -> Figure:
    """Show the transfer maps of all models under one kind of noise, side by side."""
    models = evidence.sweep.models
    figure, axes = new_multiples(1, len(models), 3.4, 3.2)
    for ax, model in zip(axes[0], models, strict=True):
        transfer_map(evidence, model, kind, ax)
    return figure


def accuracies(
    evidence: Evidence, model: str, kind: str
) -> tuple[list[float], np.ndarray]:
    """Give a kind's levels, and accuracy by training level and test level.

    Returns:
        The levels, upwards; and float, shape (levels, levels), row: trained at, column:
        tested at, a mean over repeats, NaN where nothing is known.
    """
    levels = sorted(evidence.sweep.noise[kind])
    table = np.full((len(levels), len(levels)), np.nan)
    for row, trained_at in enumerate(levels):
        for column, tested_at in enumerate(levels):
            found = evidence.tested(model, kind, trained_at, tested_at).values()
            if found:
                table[row, column] = np.mean([one.accuracy for one in found])
    return levels, table
