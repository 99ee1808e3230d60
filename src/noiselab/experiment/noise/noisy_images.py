"""Noisy images of a set that does not fit into memory, made as they are asked for.

They are the very images that a set in memory gets: their noise is drawn from the same
places of the same stream, again whenever an image is asked for.
"""

import copy
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from noiselab.common.errors import blaming, refusal
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noise import replayed, returned
from noiselab.experiment.noise.generator_states import States

Rng = np.random.Generator
_TRIED = 7  # images on which both ways of drawing are compared


class _Draws(Protocol):
    """A way of drawing for some images."""

    def read(self, clean: Any, rng: Rng) -> None:
        """Draw for all images once, and keep what is needed to draw again."""

    def noisy(self, images: Callable[[np.ndarray], np.ndarray], places: np.ndarray):
        """Make the noisy images at some places, of the clean ones there."""


class _Replayed:
    """The numbers of each call of the generator are known for every image."""

    in_portions = False

    def __init__(self, function: Callable, few: np.ndarray, level: float, rng: Rng):
        self._function, self._level = function, level
        self._parts = replayed.calls(function, few[:3], level, rng, self.in_portions)

    def read(self, clean: Any, rng: Rng) -> None:
        for part in self._parts:
            part.read(rng, len(clean))

    def noisy(
        self, images: Callable[[np.ndarray], np.ndarray], places: np.ndarray
    ) -> Any:
        rng = replayed.given(self._parts, places)
        return self._function(images(places), self._level, rng)


class _InPortions(_Replayed):
    """Likewise, and the function draws the numbers of all images in portions."""

    in_portions = True


class _InTurn:
    """The function draws for images in turn, and can be called for them one by one."""

    def __init__(self, function: Callable, few: np.ndarray, level: float, rng: Rng):
        self._function, self._level = function, level
        self._every = max(1, 4096 // few[0].size)

    def read(self, clean: Any, rng: Rng) -> None:
        self._states = States(rng, len(clean), self._every)
        for start, count in self._states.steps():
            self._states.note(start)
            images = _read_only(clean[start : start + count])
            drawn = self._function(images, self._level, rng)
            if problem := returned.problem(drawn, images.shape):
                raise refusal(self._function, problem)

    def noisy(
        self, images: Callable[[np.ndarray], np.ndarray], places: np.ndarray
    ) -> Any:
        drawn, rng = [], self._states.generator()
        for begin, count, unwanted in self._states.runs(places):
            self._states.restore(rng, begin)
            some = images(np.arange(begin, begin + count))
            made = np.asarray(self._function(some, self._level, rng))
            drawn.append(made[unwanted:])
        return np.concatenate(drawn)


class NoisyImages(ImagesOnDemand):
    """Noisy images, made of clean ones as they are asked for.

    Args:
        where: The noise kind and the level, for messages.
        function: The kind's function.
        clean: The clean images.
        level: The level, above 0.
        rng: Source of chance; afterwards it stands as after drawing for all at once.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.

    Raises:
        NoiselabError: If the kind can only draw for all images at once.
    """

    def __init__(
        self,
        where: str,
        function: Callable,
        clean: ImagesOnDemand,
        level: float,
        rng: Rng,
        clip: bool = False,
    ):
        super().__init__(clean.shape)
        self._where, self._function = where, function
        self._clean, self._clip = clean, clip
        few = _read_only(clean[:_TRIED])
        self._draws = _way_of(where, function, few, level, rng)
        with blaming(function):
            self._draws.read(clean, rng)

    def some(self, places: np.ndarray) -> np.ndarray:
        """Make the noisy images at some places."""
        if not len(places):
            return np.empty((0, *self.shape[1:]), np.float32)
        with blaming(self._function):
            made = self._draws.noisy(self._images, places)
        shape = (len(places), *self.shape[1:])
        if problem := returned.problem(made, shape):
            raise refusal(self._function, f"{self._where}: {problem}")
        noisy = returned.as_batch(made)
        return np.clip(noisy, 0, 1) if self._clip else noisy

    def _images(self, places: np.ndarray) -> np.ndarray:
        return _read_only(self._clean.some(places))


def _read_only(images: np.ndarray) -> np.ndarray:
    images.flags.writeable = False  # a user's kind must not change its input
    return images


def _way_of(
    where: str, function: Callable, few: np.ndarray, level: float, rng: Rng
) -> _Draws:
    """Find a way of drawing for some images that gives what drawing for all does."""
    at_once, after = copy.deepcopy(rng), copy.deepcopy(rng)
    with blaming(function):
        wanted = np.asarray(function(few, level, at_once))
    for way in (_Replayed, _InPortions, _InTurn):
        try:
            draws: _Draws = way(function, few, level, rng)
            tried = copy.deepcopy(after)
            draws.read(few, tried)
            if tried.bit_generator.state != at_once.bit_generator.state:
                continue
            if _are_equal(draws, few, wanted):
                return draws
        except Exception:  # whatever this way of drawing does not go together with
            continue
    raise refusal(
        function,
        f"{where}: the images do not fit into memory, and this kind cannot draw for "
        "some of them alone; draw with methods of the generator whose size begins with "
        "the number of images, such as rng.normal(size=images.shape)",
    )


def _are_equal(draws: _Draws, few: np.ndarray, wanted: np.ndarray) -> bool:
    """Compare images that are drawn for alone, out of turn, and together."""
    places = np.arange(len(few))
    for some in (places, places[::-1], places[-1:], places[1::2]):
        made = np.asarray(draws.noisy(lambda at: _read_only(few[at]), some))
        if not np.array_equal(made, wanted[some], equal_nan=True):
            return False
    return True


def are_unchanged(noisy: NoisyImages, clean: ImagesOnDemand) -> bool:
    """Say whether all noisy images equal the clean ones; the first mostly decides."""
    step = noisy.block
    return all(
        returned.is_unchanged(made, original)
        for made, original in zip(noisy.blocks(step), clean.blocks(step), strict=True)
    )
