"""Noise kinds, for users and plugins: see `noiselab.experiment.noise`."""

from noiselab.experiment.noise import (
    KINDS,
    Kind,
    apply,
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

__all__ = [
    "KINDS",
    "Kind",
    "apply",
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
