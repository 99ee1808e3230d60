"""The main figure: loss and accuracy against the level of noise."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, LogLocator
from matplotlib.transforms import ScaledTranslation

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.report.figures import level_lines, level_panels
from noiselab.report.figures.board import axes_at
from noiselab.report.figures.level_lines import SPOKEN, STYLES, ModelLines
from noiselab.report.figures.panels import ends
from noiselab.report.figures.style import RC, styled
from noiselab.study import names

if TYPE_CHECKING:
    import pandas as pd

MOST_TOGETHER = 3  # models on one axes; with more, each has a panel
WIDTH, HEIGHT = 10.0, 2.3  # inches: of the figure, and of an axes
LEFT, RIGHT, BELOW, ABOVE = 0.75, 0.1, 0.5, 0.3  # inches around the axes
BESIDE, BETWEEN = 0.2, 0.25  # inches between columns, and between rows
ROW = 0.19  # inches that a row of the legend takes
LETTERS = 95  # of a legend that fit on a row
APART = 4  # points between whiskers of two models
SHARE = 0.4  # of the distance of two levels that whiskers may take


@styled
def level_curves(evidence: Evidence, frame: "pd.DataFrame", kind: str) -> Figure:
    """Show loss and accuracy against the level of noise, one above the other.

    Training and validation have a column each, as lines of all in one lie on another
    where there is little noise; all columns of a row have one scale.

    Args:
        evidence: The study, for names, colours and whiskers (95 % intervals).
        frame: Done results of one noise kind, with the columns of `results.csv`.
        kind: The noise kind.

    Returns:
        A figure. Lines join the means over repeats, and end where a level has no
        result; each repeat has its own marker. A third column has the networks trained
        without noise, tested at each level. A network that diverged has no marks; a
        model of which all did is named. More than three models have a panel each.
    """
    lines = {
        measure: level_lines.of_models(evidence, frame, kind, measure)
        for measure in ("loss", "accuracy")
    }
    sweep = evidence.sweep
    noise = names.of_noise(sweep, kind)
    unit = f"{noise}: {sweep.parts.noise[kind].unit}"
    if len(lines["loss"]) > MOST_TOGETHER:
        return level_panels.level_panels(lines, unit)
    curves = level_lines.drawn(lines["loss"])
    legend = [
        Line2D([], [], ls="none", **line.marks("val"), label=line.label)
        for line in lines["loss"]
    ]
    rows = _rows([line.label for line in lines["loss"]])
    top = BELOW + 2 * HEIGHT + BETWEEN
    figure = Figure(figsize=(WIDTH, top + ABOVE + ROW * len(rows) + 0.05))
    width = (WIDTH - LEFT - RIGHT + BESIDE) / len(curves) - BESIDE
    for number, (measure, some) in enumerate(lines.items()):
        below = top - (number + 1) * HEIGHT - number * BETWEEN
        for column, curve in enumerate(curves):
            box = (LEFT + column * (width + BESIDE), below, width, HEIGHT)
            ax = axes_at(figure, box)
            ax.set_ylabel(measure)
            _scale(ax, some)
            _draw(ax, some, curve, width)
            if number == 0:
                ax.set_title(SPOKEN[curve])
            if number == 0:
                _keep_grid(ax, "x")
            if column:
                _keep_grid(ax, "y")
                ax.set_ylabel("")
    tall = figure.get_figheight()
    middle = (LEFT + WIDTH - RIGHT) / 2 / WIDTH
    figure.supxlabel(unit, x=middle, y=0.04 / tall, va="bottom", fontsize=9)
    _legend(figure, legend, rows)
    return figure


def _scale(ax: Axes, lines: Sequence[ModelLines]) -> None:
    """Give an axes the scales that all columns of its row share."""
    levels = np.unique(np.concatenate([line.levels for line in lines]))
    values = np.concatenate([line.values for line in lines])
    ax.set_xlim(*ends(levels))
    if not np.isfinite(values).any():
        ax.set_yticks([])
        ax.set_xticks(levels)
    elif ax.get_ylabel() == "loss" and level_lines.is_steep(lines):
        _logarithmic(ax, np.concatenate([line.figures for line in lines]))
    else:
        ax.set_ylim(*ends(values))
    # as many at all panels: how many fit is otherwise decided as each is drawn
    ax.yaxis.set_major_locator(FixedLocator(_ticks(ax.yaxis)))
    if len(levels) == 1:
        ax.set_xticks(levels)
    else:
        ax.locator_params(axis="x", nbins=6)  # every tick takes time to draw


def _keep_grid(ax: Axes, which: Literal["x", "y"]) -> None:
    """Hide an axis that has its names at another panel, but for its grid.

    Ticks that nobody sees would take as long to draw as those of the other panel.
    """
    axis = ax.xaxis if which == "x" else ax.yaxis
    ends = [[(value, 0), (value, 1)] for value in _ticks(axis)]
    axis.set_visible(False)
    lines = ends if which == "x" else [[each[::-1] for each in both] for both in ends]
    looks: Any = {"colors": RC["grid.color"], "linewidths": RC["grid.linewidth"]}
    looks["transform"] = (
        ax.get_xaxis_transform() if which == "x" else ax.get_yaxis_transform()
    )
    ax.add_collection(LineCollection(lines, zorder=0.5, **looks), autolim=False)


def _ticks(axis: Axis) -> list[float]:
    """Give the ticks that lie within the ends of an axis."""
    low, high = sorted(axis.get_view_interval())
    return [value for value in axis.get_majorticklocs() if low <= value <= high]


def _draw(ax: Axes, lines: Sequence[ModelLines], curve: str, width: float) -> None:
    levels = np.unique(np.concatenate([line.levels for line in lines]))
    gap = min(np.diff(levels), default=1.0) / np.ptp(ax.get_xlim()) * width * 72
    step = min(APART, SHARE * gap / max(len(lines), 1))
    for number, line in enumerate(lines):
        _draw_model(ax, line, curve, step * (number - (len(lines) - 1) / 2))
    if curve == "val":
        _name_diverged(ax, lines)


def _draw_model(ax: Axes, line: ModelLines, curve: str, beside: float) -> None:
    """Draw one curve of a model, so many points beside the levels."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    moved = ScaledTranslation(beside / 72, 0, figure.dpi_scale_trans)
    looks: Any = {"transform": ax.transData + moved}
    means = line.means[curve]
    if curve == "clean" and not np.isfinite(means).any():
        return
    label = f"{line.label}, {SPOKEN[curve]}"
    marks = line.marks(curve)
    ax.plot(line.levels, means, STYLES[curve], **marks, **looks, label=label)
    if curve in line.repeats:
        repeats = line.repeats[curve]
        if len(repeats[0]) > len(set(repeats[0])):
            small = marks | {"markersize": 3}
            ax.plot(*repeats, linestyle="none", **small, **looks)
        _whiskers(ax, line.bounds[curve], line.colour, looks)


