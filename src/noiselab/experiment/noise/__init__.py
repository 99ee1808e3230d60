"""The noise kinds: their definitions, units and ranges.

Every kind turns a clean batch into a noisy one; each image gets its own draw, and level
0 always returns the clean images. Levels of one kind share a draw: the same state of
the generator at two levels gives the same pattern, weaker or stronger.

    noisy = noise.apply("speckle", images, 0.3, np.random.default_rng(0))
"""

from noiselab.common.declared_options import Option
from noiselab.experiment.noise.applying import apply
from noiselab.experiment.noise.kind import (
    KINDS,
    Kind,
    UnchangedWarning,
    default_label,
    kind,
    register,
)

# in the order in which they are listed
# isort: off
from noiselab.experiment.noise.pixels import (
    gaussian,
    salt_and_pepper,
    shot,
    speckle,
    uniform,
)
from noiselab.experiment.noise.places import gaussian_blur, occlusion
from noiselab.experiment.noise.impulses import impulse
from noiselab.experiment.noise.blurs import defocus_blur, motion_blur
from noiselab.experiment.noise.glass import glass_blur
from noiselab.experiment.noise.resolution import jpeg, pixelate
from noiselab.experiment.noise.tones import brightness, contrast, quantization
from noiselab.experiment.noise.weather import fog, spatter
from noiselab.experiment.noise.affine import rotation, scale, shear, translate
from noiselab.experiment.noise.bending import elastic
from noiselab.experiment.noise.strokes import dotted_line, stripe, zigzag
# isort: on

__all__ = [
    "KINDS",
    "Kind",
    "Option",
    "UnchangedWarning",
    "apply",
    "brightness",
    "contrast",
    "default_label",
    "defocus_blur",
    "dotted_line",
    "elastic",
    "fog",
    "gaussian",
    "gaussian_blur",
    "glass_blur",
    "impulse",
    "jpeg",
    "kind",
    "motion_blur",
    "occlusion",
    "pixelate",
    "quantization",
    "register",
    "rotation",
    "salt_and_pepper",
    "scale",
    "shear",
    "shot",
    "spatter",
    "speckle",
    "stripe",
    "translate",
    "uniform",
    "zigzag",
]
