"""What a noise kind is, and the registry of them all."""

import copy
import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, update_wrapper
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import declared_options
from noiselab.common.declared_options import Declared, Value
from noiselab.common.errors import LevelError, TakenNameError, blaming, refusal
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
        function: Makes the noisy batch from (images, level, generator), and from its
            options by name.
        declared: The options that it has, by name.
        options: The value of each.
    """

    name: str
    label: str
    unit: str
    expected: str
    highest: float
    function: Callable[..., np.ndarray]
    declared: Declared = field(default_factory=dict, hash=False)
    options: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def with_options(self, given: Mapping[str, Any]) -> "Kind":
        """Give the same kind with other values of its options.

        Args:
            given: Values by name; an option that is not among them has its default.

        Raises:
            PartOptionError: If there is no such option, or a value cannot be used.
        """
        values = declared_options.chosen(self.declared, given, f"noise {self.name}")
        said = declared_options.said(self.declared, values)
        label = with_options(KINDS.get(self.name, self).label, self.declared, said)
        return replace(self, options=values, label=label)

    def draw(
        self, images: np.ndarray, level: float, rng: np.random.Generator
    ) -> np.ndarray:
        """Call the kind's function as it is, with the options' values."""
        return self.function(images, level, rng, **self.options)

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
                drawn = self.draw(clean, level, rng)
            else:
                drawn, is_paired = pairing.draw(self, clean, level, rng)
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
        function = self.function
        if self.options:
            function = partial(self.function, **self.options)
            update_wrapper(function, self.function)
        noisy = NoisyImages(where, function, images, level, rng, clip)
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
# what no option is called, as a sweep or a call gives these beside them
RESERVED = ("kind", "levels", "name", "images", "level", "rng", "clip")


def register(
    name: str,
    unit: str = "level",
    expected: str = "",
    highest: float = math.inf,
    label: str = "",
    options: Declared | None = None,
):
    """Enter the decorated function into `KINDS`.

    The function makes a noisy float32 batch from (images, level, generator); `images`
    has the shape (count, height, width, channels) and must not be changed. It is never
    called for level 0, which is always the clean batch. The values of its options are
    handed to it by name.

    Args:
        name: What a sweep calls it: lowercase letters, digits and _.
        unit: What a level measures, as the label of an axis.
        expected: The levels it takes, in words, for messages; made from `highest` by
            default.
        highest: The largest level it takes.
        label: What people call it; by default its name and the word noise.
        options: The options that a sweep may give it beside its levels, by name, such
            as `{"angle": noise.Option(0.0, lowest=-180, highest=180)}`.

    Raises:
        TakenNameError: If the name is taken or is not a valid name, or if that of an
            option is not. Running a notebook's cell again replaces the kind that it
            registered.
    """
    declared = dict(options or {})
    for option in declared:
        if option in RESERVED or not option.isidentifier():
            raise TakenNameError(
                f"noise kind {name}: an option cannot be called {option}; a name is "
                f"letters, digits and _, and none of {', '.join(RESERVED)}"
            )
    levels = "of 0 or more" if math.isinf(highest) else f"from 0 to {highest:g}"
    expected = expected or f"a level {levels}"

    def enter(function):
        kind = Kind(
            name,
            label or default_label(name),
            unit,
            expected,
            highest,
            function,
            declared,
            {option: declared[option].default for option in declared},
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


def with_options(label: str, declared: Declared, said: Mapping[str, Value]) -> str:
    """Add options that are not the defaults to a kind's label."""
    return f"{label} ({declared_options.worded(declared, said)})" if said else label


def kind(name: str, **options: Any) -> Kind:
    """Look up a noise kind.

    Args:
        name: A key of `KINDS`; or any name, if `kind` among the options is one.
        **options: Values of its options; the others have their defaults.

    Raises:
        UnknownNameError: If no kind has that name.
        PartOptionError: If there is no such option, or a value cannot be used.
    """
    found = KINDS.find(options.pop("kind", name))
    return found.with_options(options) if options else found