def _whiskers(
    ax: Axes, bounds: Mapping[float, Bounds], colour: str, looks: Mapping[str, Any]
) -> None:
    if bounds:
        levels, edges = map(np.array, zip(*sorted(bounds.items()), strict=True))
        gap = np.full(len(levels), np.nan)  # between one whisker and the next
        x, y = np.stack([levels, levels, gap], 1), np.column_stack([edges, gap])
        marks: Any = {"color": colour, "linewidth": 1, "marker": "_"}
        ax.plot(x.ravel(), y.ravel(), "-", **marks, **looks)


def _logarithmic(ax: Axes, values: np.ndarray) -> None:
    """Scale an axes by powers of ten; an interval may reach out of it."""
    known = values[np.isfinite(values) & (values > 0)]
    low, high = ends(np.log10(known))
    ax.set_yscale("log")
    ax.set_ylim(10**low, 10**high)
    ax.set_ylabel("loss (logarithmic scale)")
    few = high - low < 2.5
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,)))
    ax.yaxis.set_major_formatter(lambda number, _: f"{number:g}")
    ax.yaxis.minorticks_off()


def _name_diverged(ax: Axes, lines: Sequence[ModelLines]) -> None:
    """Say of which models there is nothing to draw: all their points diverged."""
    lost = [line for line in lines if not np.isfinite(line.means["val"]).any()]
    if lost:
        text = "\n".join(f"{line.label} diverged at all levels" for line in lost)
        is_all = len(lost) == len(lines)
        place = (0.5, 0.5) if is_all else (0.5, 0.02)
        looks: Any = {"ha": "center", "va": "center" if is_all else "bottom"}
        ax.text(*place, text, transform=ax.transAxes, size=8, **looks)


def _rows(labels: Sequence[str]) -> list[int]:
    """Spread entries over rows of a legend: the number of each row."""
    rows = [0]
    letters = 0
    for label in labels:
        letters += len(label) + 8
        if letters > LETTERS and rows[-1]:
            rows.append(0)
            letters = len(label) + 8
        rows[-1] += 1
    return rows


def _legend(figure: Figure, entries: Sequence[Line2D], rows: Sequence[int]) -> None:
    height = figure.get_figheight()
    begin = 0
    for number, count in enumerate(rows):
        top = 1 - (0.05 + ROW * number) / height
        looks: Any = {"loc": "upper center", "bbox_to_anchor": (0.5, top)}
        looks |= {"borderaxespad": 0, "borderpad": 0, "fontsize": 9}
        row = list(entries[begin : begin + count])
        figure.legend(handles=row, ncols=max(count, 1), handlelength=3, **looks)
        begin += count
