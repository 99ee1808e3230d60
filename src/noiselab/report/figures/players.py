"""Pictures that follow a slider: after the first drawing, only changes are drawn."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from noiselab.report.figures import class_words
from noiselab.report.figures.board import scaled
from noiselab.report.figures.style import COLOURS, new_figure, styled

DPI = 80
LETTERS = 60  # that fit below the bars of all classes
BINS = np.linspace(-1, 2, 61)
MOST_BARS = 50  # classes that each have a bar
LIKELIEST = 10  # that have one where there are more


class _Film:
    """A figure of which only some artists change; the others are drawn once."""

    def __init__(self, figure: Figure, moving: Iterable[Artist]):
        self._moving = list(moving)
        for artist in self._moving:
            artist.set_animated(True)
        figure.set_dpi(DPI)
        self._canvas = FigureCanvasAgg(figure)
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(figure.bbox)

    def png(self) -> bytes:
        """Draw the changing artists as they are now; return the figure as a PNG."""
        self._canvas.restore_region(self._still)
        for artist in self._moving:
            artist.draw(self._canvas.get_renderer())
        file = io.BytesIO()
        # larger, but in a fraction of the time: it goes only to the local browser
        Image.fromarray(np.asarray(self._canvas.buffer_rgba())).save(
            file, "png", compress_level=1
        )
        return file.getvalue()


class NoisePicture:
    """Images in a row, and a histogram of their values.

    Args:
        images: The images to show first, shape (count, height, width, channels).
    """

    @styled
    def __init__(self, images: np.ndarray):
        figure = new_figure(9, 2.9)
        above, below = figure.subplots(2, 1, height_ratios=[1.1, 1])
        self._images = above.imshow(_row(images), cmap="gray", vmin=0, vmax=1)
        above.set_axis_off()
        middles = (BINS[:-1] + BINS[1:]) / 2
        self._bars = below.bar(middles, 1, width=BINS[1] - BINS[0], color=COLOURS[0])
        below.set(xlabel="value (black 0, white 1)", ylabel="share", ylim=(1e-4, 1))
        below.set_yscale("log")
        self._film = _Film(figure, [self._images, *self._bars])

    def draw(self, images: np.ndarray, measured: np.ndarray) -> bytes:
        """Draw noisy images.

        Args:
            images: The images to show, as many as before.
            measured: The images to count; values beyond the ends count at the ends.

        Returns:
            A PNG.
        """
        self._images.set_data(_row(images))
        counts, _ = np.histogram(np.clip(measured, BINS[0], BINS[-1]), BINS)
        for bar, count in zip(self._bars, counts, strict=True):
            bar.set_height(count / measured.size)
        return self._film.png()


class PredictionPicture:
    """An image, and the probability that a network gives to each class.

    Of more than 50 classes, only the likeliest have a bar, and the true class.

    Args:
        image: Shape (height, width, channels).
        classes: Number of classes.
        class_names: Their names, if they have names, written if there is room.
    """

    @styled
    def __init__(
        self, image: np.ndarray, classes: int, class_names: Sequence[str] = ()
    ):
        figure = new_figure(8, 2.7)
        left, right = figure.subplots(1, 2, width_ratios=[1, 2.2])
        self._image = left.imshow(scaled(image), cmap="gray", vmin=0, vmax=1)
        left.set_axis_off()
        self._is_short = classes > MOST_BARS
        places = range(LIKELIEST if self._is_short else classes)
        self._bars = right.bar(places, 1.0)
        right.set(xlabel="class", ylabel="probability", ylim=(0, 1))
        if len(places) <= 20:
            right.set_xticks(places)
        named = class_words.short(class_names, LETTERS // classes)
        if classes <= 20 and named:
            right.set_xticklabels(named)
        self._numbers = []
        if self._is_short:
            right.tick_params(axis="x", labelcolor="none")
            looks: Any = {"ha": "center", "va": "top"}
            at = right.get_xaxis_transform()
            self._numbers = [
                right.text(place, -0.05, "", transform=at, **looks) for place in places
            ]
        self._film = _Film(figure, [self._image, *self._bars, *self._numbers])

    def draw(self, image: np.ndarray, probabilities: np.ndarray, label: int) -> bytes:
        """Draw what a network predicts for an image; the true class has its own colour.

        Args:
            image: Shape (height, width, channels).
            probabilities: Shape (classes,).
            label: The true class.

        Returns:
            A PNG.
        """
        self._image.set_data(scaled(image))
        shown = list(range(len(probabilities)))
        if self._is_short:
            shown = np.argsort(-probabilities, kind="stable")[:LIKELIEST].tolist()
            shown = shown if label in shown else [*shown[:-1], label]
        for bar, number in zip(self._bars, shown, strict=True):
            bar.set_height(float(probabilities[number]))
            bar.set_color(COLOURS[2] if number == label else COLOURS[1])
        for text, number in zip(self._numbers, shown, strict=False):
            text.set_text(str(number))
        return self._film.png()


def _row(images: np.ndarray) -> np.ndarray:
    """Set images side by side, with white between them."""
    gap = max(1, images.shape[2] // 10)
    around = [(0, 0), (0, gap), (0, 0)]
    framed = [np.pad(image, around, constant_values=1.0) for image in images]
    return scaled(np.concatenate(framed, axis=1)[:, :-gap])
