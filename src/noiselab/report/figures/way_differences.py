"""How far two ways of training one model with noise lie apart, level by level."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.ways_compared import WayComparison
from noiselab.report.figures.style import model_colour, new_multiples, styled
from noiselab.study import names

WIDTH, HEIGHT = 2.3, 2.0  # inches of a panel
MOST_COLUMNS = 3
APART = 0.13  # between pairs at one level, in steps between levels
DIFFERENCE = "percentage points"


@styled
def way_differences(evidence: Evidence, compared: Sequence[WayComparison]) -> Figure:
    """Show the differences between ways that differ on one axis, a panel a kind.

    Args:
        evidence: The study.
        compared: Those of `ways_compared.of` that are of this axis; one or more.

    Returns:
        A figure with a panel for each kind of noise; a mark is a difference in accuracy
        on images of that level, its whisker the simultaneous bounds; it is filled where
        the difference is significant.
    """
    kinds = [*dict.fromkeys(each.noise for each in compared)]
    pairs = [*dict.fromkeys(each.models for each in compared)]
    rows = -(-len(kinds) // MOST_COLUMNS)
    columns = min(len(kinds), MOST_COLUMNS)
    figure, axes = new_multiples(rows, columns, WIDTH, HEIGHT)
    ends = scale_of(compared)
    for ax in axes.ravel()[len(kinds) :]:
        ax.set_axis_off()
    for ax, kind in zip(axes.ravel(), kinds, strict=False):
        levels = sorted({each.level for each in compared if each.noise == kind})
        ax.axhline(0, color="black", linewidth=0.8)
        for number, pair in enumerate(pairs):
            shift = APART * (number - (len(pairs) - 1) / 2)
            colour = model_colour(evidence.sweep, pair[0])
            own = [c for c in compared if (c.models, c.noise) == (pair, kind)]
            known = [each for each in own if each.contrast.paired]
            for place, each in enumerate(known):
                x = levels.index(each.level) + shift
                low, high = each.contrast.simultaneous or (np.nan, np.nan)
                value = each.contrast.difference
                ax.plot([x, x], [100 * low, 100 * high], color=colour, linewidth=1)
                inside = colour if each.contrast.is_significant else "white"
                looks: Any = {"color": colour, "markerfacecolor": inside, "marker": "o"}
                label = "" if place else pair_name(evidence, pair)
                looks |= {"linestyle": "", "label": label}
                ax.plot([x], [100 * value], markersize=5, **looks)
        ax.set_xticks(range(len(levels)), [f"{level:g}" for level in levels])
        ax.set(xlim=(-0.6, len(levels) - 0.4), ylim=ends, ylabel=DIFFERENCE)
        ax.set_xlabel("level", labelpad=1)
        ax.set_title(names.of_noise(evidence.sweep, kind), size=9)
    handles, words = axes[0, 0].get_legend_handles_labels()
    if handles:
        tall = figure.get_size_inches()[1]
        below = 0.2 * len(pairs) + 0.05
        figure.set_size_inches(figure.get_size_inches()[0], tall + below)
        for ax in axes.ravel():
            box = ax.get_position()
            ax.set_position(
                (
                    box.x0,
                    (box.y0 * tall + below) / (tall + below),
                    box.width,
                    box.height * tall / (tall + below),
                )
            )
        figure.legend(handles, words, loc="lower left", fontsize=8, frameon=False)
    return figure


def scale_of(compared: Sequence[WayComparison]) -> tuple[float, float]:
    """Choose a scale for differences; bounds that are far wider run out of it."""
    known = [each.contrast for each in compared if each.contrast.paired]
    sizes = [100 * abs(contrast.difference) for contrast in known]
    bounds = [100 * abs(end) for c in known for end in c.simultaneous or ()]
    most = max(sizes, default=0.0)
    end = 1.1 * max(most, min(max(bounds, default=1.0), 3 * most + 2))
    return -end, end


def pair_name(evidence: Evidence, pair: tuple[str, str]) -> str:
    """Name what is subtracted from what."""
    a, b = (names.of_model(evidence.sweep, name) for name in pair)
    return f"{a} \N{MINUS SIGN} {b}"
