"""Names at the ends of lines, beside an axes, none of them on another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

SIZE = 9  # points
HIGH = 13  # points from one name to the next
LETTER = 0.073  # inches, on average and generously
ROOM = 1.45  # inches; longer names stand in a legend
_BESIDE, _TEXT, _NEAR = 14, 22, 2  # points from the axes to marker and text


@dataclass(frozen=True)
class End:
    """Where a line ends.

    Attributes:
        name: The name to write.
        x: Where the line ends, in the axes' data.
        y: Likewise.
        marks: Colour and marker of the line, as options of `plot`.
    """

    name: str
    x: float
    y: float
    marks: Mapping[str, Any]


def fit(names: Sequence[str], height: float) -> bool:
    """Say whether names fit beside an axes of a height in inches."""
    return room(names) <= ROOM and len(names) * HIGH <= 72 * height + HIGH


def room(names: Sequence[str]) -> float:
    """Give the inches that names need beside an axes."""
    return (_TEXT + 4) / 72 + LETTER * max(map(len, names), default=0)


def write(ax: Axes, ends: Sequence[End]) -> None:
    """Write names beside an axes, each as near to its line's end as there is room.

    Args:
        ax: The axes; its limits and its place are final.
        ends: The ends of the lines.
    """
    if not ends:
        return
    figure = ax.get_figure(root=True)
    assert figure is not None
    point = figure.dpi / 72
    box = ax.bbox
    at = ax.transData.transform([(end.x, end.y) for end in ends])
    wanted = (np.clip(at[:, 1], box.y0, box.y1) - box.y0) / box.height
    heights = spread(wanted, HIGH * point / box.height)
    for end, (x, y), height in zip(ends, at, heights, strict=True):
        level = box.y0 + height * box.height
        looks: Any = {"transform": ax.transAxes, "clip_on": False}
        across = [((box.x1 - box.x0) + n * point) / box.width for n in (_BESIDE, _TEXT)]
        if abs(level - y) > _NEAR * point or x < box.x1 - 12 * point:
            start = (x - box.x0) / box.width, (y - box.y0) / box.height
            lead = [start[0] + 5 * point / box.width, across[0]], [start[1], height]
            colour = end.marks["color"]
            ax.plot(*lead, lw=0.6, color=colour, zorder=1, label="_lead", **looks)
        mark = dict(end.marks) | {"label": "_mark", "linestyle": "none"}
        ax.plot(across[:1], [height], **mark, **looks)
        ax.text(across[1], height, end.name, va="center", size=SIZE, **looks)


def spread(wanted: np.ndarray, gap: float) -> np.ndarray:
    """Move heights apart so that each two differ by a gap, as little as possible.

    Args:
        wanted: Heights from 0 to 1, shape (count,).
        gap: The least difference.

    Returns:
        Heights in the same order, within 0 and 1 where there is room: those with the
        least sum of squared moves (pools of adjacent violators).
    """
    order = np.argsort(wanted, kind="stable")
    pools: list[tuple[float, int]] = []  # the mean of some, and how many
    for number, height in enumerate(wanted[order]):
        pools.append((float(height) - number * gap, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (before, others), (mean, count) = pools[-2:]
            both = others + count
            pools[-2:] = [((before * others + mean * count) / both, both)]
    level = np.repeat([mean for mean, _ in pools], [count for _, count in pools])
    top = max(1 - (len(wanted) - 1) * gap, 0)
    heights = np.empty(len(wanted))
    heights[order] = np.clip(level, 0, top) + np.arange(len(wanted)) * gap
    return heights
