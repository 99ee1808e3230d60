"""Measure Albumentations 2: `python of_albumentations_2.py`."""

import albumentations as A
from probes import Measuring, tell

library = Measuring("albumentations")


def transform(name, **options):
    return getattr(A, name)(p=1, **options)


def alone(name, options):
    def make():
        made = transform(name, **options)
        return lambda image: made(image=image)["image"]

    return make


def batch(name, options):
    made = transform(name, **options)
    return lambda images: made(images=images)["images"]


def composed(name, options):
    def seeded(seed):
        made = A.Compose([transform(name, **options)], seed=seed)
        return lambda image: made(image=image)["image"]

    return {"Compose(seed=)": seeded}


def measure(how, name, types=("uint8", "float32"), **options):
    more = {} if how == "blur" else {"batch": batch(name, options)}
    if how != "blur":
        more["seeded"] = composed(name, options)
    for pixels in types:
        try:
            make = alone(name, options)
            getattr(library, how)(name, make, pixels, **more, **options)
        except Exception as error:
            library.fails(name, pixels, error, **options)


measure("noise", "GaussNoise", std_range=(0.1, 0.1))
measure("noise", "GaussNoise", std_range=(0.002, 0.002))
measure("noise", "GaussNoise", std_range=(0.2, 0.44))
measure("noise", "GaussNoise")
measure("noise", "GaussNoise", std_range=(0.1, 0.1), per_channel=False)
measure("noise", "GaussNoise", std_range=(0.1, 0.1), noise_scale_factor=0.25)
measure("noise", "GaussNoise", ("uint8",), var_limit=(650.25, 650.25))
measure("noise", "ISONoise", intensity=(0.5, 0.5), color_shift=(0.1, 0.1))
measure("noise", "MultiplicativeNoise", multiplier=(0.8, 1.2))
measure("noise", "MultiplicativeNoise", multiplier=(0.8, 1.2), elementwise=True)
measure("noise", "ShotNoise", scale_range=(0.1, 0.1))
measure("noise", "ShotNoise", scale_range=(0.01, 0.01))
measure("noise", "SaltAndPepper", amount=(0.3, 0.3), salt_vs_pepper=(0.5, 0.5))
measure(
    "noise",
    "AdditiveNoise",
    noise_type="uniform",
    spatial_mode="per_pixel",
    noise_params={"ranges": [(-0.1, 0.1)]},
)
measure(
    "noise",
    "AdditiveNoise",
    noise_type="gaussian",
    spatial_mode="per_pixel",
    noise_params={"mean_range": (0, 0), "std_range": (0.1, 0.1)},
)
measure("blur", "GaussianBlur", sigma_limit=(1, 1), blur_limit=0)
measure("blur", "GaussianBlur", sigma_limit=2)
measure("blur", "GaussianBlur")
measure("cover", "CoarseDropout")
measure(
    "cover",
    "CoarseDropout",
    num_holes_range=(1, 1),
    hole_height_range=(0.25, 0.25),
    hole_width_range=(0.25, 0.25),
)
measure("cover", "Erasing")
tell(library)
