"""Kinds of noise: those that come with noiselab, and your own.

`apply` makes noisy images with any kind, and `register` adds a kind of your own, under
which sweeps find it. `KINDS` holds all of them by name. Each image gets its own draw;
at level 0, images stay as they are. `equivalent` says which kind and level the noise of
another library is.
"""

from noiselab.experiment.noise import (
    KINDS,
    Kind,
    gaussian,
    gaussian_blur,
    kind,
    occlusion,
    register,
    salt_and_pepper,
    shot,
    speckle,
    uniform,
)
from noiselab.study.checked_noise import apply
from noiselab.study.elsewhere import Equivalent, equivalent

__all__ = [
    "KINDS",
    "Equivalent",
    "Kind",
    "apply",
    "equivalent",
    "gaussian",
    "gaussian_blur",
    "kind",
    "occlusion",
    "register",
    "salt_and_pepper",
    "shot",
    "speckle",
    "uniform",
]
