"""Noise of a kind, added to a batch of images."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noise.kind import Kind, kind


def apply(
    name: str | Kind,
    images: Any,
    level: float,
    rng: np.random.Generator,
    clip: bool = False,
    **options: Any,
) -> Any:
    """Add one kind of noise to a batch of images.

    Args:
        name: A noise kind: a key of `KINDS`, or the kind itself.
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1];
            `ImagesOnDemand` of a set that does not fit into memory make such again.
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
    chosen = named(name, options)
    if isinstance(images, ImagesOnDemand):
        return chosen.on_demand(images, level, rng, clip)
    noisy = chosen(images, level, rng)
    if clip:
        np.clip(noisy, 0.0, 1.0, out=noisy)
    return noisy


def named(name: str | Kind, options: Mapping[str, Any]) -> Kind:
    """Give a kind by its name or as it is, with values of its options."""
    if isinstance(name, str):
        return kind(name, **options)
    return name.with_options(options) if options else name
