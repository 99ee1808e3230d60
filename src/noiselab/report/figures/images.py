"""Pictures of images, on the fixed scale from black 0 to white 1."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from noiselab.analysis.samples import SurestMistakes
from noiselab.report.figures import board, class_words
from noiselab.report.figures.board import Board
from noiselab.report.figures.style import styled
from noiselab.study import names
from noiselab.study.sweep import Sweep

FIXED = "black 0, white 1"
CLIPPED = "clipped for show: below 0 is black, above 1 white"
LETTER = 0.07  # inches of a title, on average and generously
ROOM_FOR_TITLE = 1.8  # inches
ABOVE = 0.17  # inches for the classes above columns
SAMPLE, MISTAKE = 0.55, 0.65  # inches of an image among samples, among mistakes
SMALL = 0.068  # inches of a letter above an image, on average


@styled
def clean_and_noisy(clean: np.ndarray, noisy: np.ndarray) -> Figure:
    """Show one image without and with noise.

    Args:
        clean: Image, shape (height, width, channels), in [0, 1].
        noisy: The same image with noise, of the same shape.

    Returns:
        A figure; where the noise goes far outside [0, 1], with a third picture, scaled
        to the noisy image's own range.
    """
    shown = [("without noise", clean, False), ("with noise", noisy, False)]
    if _is_wide(noisy):
        shown.append((_own_scale(noisy), noisy, True))
    below = 0.25 if is_clipped(noisy) else 0
    figure = Figure(figsize=(2.2 * len(shown), 2.4 + below))
    for number, (title, image, own_scale) in enumerate(shown):
        ax = board.axes_at(figure, (2.2 * number + 0.05, 0.05 + below, 2.1, 2.1))
        board.show(ax, board.scaled(image, own_scale))
        ax.set_title(title)
    if below:
        place = 0.05 / figure.get_figwidth(), 0.07 / figure.get_figheight()
        figure.text(*place, f"with noise: {CLIPPED}", size=8)
    return figure


@styled
def image_grid(
    images: np.ndarray,
    labels: Sequence[int] | np.ndarray,
    columns: int = 10,
    classes: Sequence[str] = (),
) -> Figure:
    """Show many images, each under its class.

    Args:
        images: Batch, shape (count, height, width, channels).
        labels: Their classes, by number, shape (count,).
        columns: Number of images in a row.
        classes: The names of all classes, if they have names.

    Returns:
        A figure; where values go far outside [0, 1], with the same images repeated
        below, scaled to their own range.
    """
    scales = [False, True] if _is_wide(images) else [False]
    rows = -(-len(images) // columns)
    boards = [Board(images[0], rows, columns, inch=0.6, above=0.4) for _ in scales]
    tall = boards[0].height + board.TITLE + 0.1
    fixed = _fixed(images)
    words = class_words.above(labels, classes, letters(0.6))
    width = max(boards[0].width, ROOM_FOR_TITLE, LETTER * len(fixed)) + 0.1
    figure = Figure(figsize=(width, tall * len(scales)))
    for number, (part, own_scale) in enumerate(zip(boards, scales, strict=True), 1):
        for index, (image, word) in enumerate(zip(images, words, strict=True)):
            row, column = divmod(index, columns)
            part.draw(image, row, column, own_scale, like=images)
            part.write_above(word, row, column)
        ax = part.onto(figure, 0.05, tall * (len(scales) - number) + 0.05)
        title = _own_scale(images) if own_scale else fixed
        ax.set_title(title, fontsize=9, loc="left" if title != FIXED else "center")
    return figure


@styled
def level_grid(
    by_level: Mapping[float, np.ndarray],
    snr_db: Mapping[float, float],
    labels: Sequence[int] = (),
    classes: Sequence[str] = (),
) -> Figure:
    """Show the same images at every level, in a row for each level.

    Args:
        by_level: Images by level, each of shape (count, height, width, channels).
        snr_db: Signal-to-noise ratio in dB by level, for the rows' labels.
        labels: The images' classes, by number, which are written above the columns.
        classes: The names of all classes, if they have names.

    Returns:
        A figure; where a level goes far outside [0, 1], with a second block of columns,
        scaled to each row's own range.
    """
    scales = [False]
    if any(_is_wide(images) for images in by_level.values()):
        scales.append(True)
    first = next(iter(by_level.values()))
    beside = {
        row: f"{level:g}\n{_decibels(snr_db[level])}"
        for row, level in enumerate(by_level)
        if level in snr_db
    }
    boards = [Board(first[0], len(by_level), len(first), inch=SAMPLE) for _ in scales]
    fixed = _fixed(*by_level.values())
    wide = max(boards[0].width, ROOM_FOR_TITLE, LETTER * len(fixed))
    width, left = wide + 0.1, _room(beside)
    words = class_words.above(labels, classes, letters(SAMPLE))
    above = ABOVE if words else 0
    tall = boards[0].height + board.TITLE + 0.1 + above
    figure = Figure(figsize=(left + len(scales) * width, tall))
    for number, (part, own_scale) in enumerate(zip(boards, scales, strict=True)):
        for row, images in enumerate(by_level.values()):
            for column, image in enumerate(images):
                part.draw(image, row, column, own_scale, like=images)
        part.write_beside({} if own_scale else beside)
        for column, word in enumerate(words):
            part.write_above(word, 0, column)
        ax = part.onto(figure, left + number * width, 0.05)
        title = "each row on its own scale" if own_scale else fixed
        looks: Any = {"loc": "left" if title != FIXED else "center"}
        ax.set_title(title, fontsize=9, pad=6 + 72 * above, **looks)
    return figure


@styled
def mistakes(sweep: Sweep, rows: Sequence[SurestMistakes]) -> Figure:
    """Show the mistakes with the highest confidence, in a row for each network.

    Args:
        sweep: The study's sweep, for the names of its models.
        rows: The mistakes with one kind of noise, at least one in each row.

    Returns:
        A figure; above each image are its true class, the predicted class and the
        network's confidence in that.
    """
    columns = max(len(row.mistakes.labels) for row in rows)
    beside = {
        number: f"{names.of_model(sweep, row.model)}\nlevel {row.level:g}"
        for number, row in enumerate(rows)
    }
    named = class_words.short(sweep.class_names, letters(MISTAKE) - 2)
    above, between = (0.75, "\n") if named else (0.5, " ")
    part = Board(
        rows[0].mistakes.images[0], len(rows), columns, inch=MISTAKE, above=above
    )
    for number, row in enumerate(rows):
        images, confidence = row.mistakes.images, row.mistakes.confidence
        pairs = zip(row.mistakes.labels, row.mistakes.predicted, strict=True)
        for column, (true, predicted) in enumerate(pairs):
            part.draw(images[column], number, column, _is_wide(images), like=images)
            both = names.class_name(true, named), names.class_name(predicted, named)
            text = f"{both[0]}{between}→ {both[1]}\n{confidence[column]:.0%}"
            part.write_above(text, number, column)
    part.write_beside(beside)
    left, note = _room(beside), _scales_of(rows)
    width = max(left + part.width, LETTER * len(note)) + 0.1
    below = 0.25 if note else 0
    figure = Figure(figsize=(width, part.height + 0.1 + below))
    part.onto(figure, left, 0.05 + below)
    if note:
        place = 0.05 / width, 0.07 / figure.get_figheight()
        figure.text(*place, note, size=8)
    return figure


def letters(inch: float) -> int:
    """Say how many letters there is room for above an image so wide, in inches."""
    return int(inch * (1 + board.GAP) / SMALL)


def _scales_of(rows: Sequence[SurestMistakes]) -> str:
    """Say which of the rows do not show all values as they are."""
    some = [row.mistakes.images for row in rows]
    notes = []
    if any(is_clipped(images) and not _is_wide(images) for images in some):
        notes.append(CLIPPED)
    if any(map(_is_wide, some)):
        notes.append("rows far outside the range: each on its own scale")
    return "; ".join(notes)


def is_clipped(images: np.ndarray) -> bool:
    """Say whether values lie beyond black and white, so that they are shown as these.

    Args:
        images: Any number of images, of any shape.
    """
    return float(images.min()) < 0 or float(images.max()) > 1


def _fixed(*images: np.ndarray) -> str:
    """Name the fixed scale, and whether values lie beyond it."""
    return f"{FIXED}; {CLIPPED}" if any(map(is_clipped, images)) else FIXED


def _room(labels: Mapping[int, str]) -> float:
    """Estimate the inches that the longest line needs beside a board, generously."""
    lines = [line for label in labels.values() for line in label.splitlines()]
    return 0.2 + 0.075 * max(map(len, lines), default=0)


def _decibels(snr: float) -> str:
    return (
        f"{snr:.1f} dB".replace("-", "\N{MINUS SIGN}")
        if np.isfinite(snr)
        else "without noise"
    )


def _is_wide(images: np.ndarray) -> bool:
    return float(np.std(images, dtype=np.float64)) > 1


def _own_scale(images: np.ndarray) -> str:
    ends = f"black {images.min():.0f}, white {images.max():.0f}"
    return f"with noise, {ends}".replace("-", "\N{MINUS SIGN}")
