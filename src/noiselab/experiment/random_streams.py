"""Where every random stream of a point comes from.

A stream follows from the sweep's random seed, the repeat and what it is used for, never
from the model, the level, or the order or number of the points. So all models meet the
same noisy images, and all levels of a kind share one draw.
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

SPLITS = ("train", "test")
# What is drawn for training images besides the noise of a fixed draw.
OF_TRAINING = ("noise", "share", "level", "kind", "validation")
_BEYOND = 256  # no byte of a kind's name is as large, so no kind has such a stream


def noise_rng(seed: int, repeat: int, split: str, kind: str) -> np.random.Generator:
    """Make the generator that one split's noise is drawn from.

    Args:
        seed: The sweep's random seed, 0 or more.
        repeat: Number of the repeat, from 0.
        split: `train` or `test`; the two never share a stream.
        kind: Name of the noise kind.

    Returns:
        A fresh generator; the same arguments give the same stream.
    """
    key = (repeat, SPLITS.index(split), *kind.encode())
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def training_rng(
    seed: int, repeat: int, what: str, stage: Iterable[int] = (), kind: str = ""
) -> np.random.Generator:
    """Make the generator of what training images get besides a fixed draw of noise.

    Args:
        seed: The sweep's random seed, 0 or more.
        repeat: Number of the repeat, from 0.
        what: One of `OF_TRAINING`: the noise itself, which images get any, the level of
            each, the kind of each, or which are held out.
        stage: What is drawn anew, as numbers, such as the epoch.
        kind: Name of the noise kind; empty where none is meant.

    Returns:
        A fresh generator; the same arguments give the same stream, and no kind of noise
        has it, whatever its name.
    """
    purpose = _BEYOND + OF_TRAINING.index(what)
    key = (repeat, SPLITS.index("train"), *kind.encode(), purpose, *stage)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def order_rng(seed: int, epoch: int) -> np.random.Generator:
    """Make the generator that the order of images in one epoch is drawn from.

    Args:
        seed: The random seed of all orders, such as `weights_seed` gives it.
        epoch: Number of the epoch, from 0.

    Returns:
        A fresh generator; the same arguments give the same stream.
    """
    key = (epoch, *b"order")
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def weights_seed(seed: int, repeat: int) -> int:
    """Derive the random seed of weights, image orders and dropout, in [0, 2**32)."""
    sequence = np.random.SeedSequence(seed, spawn_key=(repeat,))
    return int(sequence.generate_state(1, np.uint32)[0])


class NetworkSeeds:
    """The random seeds of the networks that are built in one notebook, in their order.

    The weights of a network follow from its seed, whatever was drawn from global
    generators before it is built. A second network gets other weights than the first.
    """

    def __init__(self) -> None:
        self._first: int | None = None
        self._built = 0

    def begin(self, first: int) -> None:
        """Begin anew, with the seed of the first network."""
        self._first, self._built = first, 0

    def next(self) -> int | None:
        """Give the seed of one more network; None if nothing has begun."""
        if self._first is None:
            return None
        number, self._built = self._built, self._built + 1
        if not number:
            return self._first
        key = (number, *b"network")
        sequence = np.random.SeedSequence(self._first, spawn_key=key)
        return int(sequence.generate_state(1, np.uint32)[0])


network_seeds = NetworkSeeds()


def global_state() -> tuple[Any, Any]:
    """Read the state of Python's and NumPy's global generators, to compare it."""
    of_python, of_numpy = _global_states()
    return of_python, _comparable(of_numpy)


def _comparable(state: Any) -> Any:
    if isinstance(state, dict):
        return tuple((name, _comparable(value)) for name, value in state.items())
    return state.tobytes() if isinstance(state, np.ndarray) else state


@contextmanager
def global_state_kept() -> Iterator[None]:
    """Leave Python's and NumPy's global generators as they were.

    Keras seeds layers and initial weights from Python's.
    """
    of_python, of_numpy = _global_states()
    try:
        yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002


def _global_states() -> tuple[Any, Any]:
    return random.getstate(), np.random.get_state(legacy=False)  # noqa: NPY002
