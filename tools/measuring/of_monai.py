"""Measure MONAI: `python of_monai.py`."""

import numpy as np
import torch
from monai import transforms
from monai.utils import set_determinism
from probes import Measuring, tell

library = Measuring(
    "monai",
    seeds={"torch.manual_seed": torch.manual_seed, "set_determinism": set_determinism},
)


def channels_first(image):
    return np.moveaxis(image, -1, 0)


def measure(how, name, types=("float32",), **options):
    def built():
        return getattr(transforms, name)(**options)

    def make(seed=None):
        made = built()
        if seed is not None:
            made.set_random_state(seed)
        return lambda image: np.moveaxis(np.asarray(made(channels_first(image))), 0, -1)

    more = {} if how == "blur" else {"seeded": {"set_random_state": make}}
    if how == "noise":  # a transform takes one image of any shape; this is a batch
        more["batch"] = lambda images: np.asarray(built()(images))
    for pixels in types:
        try:
            getattr(library, how)(name, make, pixels, **more, **options)
        except Exception as error:
            library.fails(name, pixels, error, **options)


measure("noise", "RandGaussianNoise", prob=1, std=0.1)
measure("noise", "RandGaussianNoise", prob=1, std=0.1, sample_std=False)
measure("noise", "RandGaussianNoise", ("uint8",), prob=1, std=0.1, sample_std=False)
measure("noise", "RandRicianNoise", prob=1, std=0.1)
measure("noise", "RandRicianNoise", prob=1, std=0.1, sample_std=False)
measure("noise", "RandGibbsNoise", prob=1, alpha=(0.5, 0.5))
measure("blur", "GaussianSmooth", ("float32", "uint8"), sigma=1.0)
measure("blur", "GaussianSmooth", sigma=1.0, approx="sampled")
measure("blur", "RandGaussianSmooth", prob=1)
measure("cover", "RandCoarseDropout", prob=1, holes=1, spatial_size=16, fill_value=0)
measure("cover", "RandCoarseDropout", prob=1, holes=1, spatial_size=16)
tell(library)
