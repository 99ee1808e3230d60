"""Measure Keras: `python of_keras.py`."""

import keras
import numpy as np
from probes import Measuring, tell

library = Measuring("keras", seeds={"set_random_seed": keras.utils.set_random_seed})


def measure(how, name, types=("float32",), plainly=False, **options):
    more = {} if plainly else {"training": True}

    def make(seed=None):
        made = getattr(keras.layers, name)(seed=seed, **options)
        return lambda image: np.asarray(made(image[np.newaxis], **more))[0]

    def batch(images):
        made = getattr(keras.layers, name)(**options)
        return np.asarray(made(images, **more))

    others = {} if how == "blur" else {"batch": batch, "seeded": {"seed=": make}}
    path = f"layers.{name}" + (" called without training=True" if plainly else "")
    for pixels in types:
        try:
            getattr(library, how)(path, make, pixels, **others, **options)
        except Exception as error:
            library.fails(path, pixels, error, **options)


measure("noise", "GaussianNoise", stddev=0.1)
measure("noise", "GaussianNoise", plainly=True, stddev=0.1)
measure("noise", "GaussianNoise", types=("uint8",), stddev=25.5)
measure("noise", "GaussianDropout", rate=0.03846)
measure("noise", "GaussianDropout", plainly=True, rate=0.03846)
one = {"value_range": (0, 1)}
square = {"scale": (0.25, 0.25), "fill_value": 0}
measure("cover", "RandomErasing", factor=1.0, **square, **one)
measure("cover", "RandomErasing", plainly=True, factor=1.0, **square, **one)
measure("blur", "RandomGaussianBlur", factor=1.0, kernel_size=3, sigma=1.0, **one)
measure("blur", "RandomGaussianBlur", factor=1.0, kernel_size=7, sigma=1.0, **one)
tell(library)
