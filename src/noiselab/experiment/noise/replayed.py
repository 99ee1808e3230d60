"""Draws for some images of many: the very numbers that drawing for all at once gives.

A noise kind draws for all images of a set from one stream. To make the noise of a few
of them, anywhere in the set, one has to know where in the stream their numbers lie. How
a kind draws is seen on a few images: which methods of the generator it calls, and along
which axis the numbers of the images follow each other.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from noiselab.experiment.noise.generator_states import States

Rng = np.random.Generator

# The methods of a generator that give an array of a wanted size, and the place of
# `size` among their arguments. Source: NumPy's documentation of `random.Generator`.
_SIZE_AT = {
    "random": 0,
    "standard_normal": 0,
    "standard_exponential": 0,
    "exponential": 1,
    "geometric": 1,
    "poisson": 1,
    "rayleigh": 1,
    "standard_gamma": 1,
    "standard_t": 1,
    "beta": 2,
    "binomial": 2,
    "gamma": 2,
    "integers": 2,
    "laplace": 2,
    "logistic": 2,
    "lognormal": 2,
    "normal": 2,
    "uniform": 2,
    "vonmises": 2,
    "triangular": 3,
}
_FEW = 4  # numbers of an image that are kept for all images
_FEW_APART = 64  # likewise, where those of one image do not lie together
_STATES_EVERY = 4096  # numbers between two states of a generator that are kept


class CannotReplayError(Exception):
    """A function that draws in a way that cannot be repeated for some images alone."""


@dataclass(frozen=True)
class _Call:
    """A call of a generator's method.

    Attributes:
        method: Its name.
        args: Its arguments, without `size`.
        kwargs: Likewise, those with names.
        size: The size that it was asked for; None for a single number.
    """

    method: str
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]
    size: tuple[int, ...] | None

    def draw(self, rng: Rng, size: tuple[int, ...] | None) -> Any:
        """Call the method for another size."""
        at = _SIZE_AT[self.method]
        args = (*self.args[:at], size, *self.args[at:])
        if len(self.args) < at:  # what has a default was left out
            return getattr(rng, self.method)(*self.args, size=size, **dict(self.kwargs))
        return getattr(rng, self.method)(*args, **dict(self.kwargs))


class _Watched(Rng):
    """A generator that notes what is drawn from it, or gives what was drawn before."""

    def __init__(self, bit_generator: Any, given: "list[Any] | None" = None):
        super().__init__(bit_generator)
        self.calls: list[_Call] = []
        self.given = given
        self.used = 0  # of the first of them

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name in ("calls", "given", "used"):
            return super().__getattribute__(name)
        if name not in _SIZE_AT:
            raise CannotReplayError(f"it uses {name} of the generator")
        return lambda *args, **kwargs: self._called(name, args, kwargs)

    def _called(self, name: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        at = _SIZE_AT[name]
        size = args[at] if len(args) > at else kwargs.pop("size", None)
        if self.given is not None:
            return self._next(size)
        others = (*args[:at], *args[at + 1 :])
        plain = all(map(_is_single, (*others, *kwargs.values())))
        if kwargs.get("out") is not None or not plain:
            raise CannotReplayError(
                f"what it draws with {name} follows from the images"
            )
        shape = None if size is None else tuple(map(int, np.atleast_1d(size)))
        call = _Call(name, others, tuple(kwargs.items()), shape)
        self.calls.append(call)
        return call.draw(Rng(self._bit_generator), shape)

    def _next(self, size: Any) -> Any:
        """Give the next numbers; a function may ask for those of a call in portions."""
        assert self.given is not None
        numbers = np.asarray(self.given[0])
        count = 1 if size is None else prod(np.atleast_1d(size).tolist())
        some = numbers.reshape(-1)[self.used : self.used + count]
        if len(some) < count:
            raise CannotReplayError("how much it draws follows from the images")
        self.used += count
        if self.used == numbers.size:
            self.given, self.used = self.given[1:], 0
        return some[0] if size is None else some.reshape(size)


def _is_single(value: Any) -> bool:
    """Say whether an argument is no array; types of numbers are none."""
    return isinstance(value, type) or np.ndim(value) == 0


@dataclass
class _Part:
    """The numbers of all images that one call draws.

    Attributes:
        call: The call.
        axis: The axis along which the images follow each other; None if it does not
            depend on their number.
        rows: How many entries of that axis are an image's.
        whole: The numbers, where they are few.
        states: Else the states of the generator, each before `every` images.
    """

    call: _Call
    axis: int | None
    rows: int
    whole: np.ndarray | None = None
    states: "States | None" = None

    def size(self, images: int) -> tuple[int, ...] | None:
        """Give the size that is drawn for so many images."""
        if self.call.size is None or self.axis is None:
            return self.call.size
        size = list(self.call.size)
        size[self.axis] = self.rows * images
        return tuple(size)

    def read(self, rng: Rng, images: int) -> None:
        """Draw the numbers of all images, and keep them, or the states between them."""
        size = self.size(1)
        each = prod(size or ())
        if self.axis is None or each <= (_FEW_APART if self.axis else _FEW):
            self.whole = self.call.draw(rng, self.size(images))
            return
        if self.axis:
            raise CannotReplayError("its numbers for an image lie far apart")
        self.states = States(rng, images, max(1, _STATES_EVERY // each))
        for start, count in self.states.steps():
            self.states.note(start)
            self.call.draw(rng, self.size(count))

    def of(self, places: np.ndarray) -> Any:
        """Give the numbers of some images."""
        if self.axis is None:
            return copy.copy(self.whole)
        if self.states is None:
            assert self.whole is not None
            entries = places[:, np.newaxis] * self.rows + np.arange(self.rows)
            return np.take(self.whole, entries.ravel(), self.axis)
        drawn, rng = [], self.states.generator()
        for first, count, unwanted in self.states.runs(places):
            self.states.restore(rng, first)
            numbers = self.call.draw(rng, self.size(count))
            drawn.append(numbers[unwanted * self.rows :])
        return np.concatenate(drawn) if len(drawn) != 1 else drawn[0]


def calls(
    function: Callable, few: np.ndarray, level: float, rng: Rng, in_portions: bool
) -> list[_Part]:
    """See how a noise kind's function draws for images.

    Args:
        function: Makes a noisy batch of (images, level, generator).
        few: Three images, read-only.
        level: The level.
        rng: Where it would draw from; it is not drawn from.
        in_portions: Whether it draws the numbers of all images in portions, so that
            calls that follow each other and are alike count as one.

    Raises:
        CannotReplayError: If it draws in a way that cannot be repeated for some images.
    """
    seen = []
    for count in (2, 3):
        watched = _Watched(copy.deepcopy(rng.bit_generator))
        function(few[:count], level, watched)
        seen.append(_merged(watched.calls) if in_portions else watched.calls)
    if [_but_size(call) for call in seen[0]] != [_but_size(call) for call in seen[1]]:
        raise CannotReplayError("how often it draws follows from the number of images")
    return [_part(two, three) for two, three in zip(*seen, strict=True)]


def _merged(calls: list[_Call]) -> list[_Call]:
    merged: list[_Call] = []
    for call in calls:
        one = call.size is not None and len(call.size) == 1
        if one and merged and _but_size(merged[-1]) == _but_size(call):
            total = (merged[-1].size or (0,))[0] + (call.size or (0,))[0]
            merged[-1] = replace(call, size=(total,))
        else:
            merged.append(call)
    return merged


def _but_size(call: _Call) -> tuple:
    return call.method, call.args, call.kwargs


def _part(two: _Call, three: _Call) -> _Part:
    """Find the axis of the images: the one whose length grew from twice to thrice."""
    if two.size == three.size:
        return _Part(two, None, 0)
    pairs = [*zip(two.size or (), three.size or (), strict=False)]
    grown = [axis for axis, (one, other) in enumerate(pairs) if one != other]
    if len(grown) == 1:
        (axis,) = grown
        rows = pairs[axis][1] - pairs[axis][0]
        if pairs[axis] == (2 * rows, 3 * rows):
            return _Part(two, axis, rows)
    raise CannotReplayError("how much it draws follows otherwise from the images")


def given(parts: list[_Part], places: np.ndarray) -> Rng:
    """Make a generator that gives the numbers of some images, and nothing else."""
    return _Watched(np.random.PCG64(0), [part.of(places) for part in parts])
