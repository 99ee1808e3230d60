"""Measure Albumentations 1: `python of_albumentations_1.py`."""

import albumentations as A
from probes import Measuring, tell

library = Measuring("albumentations")


def measure(how, name, types=("uint8", "float32"), **options):
    def make():
        made = getattr(A, name)(p=1, **options)
        return lambda image: made(image=image)["image"]

    for pixels in types:
        try:
            getattr(library, how)(name, make, pixels, **options)
        except Exception as error:
            library.fails(name, pixels, error, **options)


measure("noise", "GaussNoise", var_limit=(650.25, 650.25))
measure("noise", "GaussNoise", var_limit=(0.01, 0.01))
measure("noise", "GaussNoise", ("uint8",), var_limit=650.25)
measure("noise", "GaussNoise")
measure("noise", "GaussNoise", var_limit=(650.25, 650.25), per_channel=False)
measure("noise", "ISONoise", intensity=(0.5, 0.5), color_shift=(0.1, 0.1))
measure("noise", "MultiplicativeNoise", multiplier=(0.8, 1.2))
measure("noise", "MultiplicativeNoise", multiplier=(0.8, 1.2), elementwise=True)
measure("blur", "GaussianBlur", sigma_limit=(1, 1), blur_limit=(0, 0))
measure("blur", "GaussianBlur", sigma_limit=(1, 1))
measure("cover", "CoarseDropout", max_holes=1, max_height=16, max_width=16)
tell(library)
