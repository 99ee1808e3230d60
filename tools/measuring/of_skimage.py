"""Measure scikit-image and SciPy: `python of_skimage.py`."""

import numpy as np
from probes import SIDE, Measuring, tell
from scipy.ndimage import gaussian_filter
from skimage.filters import gaussian
from skimage.util import random_noise

skimage = Measuring("skimage", "scikit-image")


def noise(mode, **options):
    def seeded(seed):
        return lambda image: random_noise(image, mode, rng=seed, **options)

    for pixels in ("float32", "uint8"):
        skimage.noise(
            "util.random_noise",
            lambda: lambda image: random_noise(image, mode, **options),
            pixels,
            batch=lambda images: random_noise(images, mode, **options),
            seeded={"rng=": seeded},
            mode=mode,
            **options,
        )


noise("gaussian")
noise("gaussian", var=0.0001)
noise("gaussian", var=0.01, clip=False)
noise("speckle", var=0.04)
noise("s&p", amount=0.3)
noise("salt", amount=0.3)
noise("pepper", amount=0.3)
noise("poisson")
# what decides is the number of distinct values in the image, its grey among them
for values in (4, 17, 200):

    def poisson(image, values=values):
        scale = np.linspace(0, 0.93, values - 1, dtype=np.float32)
        large = np.concatenate([image, np.resize(scale, (SIDE, SIDE, 3))])
        return random_noise(large, "poisson")[:SIDE]

    skimage.noise(
        f"util.random_noise on {values} grey values",
        lambda poisson=poisson: poisson,
        "float32",
        mode="poisson",
    )
for pixels in ("float32", "uint8"):
    for options in ({}, {"channel_axis": -1}):
        skimage.blur(
            "filters.gaussian",
            lambda options=options: (
                lambda image: gaussian(image, 1, preserve_range=True, **options)
            ),
            pixels,
            sigma=1,
            **options,
        )

scipy = Measuring("scipy")
for pixels in ("float32", "uint8"):
    for options in ({"sigma": 1}, {"sigma": [1, 1, 0]}):
        scipy.blur(
            "ndimage.gaussian_filter",
            lambda options=options: lambda image: gaussian_filter(image, **options),
            pixels,
            **options,
        )


tell(skimage, scipy)
