"""A kind of noise tried on a few plain images, to be judged by what it does to them."""

import math
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from noiselab.experiment.noise import Kind, returned
from noiselab.experiment.random_streams import global_state_kept

WHITE = 255  # in grey levels
GREY = 128 / WHITE
VALUES = 800  # on mid-grey, so that a standard deviation is known to some 10 %
FEWEST, MOST = 8, 64  # images of mid-grey
LARGE = 20_000  # values of an image from which on there are only `FEW`
FEW = 4
SLOW = 1.0  # seconds of a call after which there is no second one


@dataclass(frozen=True)
class Trial:
    """What a kind made of some images of mid-grey, then a black, a white and a ramp.

    Attributes:
        kind: The kind.
        level: The level, above 0.
        clean: The images, float32, shape (count, height, width, channels); all values
            are whole grey levels of 255.
        noisy: What it made of them.
        other: The same with another generator; None if a call takes too long.
        again: Draws once more with the first generator, on images that are brighter by
            so many grey levels; None if that fails.
    """

    kind: Kind
    level: float
    clean: np.ndarray
    noisy: np.ndarray
    other: np.ndarray | None
    again: Callable[[float], np.ndarray | None]

    @property
    def greys(self) -> int:
        """How many images are mid-grey; they come first."""
        return len(self.clean) - 3

    @property
    def on_grey(self) -> np.ndarray:
        """What was added to mid-grey, float64, shape (count, height, width, channels).

        These are the images of both draws, one after the other.
        """
        draws = [self.noisy] if self.other is None else [self.noisy, self.other]
        grey = self.clean[: self.greys].astype(np.float64)
        return np.concatenate([drawn[: self.greys] - grey for drawn in draws])

    @property
    def on_black(self) -> np.ndarray:
        """What became of black, shape (height, width, channels)."""
        return self.noisy[-3]

    @property
    def on_white(self) -> np.ndarray:
        """What became of white, shape (height, width, channels)."""
        return self.noisy[-2]


def of(kind: Kind, level: float, shape: tuple[int, int, int]) -> Trial | None:
    """Try a kind of noise.

    Args:
        kind: The kind.
        level: The level, above 0.
        shape: (height, width, channels) of its images.

    Returns:
        What it did; None if it fails, or returns no noisy images: where it is used,
        that is told.
    """
    clean = images(shape)
    started = time.perf_counter()
    noisy = _drawn(kind, level, clean, 0)
    if noisy is None:
        return None
    is_slow = time.perf_counter() - started > SLOW
    other = None if is_slow else _drawn(kind, level, clean, 1)

    def again(brighter: float) -> np.ndarray | None:
        return _drawn(kind, level, clean + np.float32(brighter / WHITE), 0)

    return Trial(kind, level, clean, noisy, other, again)


def images(shape: tuple[int, int, int]) -> np.ndarray:
    """Make the images; see `Trial`.

    Args:
        shape: (height, width, channels) of each.
    """
    size = math.prod(shape)
    greys = min(max(math.ceil(VALUES / size), FEWEST), MOST)
    greys = FEW if size > LARGE else greys
    ramp = np.rint(np.linspace(0, WHITE, shape[1])) / WHITE
    flat = [np.full(shape, value) for value in (*[GREY] * greys, 0, 1)]
    planes = [*flat, np.broadcast_to(ramp[:, np.newaxis], shape)]
    return np.stack(planes).astype(np.float32)


def _drawn(kind: Kind, level: float, clean: np.ndarray, seed: int) -> np.ndarray | None:
    shown = clean.view()
    shown.flags.writeable = False
    with warnings.catch_warnings(), global_state_kept():
        warnings.simplefilter("ignore")
        try:
            drawn = kind.draw(shown, level, np.random.default_rng(seed))
        except Exception:
            return None
    if returned.problem(drawn, clean.shape):
        return None
    return returned.as_batch(drawn)
