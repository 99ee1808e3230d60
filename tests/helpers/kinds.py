"""What the tests of noise kinds share: images, draws, and the promises of every kind."""

import numpy as np

from noiselab.experiment import noise


def images(count=6, height=13, width=16, channels=1, seed=5):
    """Smooth random images from 0 to 1, of sides that no kind divides evenly."""
    rng = np.random.default_rng(seed)
    return rng.random((count, height, width, channels), dtype=np.float32)


def drawn(kind, clean, level, seed=7, **options):
    return noise.apply(kind, clean, level, np.random.default_rng(seed), **options)
