"""The noisy test images that all networks of a repeat are tested on at a level."""

import numpy as np

from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.experiment.random_streams import noise_rng


def noisy_test_images(
    clean: np.ndarray,
    kind: str | Kind,
    level: float,
    *,
    seed: int,
    repeat: int,
    clip: bool = False,
) -> np.ndarray:
    """Draw the noisy test images of a kind, level and repeat: always the same ones.

    Args:
        clean: Clean test images, float32, shape (count, height, width, channels), in
            [0, 1].
        kind: The noise kind, or its name.
        level: Amount of noise, in the kind's own unit.
        seed: The sweep's random seed, 0 or more.
        repeat: Number of the repeat, from 0.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.

    Returns:
        A new float32 batch of the same shape.

    Raises:
        UnknownNameError: If there is no such kind.
        LevelError: If the kind cannot use the level.
    """
    name = kind if isinstance(kind, str) else kind.name
    return noise.apply(kind, clean, level, noise_rng(seed, repeat, "test", name), clip)
