"""Loss and accuracy against the level of noise, in a small panel for each model."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from noiselab.report.figures import level_lines, panels
from noiselab.report.figures.level_lines import SPOKEN, STYLES, ModelLines
from noiselab.report.figures.panels import Panels, ends, ticks

COLUMNS = 5
SIZE = (1.7, 1.25)  # inches of a panel
BETWEEN = 0.34  # inches between rows, for the models' names
GREY = "#c3c9d0"


def level_panels(lines: Mapping[str, Sequence[ModelLines]], unit: str) -> Figure:
    """Show each model in a panel for loss and one for accuracy, all on one scale.

    Args:
        lines: What is drawn of each model, by measure.
        unit: The kind of noise and what its levels are.

    Returns:
        A figure: first the panels of one measure, then those of the other. Behind each
        model are, in grey, the validation lines of the others.
    """
    count = max(map(len, lines.values()))
    block = -(-count // COLUMNS)
    scales = {measure: _Scale(measure, some) for measure, some in lines.items()}
    places = [
        (number * block + index // COLUMNS, index % COLUMNS)
        for number in range(len(lines))
        for index in range(count)
    ]
    x = ends(np.concatenate([line.levels for some in lines.values() for line in some]))
    y = [scale.ends for scale in scales.values() for _ in range(block)]
    columns = min(count, COLUMNS)
    made = Panels(
        len(y), columns, SIZE, x, y, above=0.8, between=BETWEEN, places=places
    )
    levels = ticks(x, 3)
    for number, (measure, some) in enumerate(lines.items()):
        rows = range(number * block, (number + 1) * block)
        scale = scales[measure]
        made.grid(list(levels), list(scale.ticks), rows)
        for index, line in enumerate(some):
            _draw(made, rows[index // COLUMNS], index % COLUMNS, line, some, scale)
        for row in rows:
            made.names_beside(row, scale.ticks)
    made.frames()
    made.names(levels, {})
    titles = [scale.name for scale in scales.values() for _ in range(block)]
    made.titles([], titles, "level")
    _legend(made, lines, unit)
    return made.figure


class _Scale:
    """The scale of a measure that all models share."""

    def __init__(self, measure: str, lines: Sequence[ModelLines]):
        self.is_log = measure == "loss" and level_lines.is_steep(lines)
        self.name = f"{measure}\n(logarithmic)" if self.is_log else measure
        values = [line.figures if self.is_log else line.values for line in lines]
        self.ends = ends(self.of(np.concatenate(values)))
        self.ticks = _powers(self.ends) if self.is_log else ticks(self.ends, 3)

    def of(self, values: np.ndarray) -> np.ndarray:
        """Give positions on the scale."""
        if not self.is_log:
            return np.asarray(values, dtype=float)
        known = np.where(np.asarray(values) > 0, values, np.nan)
        return np.log10(known)


def _powers(scale: panels.Ends) -> dict[float, str]:
    """Choose powers of ten, and where these are few 2 and 5 times them."""
    low, high = scale
    factors = (1, 2, 5) if high - low < 1.5 else (1,)
    numbers = [n * 10.0**power for power in range(-9, 4) for n in factors]
    found = {float(np.log10(number)): f"{number:g}" for number in numbers}
    return {at: name for at, name in found.items() if low <= at <= high}


def _draw(
    made: Panels,
    row: int,
    column: int,
    line: ModelLines,
    others: Sequence[ModelLines],
    scale: _Scale,
) -> None:
    for other in others:
        if other is not line:
            x, y = (
                made.x(column, other.levels),
                made.y(row, scale.of(other.means["val"])),
            )
            made.ax.plot(x, y, "-", color=GREY, lw=0.6, zorder=1, label="_other")
    for curve, means in line.means.items():
        known = np.isfinite(means)
        if curve == "clean" and not known.any():
            continue
        x, y = made.x(column, line.levels), made.y(row, scale.of(means))
        marks = line.marks(curve) | {"markersize": 2.5 if curve == "clean" else 3.5}
        label = f"{line.label}, {SPOKEN[curve]}"
        made.ax.plot(x, y, STYLES[curve], lw=1.2, **marks, label=label)
    for level, both in line.bounds["val"].items():
        # an interval may reach out of a logarithmic scale
        at = np.clip(np.nan_to_num(scale.of(np.array(both)), nan=-np.inf), *scale.ends)
        x, y = made.x(column, [level] * 2), made.y(row, at)
        made.ax.plot(x, y, "-", color=line.colour, lw=0.8, label="_whisker")
    made.heading(row, column, line.label)
    if not np.isfinite(line.means["val"]).any():
        made.note(row, column, "diverged\nat all levels")


def _legend(made: Panels, lines: Mapping[str, Sequence[ModelLines]], unit: str) -> None:
    entries = level_lines.curve_entries(lines["loss"], 4)
    entries.append(Line2D([], [], color=GREY, lw=0.8, label="other models, validation"))
    made.figure.legend(
        handles=entries,
        loc="upper center",
        ncols=len(entries),
        fontsize=9,
        title=f"level of {unit}",
    )
