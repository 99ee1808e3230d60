"""Whether a noise kind draws from its generator alone.

All models meet the same noisy images and are compared on them in pairs. A kind that
draws from elsewhere, too, as from NumPy's global state, gives each of them other ones.
"""

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from noiselab.experiment.random_streams import global_state, global_state_kept

if TYPE_CHECKING:
    from noiselab.experiment.noise.kind import Kind

Function = Callable[..., Any]
Draw = Callable[[np.ndarray, float, np.random.Generator], Any]
FEW = 2  # images that a kind is tried on

# whether each passed, by its id and options; a function that is kept keeps its id
_tried: dict[tuple[int, str], tuple[Function, bool]] = {}


def key(kind: "Kind") -> tuple[int, str]:
    """Give what a kind's function and options are known by while it is kept."""
    return id(kind.function), repr(sorted(kind.options.items()))


def draw(
    kind: "Kind", clean: np.ndarray, level: float, rng: np.random.Generator
) -> tuple[Any, bool]:
    """Call a noise kind's function, and see whether a second call would do the same.

    Once in a process, two calls on a few images are compared, with equal generators.
    The whole batch is drawn again only where drawing it moved the global state of NumPy
    or Python, or where the kind cannot draw a few images.

    Args:
        kind: The kind.
        clean: Clean batch, shape (count, height, width, channels), read-only.
        level: Amount of noise, above 0.
        rng: Source of chance; nothing but the call itself draws from it.

    Returns:
        What the function returned, and whether it draws from its generator alone.
    """
    before = copy.deepcopy(rng)
    function = kind.draw
    _, agrees = _tried.get(key(kind), (function, None))
    if agrees is None:
        with global_state_kept():
            agrees = _agrees_on_few(function, clean[:FEW], level)
    state = global_state()
    returned = function(clean, level, rng)
    if agrees is None or (agrees and global_state() != state):
        with global_state_kept():
            repeated = function(clean, level, before)
        agrees = _same((returned, rng), (repeated, before))
    _tried[key(kind)] = (kind.function, agrees)
    return returned, agrees


def _agrees_on_few(function: Draw, few: np.ndarray, level: float) -> bool | None:
    """Compare two calls on a few images; None if the function cannot draw so few."""
    generators = (np.random.default_rng(0), np.random.default_rng(0))
    try:
        one, other = ((function(few, level, rng), rng) for rng in generators)
    except Exception:  # the call on the whole batch shows it, if it fails there, too
        return None
    return _same(one, other)


def _same(
    one: tuple[Any, np.random.Generator], other: tuple[Any, np.random.Generator]
) -> bool:
    """Say whether two calls returned the same and drew equally many numbers."""
    rngs = [copy.deepcopy(rng) for _, rng in (one, other)]
    if rngs[0].bytes(8) != rngs[1].bytes(8):
        return False
    if not all(hasattr(returned, "__array__") for returned, _ in (one, other)):
        return True  # refused for what it is
    images, others = (np.asarray(returned) for returned, _ in (one, other))
    return np.array_equal(images, others, equal_nan=images.dtype.kind in "fc")
