"""Maps of what training with one kind of noise gains on another, a map a model."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from noiselab.analysis.across_kinds import AcrossGain, TestedOn
from noiselab.analysis.evidence import Evidence
from noiselab.report.figures import numbers
from noiselab.report.figures.panels import Panels
from noiselab.report.figures.style import styled
from noiselab.report.figures.transfer import LIGHT_GAINS, MOST_GAIN
from noiselab.study import names

PAGE = 8.0  # inches for a map
LEAST, WIDEST = 0.56, 0.95  # inches of a square
TALL = 0.5
LETTER = 0.065  # inches of a letter of the names below a map
GAIN = "gain in accuracy, percentage points"


@styled
def kind_map(evidence: Evidence, gains: Sequence[AcrossGain]) -> Figure:
    """Show what training with each kind of noise gains on all that is tested on.

    Args:
        evidence: The study.
        gains: From `across_kinds.of`; one or more.

    Returns:
        A figure with a map for each model, one below the other. A row is the kind that
        networks were trained with, a column what they were tested on. In a square stand
        the gain in percentage points, with * where it is significant, and below it its
        simultaneous bounds. A square of a result that is missing is white.
    """
    models = [*dict.fromkeys(gain.model for gain in gains)]
    rows = [*dict.fromkeys(gain.trained for gain in gains)]
    columns = [*dict.fromkeys(gain.tested for gain in gains)]
    found = {(g.model, g.trained, g.tested): g.contrast for g in gains}
    wide = min(WIDEST, max(LEAST, PAGE / len(columns)))
    panels = Panels(
        len(models),
        1,
        (wide * len(columns), TALL * len(rows)),
        (-0.5, len(columns) - 0.5),
        (-0.5, len(rows) - 0.5),
        right=1.05,
        below=0.15 + LETTER * max(len(column_name(evidence, c)) for c in columns),
        between=0.45,
    )
    end = max((abs(g.contrast.difference) for g in gains), default=0.0)
    end = 100 * max(end, MOST_GAIN)
    image = None
    for number, model in enumerate(models):
        table = np.full((len(rows), len(columns)), np.nan)
        above: Any = ([], [], [])
        below: Any = ([], [], [])
        for (at_y, at_x), _ in np.ndenumerate(table):
            contrast = found[model, rows[-1 - at_y], columns[at_x]]
            if contrast.paired is None:
                continue
            value = 100 * contrast.difference
            table[at_y, at_x] = value
            is_light = not LIGHT_GAINS[0] * end < value < LIGHT_GAINS[1] * end
            x, y = float(panels.x(0, at_x)), float(panels.y(number, at_y))
            mark = "*" if contrast.is_significant else ""
            _add(above, (x, y + 0.13 * TALL), f"{_signed(value)}{mark}", is_light)
            if contrast.simultaneous:
                low, high = (_bound(100 * bound) for bound in contrast.simultaneous)
                _add(below, (x, y - 0.2 * TALL), f"{low}…{high}", is_light)
        looks: Any = {"cmap": "PuOr_r", "vmin": -end, "vmax": end, "aspect": "auto"}
        box = panels.box(number, 0)
        image = panels.ax.imshow(table, origin="lower", extent=box, **looks)
        for lines, letters in ((above, 6), (below, 11)):
            places, words, lights = lines
            size = numbers.size_in(wide, letters)
            numbers.write(panels.ax, places, words, lights, size)
        panels.heading(number, 0, names.of_model(evidence.sweep, model), 10)
        own = {float(n): short(evidence, k) for n, k in enumerate(reversed(rows))}
        panels.names_beside(number, own, 7)
    if image is not None:
        panels.scale(image, GAIN)
    shown: Mapping[float, str] = {
        float(n): column_name(evidence, column) for n, column in enumerate(columns)
    }
    panels.names_below(len(models) - 1, 0, shown, 7, 90)
    return panels.figure


def short(evidence: Evidence, kind: str) -> str:
    """Name a kind of noise in few letters."""
    label = names.of_noise(evidence.sweep, kind)
    return label.removesuffix(" noise")


def column_name(evidence: Evidence, tested: TestedOn) -> str:
    """Name what is tested on in few letters."""
    if tested.set:
        return f"set {tested.set}"
    return "no noise" if tested.is_clean else short(evidence, tested.noise)


def _add(lists: Any, *entries: Any) -> None:
    for some, entry in zip(lists, entries, strict=True):
        some.append(entry)


def _signed(value: float) -> str:
    text = f"{value:+.1f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _bound(value: float) -> str:
    """Write a bound in whole points where it is 10 or more, so that both fit."""
    if abs(value) < 9.95:
        return _signed(value)
    return f"{value:+.0f}".replace("-", "\N{MINUS SIGN}")
