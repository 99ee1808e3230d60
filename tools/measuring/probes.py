"""What is measured of one transform: the same questions for every library.

Each `of_*.py` beside this file runs in an environment that has one library and NumPy,
and prints its rows as JSON. White is 1, whatever numbers the library takes.
"""

import json
import random
from collections.abc import Callable
from importlib.metadata import version

import numpy as np

CALLS = 100  # of which the lowest, the mean and the highest are told
SIDE = 64
WHITE = {"uint8": 255, "float32": 1}
MIDDLE = {"uint8": 128, "float32": 0.5}
Draw = Callable[[np.ndarray], np.ndarray]


class Measuring:
    """The rows of one library.

    Args:
        library: Its name, as users import it.
        package: What it is called on PyPI, for its version; the library's by default.
        seeds: What may make chance repeat, besides the generators of Python and NumPy:
            each takes a seed.
        release: Its version, if it is no Python package.
    """

    def __init__(
        self,
        library: str,
        package: str = "",
        seeds: dict[str, Callable[[int], object]] | None = None,
        release: str = "",
    ):
        self._library = library
        self._version = release or version(package or library)
        self._seeds = {"random.seed": random.seed, "numpy.random.seed": np.random.seed}
        self._seeds |= seeds or {}
        self.rows: list[dict] = []

    def noise(
        self,
        name: str,
        make: Callable[[], Draw],
        pixels: str,
        batch: Draw | None = None,
        seeded: dict[str, Callable[[int], Draw]] | None = None,
        calls: int = CALLS,
        **arguments: object,
    ) -> None:
        """Measure noise that is told by its standard deviation.

        Args:
            name: Of the transform, within its library.
            make: Builds it, as a function of one image (height, width, 3).
            pixels: Type of the images: uint8 (0..255) or float32 (0..1).
            batch: The same for many images at once, (count, height, width, 3), if the
                library has a way to do that.
            seeded: Builds it with a seed, by the name of the argument.
            calls: How often it is drawn.
            arguments: What it was built with, as its users write it.
        """
        draw, middle = make(), MIDDLE[pixels]
        grey = flat(pixels, middle)
        noise = np.stack([self._noise(draw, grey) for _ in range(calls)])
        deviations = noise.std(axis=(1, 2, 3))
        dark = flat(pixels, middle / 2)
        quarter = [self._noise(draw, dark).std() for _ in range(calls)]
        changed = noise[np.abs(noise) > 1e-6]
        ends = np.isclose(np.abs(changed), 0.5, atol=0.003)
        row = self._row(name, pixels, arguments, "deviation", deviations)
        row |= {
            "quarter": figure(np.mean(quarter)),
            "shift": figure(noise.mean()),
            "spread": figure(noise.mean(axis=(1, 2, 3)).std()),
            "hit": figure(len(changed) / noise.size),
            "grey_hit": figure(1 - ends.mean()) if len(changed) else "",
            "ends": self._ends(draw, pixels),
            "channels": self._channels(noise),
            "batch": self._batch(batch, pixels),
            "seeds": self._repeats(make, grey, seeded or {}),
        }
        self.rows.append(row)

    def blur(
        self, name: str, make: Callable[[], Draw], pixels: str, **arguments: object
    ) -> None:
        """Measure a blur by what it leaves of one white pixel on black."""
        point = np.zeros((SIDE + 1, SIDE + 1, 3), pixels)
        middle = SIDE // 2
        point[middle, middle, 0] = WHITE[pixels]
        draw = make()
        left = [np.asarray(draw(point.copy()), float) for _ in range(CALLS)]
        left = [image / WHITE[pixels] for image in left]
        peaks = np.array([image[middle, middle, 0] for image in left])
        others = np.mean([image[..., 1:].max() for image in left])
        light = np.mean([image.sum() for image in left])
        row = self._row(name, pixels, arguments, "peak", peaks)
        row |= {"light": figure(light), "other_channels": figure(others)}
        self.rows.append(row)

    def cover(
        self,
        name: str,
        make: Callable[[], Draw],
        pixels: str,
        batch: Draw | None = None,
        seeded: dict[str, Callable[[int], Draw]] | None = None,
        **arguments: object,
    ) -> None:
        """Measure what covers an area by the side of a square as large."""
        draw = make()
        grey = flat(pixels, MIDDLE[pixels])
        noise = [self._noise(draw, grey) for _ in range(CALLS)]
        hit = [np.abs(image).max(axis=2) > 1e-6 for image in noise]
        sides = np.sqrt([mask.mean() for mask in hit])
        row = self._row(name, pixels, arguments, "side", sides)
        fills = np.concatenate([i[m].ravel() for i, m in zip(noise, hit, strict=True)])
        row |= {
            "shift": figure(fills.mean() if len(fills) else 0),
            "quarter": figure(fills.std() if len(fills) else 0),
            "batch": self._batch(batch, pixels),
            "seeds": self._repeats(make, grey, seeded or {}),
        }
        self.rows.append(row)

    def fails(self, name: str, pixels: str, error: Exception, **arguments: object):
        """Record that a transform cannot be used, and why."""
        row = self._row(name, pixels, arguments, "fails", np.array([]))
        self.rows.append(row | {"error": f"{type(error).__name__}: {error}"})

    def _row(self, name, pixels, arguments, measured, figures) -> dict:
        ends = (figures.min(), figures.mean(), figures.max()) if len(figures) else ()
        keys = ("lowest", "mean", "highest")
        return {
            "library": self._library,
            "version": self._version,
            "name": name,
            "arguments": json.dumps(arguments),
            "pixels": pixels,
            "measured": measured,
        } | {key: figure(value) for key, value in zip(keys, ends, strict=False)}

    @staticmethod
    def _noise(draw: Draw, image: np.ndarray) -> np.ndarray:
        """Give what a draw adds to an image, white being 1."""
        noisy = np.asarray(draw(image.copy()))
        white = WHITE.get(str(noisy.dtype), 1)
        if image.dtype == np.uint8 and noisy.mean() > 2:
            white = 255  # floats from 0 to 255
        clean = image.astype(float) / WHITE[str(image.dtype)]
        return noisy.astype(float) / white - clean

    def _ends(self, draw: Draw, pixels: str) -> str:
        """Say what becomes of values beyond black and white."""
        white, black = (
            np.stack([self._noise(draw, flat(pixels, value)) for _ in range(10)])
            for value in (WHITE[pixels], 0)
        )
        if not white.any() and not black.any():
            return "no change"
        if white.max() > 1e-6 or black.min() < -1e-6:
            return "kept"
        # what wraps around turns up at the other end
        wrapped = min((white < -0.9).mean(), (black > 0.9).mean())
        return "wrapped" if 0.2 < wrapped < 0.8 and pixels == "uint8" else "cut off"

    @staticmethod
    def _channels(noise: np.ndarray) -> str:
        red, green = noise[..., 0].ravel(), noise[..., 1].ravel()
        if red.std() < 1e-6 or green.std() < 1e-6:
            return ""
        return told_apart(red - noise[..., 0].mean(), green - noise[..., 1].mean())

    def _batch(self, batch: Draw | None, pixels: str) -> str:
        """Say whether images of one batch get draws of their own."""
        if batch is None:
            return ""
        images = np.stack([flat(pixels, MIDDLE[pixels])] * 8)
        noisy = np.asarray(batch(images.copy()), float) - images
        one, other = (noisy[i] - noisy[i].mean() for i in (0, 1))
        if one.std() < 1e-6 or other.std() < 1e-6:
            return ""
        return told_apart(one.ravel(), other.ravel())

    def _repeats(self, make, grey, seeded) -> str:
        """Name what makes two draws equal."""

        def globally(seed_all):
            def made(seed):
                seed_all(seed)
                return make()

            return made

        ways = {name: globally(call) for name, call in self._seeds.items()} | seeded
        found = []
        for name, way in ways.items():
            try:
                draws = [np.asarray(way(seed)(grey.copy())) for seed in (5, 5, 6)]
            except TypeError:
                continue  # no such argument
            if np.array_equal(*draws[:2]) and not np.array_equal(*draws[1:]):
                found.append(name)
        return ", ".join(found)


def tell(*libraries: Measuring) -> None:
    """Print the rows of all as the last line."""
    print(json.dumps([row for library in libraries for row in library.rows]))


def flat(pixels: str, value: float) -> np.ndarray:
    """Make an image of one grey, shape (64, 64, 3)."""
    return np.full((SIDE, SIDE, 3), value, pixels)


def told_apart(one: np.ndarray, other: np.ndarray) -> str:
    """Say whether two patterns are one."""
    alike = abs(float(np.corrcoef(one, other)[0, 1]))
    return "one for all" if alike > 0.95 else "own"


def figure(value: float) -> str:
    """Write a figure with three digits, and none that chance alone decides."""
    return f"{float(f'{value:.3g}'):g}" if abs(value) >= 5e-4 else "0"
