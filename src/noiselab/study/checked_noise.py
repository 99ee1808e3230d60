"""Noise for those who use it: a kind of their own is tried as it is first drawn."""

import contextlib
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from noiselab.common import user_paths
from noiselab.common.folders import PointFolder
from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.experiment.noise.applying import named
from noiselab.experiment.noise.pairing import key

if TYPE_CHECKING:
    from noiselab.study.noise_warnings import Noted

# what each was found to do, by its key; a function that is kept keeps its own
_tried: dict[tuple[int, str], "tuple[Callable, list[Noted]]"] = {}
_folder: PointFolder | None = None
_of_folder: "list[Noted]" = []


def apply(
    name: str | Kind,
    images: np.ndarray,
    level: float,
    rng: np.random.Generator,
    clip: bool = False,
    **options: Any,
) -> np.ndarray:
    """Add one kind of noise to a batch of images.

    A kind of your own is tried on a few plain images as it is first used; what it was
    hardly meant to do, such as one pattern for all images, is told in a warning.

    Args:
        name: A noise kind: a key of `KINDS`, or the kind itself.
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Amount of noise, in the kind's own unit; 0 leaves all as they are.
        rng: Source of chance. The same state gives the same noise.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.
        **options: Values of the kind's options, such as `angle=45`.

    Returns:
        A new float32 batch of the same shape; `images` itself is not changed. It is
        `aligned`, so that TensorFlow needs no copy of it.

    Raises:
        UnknownNameError: If there is no such kind.
        LevelError: If the kind cannot use the level.
        PartOptionError: If it has no such option, or cannot use its value.
    """
    kind = named(name, options)
    noisy = noise.apply(kind, images, level, rng, clip)
    if key(kind) not in _tried:
        for found in trial(kind, level, images.shape[1:], clip):
            _tell(kind, found)
    return noisy


def trial(
    kind: Kind, level: float, shape: tuple[int, ...], clip: bool = False
) -> "list[Noted]":
    """Say what a kind of the user's own was found to do, when it was first tried.

    Args:
        kind: The kind; of noiselab's own ones, nothing is said.
        level: Amount of noise; at 0, nothing is tried.
        shape: (height, width, channels) of the images.
        clip: Whether values beyond 0 and 1 are to be cut off.
    """
    function = kind.function
    is_ours = getattr(function, "__module__", "").partition(".")[0] == "noiselab"
    if is_ours or not level or len(shape) != 3 or 0 in shape:
        return []
    if key(kind) not in _tried:
        from noiselab.study import noise_checks, noise_warnings

        _tried[key(kind)] = function, []  # so that it may use itself
        found = noise_checks.find(kind, level, (shape[0], shape[1], shape[2]), clip)
        notes = [noise_warnings.noted(kind, level, one) for one in found]
        _tried[key(kind)] = function, notes
    return _tried[key(kind)][1]


def record_in(folder: str | Path) -> None:
    """Have what is found written to a folder, unless a finished point lies there.

    Args:
        folder: The folder of a point; empty for none.
    """
    global _folder
    _of_folder.clear()
    _folder = PointFolder(user_paths.of_user(folder).absolute()) if folder else None
    if _folder and os.path.lexists(_folder.result):
        _folder = None


def _tell(kind: Kind, found: "Noted") -> None:
    from noiselab.study import noise_warnings

    # not the caller's place: a cell's file lies in a folder of this machine
    place = noise_warnings.place(kind.function)
    warnings.warn_explicit(found.words, noise_warnings.NoiseWarning, *place)
    _of_folder.append(found)
    if _folder:
        with contextlib.suppress(OSError):
            noise_warnings.write(_folder, _of_folder)
