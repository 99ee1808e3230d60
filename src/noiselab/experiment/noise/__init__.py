"""The noise kinds: their definitions, units and ranges.

Every kind turns a clean batch into a noisy one; each image gets its own draw, and level
0 always returns the clean images. Levels of one kind share a draw: the same state of
the generator at two levels gives the same pattern, weaker or stronger.

    noisy = noise.apply("speckle", images, 0.3, np.random.default_rng(0))
"""

from noiselab.experiment.noise.kind import (
    KINDS,
    Kind,
    UnchangedWarning,
    apply,
    default_label,
    kind,
    register,
)
from noiselab.experiment.noise.pixels import (
    gaussian,
    salt_and_pepper,
    shot,
    speckle,
    uniform,
)
from noiselab.experiment.noise.places import gaussian_blur, occlusion

__all__ = [
    "KINDS",
    "Kind",
    "UnchangedWarning",
    "apply",
    "default_label",
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
