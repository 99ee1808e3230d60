"""What a noise kind is, and the registry of them all."""

import copy
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common.errors import LevelError, blaming, refusal
from noiselab.common.registry import Registry
from noiselab.experiment.aligned_arrays import aligned
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noise import noisy_images, pairing, returned
from noiselab.experiment.noise.noisy_images import NoisyImages


@dataclass(frozen=True)
class Kind:
    """One kind of noise.

    Attributes:
        name: Its name in a sweep.
        label: What people call it, such as `gaussian noise`.
        unit: What a level measures, as the label of an axis.
        expected: The levels it takes, in words, for messages.
        highest: The largest level it takes.
        function: Makes the noisy batch from (images, level, generator).
    """

    name: str
    label: str
    unit: str
    expected: str
    highest: float
    function: Callable[[np.ndarray, float, np.random.Generator], np.ndarray]

    def check(self, level: float) -> float:
        """Return the level as a float; raise `LevelError` if the kind cannot use it."""
        return checked_level(self.name, level, self.expected, self.highest)

    def __call__(
        self, images: np.ndarray, level: float, rng: np.random.Generator
    ) -> np.ndarray:
        """Make the noisy batch of a clean one; the kind's function says how.

        Raises:
            LevelError: If the kind cannot use the level.
            NoiselabError: If its function returns what is no noisy batch, or draws from
                elsewhere than the generator; a plugin's file and line are named.
        """
        level = self.check(level)
        if level == 0:
            return aligned(np.asarray(images, dtype=np.float32))
        noisy = self.drawn(images, level, rng)
        if len(noisy) > 1 and returned.is_unchanged(noisy, images):
            self._warn(f"noise {self.name} at level {level:g}", len(noisy))
        return aligned(noisy)

    def drawn(
        self,
        images: np.ndarray,
        level: float,
        rng: np.random.Generator,
        is_tried: bool = False,
    ) -> np.ndarray:
        """Make the noisy batch of a part of the images, of which none need change.

        Args:
            images: Clean batch, float32, shape (count, height, width, channels).
            level: Amount of noise, above 0.
            rng: Source of chance.
            is_tried: Whether the kind is known to draw from the generator alone. Then
                global generators are not looked at, so that a thread may draw while
                others run.

        Returns:
            A float32 batch of the same shape.

        Raises:
            LevelError: If the kind cannot use the level.
            NoiselabError: As for a call.
        """
        level, is_paired = self.check(level), True
        clean = images.view()
        clean.flags.writeable = False  # a user's kind must not change its input
        with blaming(self.function):
            if is_tried:
                drawn = self.function(clean, level, rng)
            else:
                drawn, is_paired = pairing.draw(self.function, clean, level, rng)
        where = f"noise {self.name} at level {level:g}"
        if problem := returned.problem(drawn, images.shape):
            raise refusal(self.function, f"{where}: {problem}")
        if not is_paired:
            raise refusal(
                self.function,
                f"{where}: two calls with equal generators differ, so models could not "
                "be compared on the same images; draw all random numbers from the "
                "generator, and keep nothing of a call for the next",
            )
        return returned.as_batch(drawn)

    def on_demand(
        self,
        images: ImagesOnDemand,
        level: float,
        rng: np.random.Generator,
        clip: bool = False,
    ) -> ImagesOnDemand:
        """Make the noisy images of clean ones that do not fit into memory.

        They are those that `apply` would make of an array, made again whenever some of
        them are asked for.

        Raises:
            LevelError: If the kind cannot use the level.
            NoiselabError: As for a call; also if the kind can only draw for all images
                at once.
        """
        level = self.check(level)
        if level == 0:
            return images
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnchangedWarning)
            self(images[: pairing.FEW], level, copy.deepcopy(rng))
        where = f"noise {self.name} at level {level:g}"
        noisy = NoisyImages(where, self.function, images, level, rng, clip)
        if len(noisy) > 1 and noisy_images.are_unchanged(noisy, images):
            self._warn(where, len(noisy))
        return noisy

    def _warn(self, where: str, images: int) -> None:
        message = f"{where} changes nothing: all {images} images stay clean"
        # not the caller's place: a cell's file lies in a folder of this machine
        warnings.warn_explicit(message, UnchangedWarning, *_place(self.function))


def _place(function: Callable) -> tuple[str, int]:
    """Name the file of a function, without its folder, and its first line."""
    code = getattr(function, "__code__", None)
    return (Path(code.co_filename).name, code.co_firstlineno) if code else ("noise", 1)


class UnchangedWarning(UserWarning):
    """Noise at a level above 0 that changed no value of any image."""


KINDS: Registry[Kind] = Registry("noise kind")


def register(
    name: str,
    unit: str = "level",
    expected: str = "",
    highest: float = math.inf,
    label: str = "",
):
    """Enter the decorated function into `KINDS`.

    The function makes a noisy float32 batch from (images, level, generator); `images`
    has the shape (count, height, width, channels) and must not be changed. It is never
    called for level 0, which is always the clean batch.

    Args:
        name: What a sweep calls it: lowercase letters, digits and _.
        unit: What a level measures, as the label of an axis.
        expected: The levels it takes, in words, for messages; made from `highest` by
            default.
        highest: The largest level it takes.
        label: What people call it; by default its name and the word noise.

    Raises:
        TakenNameError: If the name is taken or is not a valid name. Running a
            notebook's cell again replaces the kind that it registered.
    """
    levels = "of 0 or more" if math.isinf(highest) else f"from 0 to {highest:g}"
    expected = expected or f"a level {levels}"

    def enter(function):
        kind = Kind(
            name, label or default_label(name), unit, expected, highest, function
        )
        KINDS.enter(name, kind, function)
        return function

    return enter


def checked_level(name: str, level: object, expected: str, highest: float) -> float:
    """Return a level as a float.

    Args:
        name: The noise kind.
        level: The level.
        expected: The levels it takes, in words.
        highest: The largest level it takes.

    Raises:
        LevelError: If the kind cannot use the level.
    """
    if isinstance(level, bool) or not isinstance(level, Real):
        raise LevelError(name, level, expected)
    try:
        number = float(level)
    except OverflowError:
        number = math.inf
    if not (math.isfinite(number) and 0 <= number <= highest):
        raise LevelError(name, level, expected)
    return abs(number)  # -0.0 is 0.0


def default_label(name: str) -> str:
    """Make a noise kind's label from its name and the word noise."""
    return f"{name.replace('_', ' ')} noise"


def kind(name: str) -> Kind:
    """Look up a noise kind; raise `UnknownNameError` if none has that name."""
    return KINDS.find(name)


def apply(
    name: str | Kind,
    images: Any,
    level: float,
    rng: np.random.Generator,
    clip: bool = False,
) -> Any:
    """Add one kind of noise to a batch of images.

    Args:
        name: A noise kind: a key of `KINDS`, or the kind itself.
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1];
            `ImagesOnDemand` of a set that does not fit into memory make such again.
        level: Amount of noise, in the kind's own unit; 0 leaves all as they are.
        rng: Source of chance. The same state gives the same noise.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.

    Returns:
        A new float32 batch of the same shape; `images` itself is not changed. It is
        `aligned`, so that TensorFlow needs no copy of it.

    Raises:
        UnknownNameError: If there is no such kind.
        LevelError: If the kind cannot use the level.
    """
    chosen = kind(name) if isinstance(name, str) else name
    if isinstance(images, ImagesOnDemand):
        return chosen.on_demand(images, level, rng, clip)
    noisy = chosen(images, level, rng)
    if clip:
        np.clip(noisy, 0.0, 1.0, out=noisy)
    return noisy
