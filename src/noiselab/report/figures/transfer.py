"""Transfer maps: networks trained at one level of noise, tested at every level."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from noiselab.analysis import same_images
from noiselab.analysis.evidence import Evidence
from noiselab.report.figures import numbers
from noiselab.report.figures.panels import GAP, PAGE, Panels, width_of
from noiselab.report.figures.style import styled
from noiselab.study import names

MOST_BOTH = 8  # with more levels, only gains are written into the squares
MOST_NUMBERS = 14  # with more, nothing is
COLUMNS = 3
WIDEST, LEAST = 3.3, 2.5  # inches of a map, where there are few and many models
SMALLER = 0.8  # accuracies below gains
LIGHT_BELOW = 0.47  # the accuracy below which numbers are light
LIGHT_GAINS = (-0.6, 0.74)  # shares of the scale's ends beyond which they are
ROOM = 1.05  # inches for the colour scale
MOST_GAIN = 0.05  # the least end of the colour scale
GAIN = "gain in accuracy by training with noise"
ACCURACY = "accuracy"
LOOKS: Mapping[str, Any] = {"cmap": "viridis", "vmin": 0, "vmax": 1, "aspect": "equal"}


@styled
def transfer_maps(evidence: Evidence, kind: str) -> Figure:
    """Show what training with noise gains at every level of one kind, a map a model.

    Returns:
        A figure. The colour of a square is the accuracy of the networks trained at the
        level of its row, tested at that of its column, minus that of the networks
        trained without noise on the same images; below the gain stands the accuracy.
        Without a level 0 the colour is the accuracy.
    """
    models = evidence.sweep.models
    levels = sorted(evidence.sweep.noise[kind])
    tables = {model: accuracies(evidence, model, kind)[1] for model in models}
    gained = {model: gains(evidence, model, kind)[1] for model in models}
    has_gains = 0.0 in levels and len(levels) > 1
    shown = gained if has_gains else tables
    looks = _gain_looks(gained) if has_gains else dict(LOOKS)
    panels = _panels(len(models), len(levels))
    size = panels.size[0] / len(levels)
    image = None
    for number, model in enumerate(models):
        row, column = divmod(number, COLUMNS)
        box = panels.box(row, column)
        image = panels.ax.imshow(shown[model], origin="lower", extent=box, **looks)
        if len(levels) <= MOST_NUMBERS:
            gain = gained[model] if has_gains else None
            _write(panels, row, column, tables[model], gain, size, looks["vmax"])
        panels.heading(row, column, names.of_model(evidence.sweep, model), 10)
    if image is not None:
        panels.scale(image, GAIN if has_gains else ACCURACY)
    labels = {float(index): f"{level:g}" for index, level in enumerate(levels)}
    panels.names(labels, labels, rotation=0 if len(levels) <= MOST_BOTH else 90)
    rows = -(-len(models) // COLUMNS)
    panels.titles([], ["trained at level"] * rows, "tested at level")
    return panels.figure


def _panels(models: int, levels: int) -> Panels:
    columns = min(models, COLUMNS)
    rows = -(-models // COLUMNS)
    side = width_of(columns, WIDEST, LEAST, PAGE - ROOM + GAP)
    scale = (-0.5, levels - 0.5)
    below = 0.5 if levels <= MOST_BOTH else 0.85
    places = [divmod(number, COLUMNS) for number in range(models)]
    room: Any = {"right": ROOM, "below": below, "between": below, "places": places}
    return Panels(rows, columns, (side, side), scale, scale, **room)


def _gain_looks(gained: Mapping[str, np.ndarray]) -> dict[str, Any]:
    sizes = np.abs(np.concatenate([table.ravel() for table in gained.values()]))
    known = sizes[np.isfinite(sizes)]
    end = max(float(known.max(initial=0.0)), MOST_GAIN)
    return {"cmap": "PuOr_r", "vmin": -end, "vmax": end, "aspect": "equal"}


def _write(
    panels: Panels,
    row: int,
    column: int,
    table: np.ndarray,
    gained: np.ndarray | None,
    square: float,
    end: float,
) -> None:
    """Write gains, and where there is room accuracies, into the squares of a map."""
    has_both = gained is not None and len(table) <= MOST_BOTH
    digits = 3 if len(table) <= MOST_BOTH else 2
    above: Any = ([], [], [])  # places, words, and whether they are light
    below: Any = ([], [], [])
    for (trained, tested), accuracy in np.ndenumerate(table):
        gain = np.nan if gained is None else float(gained[trained, tested])
        x, y = float(panels.x(column, tested)), float(panels.y(row, trained))
        is_light = gained is None and accuracy < LIGHT_BELOW
        if np.isfinite(gain) and trained:
            is_light = not LIGHT_GAINS[0] * end < gain < LIGHT_GAINS[1] * end
            at = x, y + (0.14 * square if has_both else 0)
            _add(above, at, _signed(gain, digits), is_light)
        if np.isfinite(accuracy) and (has_both or gained is None or not trained):
            at = x, y - (0.2 * square if has_both and trained else 0)
            _add(below, at, f"{accuracy:.{digits}f}", is_light)
    size = numbers.size_in(square, digits + 3, lines=2 if has_both else 1)
    for (places, words, lights), smaller in ((above, 1), (below, SMALLER)):
        own = size * (smaller if has_both else 1)
        numbers.write(panels.ax, places, words, lights, own)


def _add(lists: Any, *entries: Any) -> None:
    for some, entry in zip(lists, entries, strict=True):
        some.append(entry)


def _signed(gain: float, digits: int) -> str:
    text = f"{gain:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def accuracies(
    evidence: Evidence, model: str, kind: str
) -> tuple[list[float], np.ndarray]:
    """Return a kind's levels, and the accuracy by training level and test level.

    Returns:
        The levels in ascending order; and mean accuracies over repeats, float, shape
        (levels, levels), row: trained at, column: tested at, NaN where unknown.
    """
    levels = sorted(evidence.sweep.noise[kind])
    table = np.full((len(levels), len(levels)), np.nan)
    for row, trained_at in enumerate(levels):
        for column, tested_at in enumerate(levels):
            repeats = evidence.tested(model, kind, trained_at, tested_at).values()
            if repeats:
                table[row, column] = np.mean([test.accuracy for test in repeats])
    return levels, table


def gains(evidence: Evidence, model: str, kind: str) -> tuple[list[float], np.ndarray]:
    """Return a kind's levels, and what training with noise gains.

    Returns:
        The levels in ascending order; and the accuracy of networks trained at a level
        minus that of those trained without noise, on the same images of the same
        repeats: means over these, float, shape (levels, levels), row: trained at,
        column: tested at, NaN where unknown.
    """
    levels = sorted(evidence.sweep.noise[kind])
    table = np.full((len(levels), len(levels)), np.nan)
    if 0.0 not in levels:
        return levels, table
    for column, tested_at in enumerate(levels):
        clean = evidence.met(model, kind, 0.0, tested_at)
        for row, trained_at in enumerate(levels):
            noisy = evidence.met(model, kind, trained_at, tested_at)
            pairs = same_images.paired(noisy, clean)
            differences = [
                np.mean(a.right) - np.mean(b.right)
                for a, b in zip(pairs.a, pairs.b, strict=True)
            ]
            if differences:
                table[row, column] = np.mean(differences)
    return levels, table
