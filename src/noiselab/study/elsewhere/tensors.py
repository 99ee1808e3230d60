"""Noise of libraries for tensors: Keras, torchvision, kornia, MONAI."""

from math import ceil, sqrt

from noiselab.study.elsewhere.call import (
    MEAN,
    Given,
    Levels,
    both,
    call,
    half_salt,
    no_kind,
)

IN_TRAINING = "only in training: called plainly, it returns clean images"


def _uncut(given: Given, sigma: Levels) -> Levels:
    """Refuse a kernel that cuts a Gaussian off below three standard deviations."""
    sizes = given["kernel_size"]
    sizes = sizes if isinstance(sizes, list | tuple) else [sizes]
    if not sizes or not all(type(size) is int and size % 2 for size in sizes):
        given.refuse(
            "kernel_size must be an odd whole number, or two of them, not "
            f"{given['kernel_size']!r}"
        )
    size = min(sizes)
    if size < 6 * sigma[1]:
        given.refuse(
            f"a kernel of {size} cuts off a sigma of {sigma[1]:g}; "
            f"{ceil(6 * sigma[1]) | 1} or more would do"
        )
    given.remarks.append("beyond the edges, the image is mirrored")
    return sigma


@call(
    "keras",
    "3.15.1",
    "layers.GaussianNoise",
    "gaussian",
    "stddev",
    "the image's own numbers, at most 1",
    pixels="float32",
    clips=False,
    stddev=...,
)
def _gaussian_noise(given: Given) -> Levels:
    given.remarks.append(IN_TRAINING)
    return both(given.number("stddev", 1) / given.white)


@call(
    "keras",
    "3.15.1",
    "layers.GaussianDropout",
    "speckle",
    "√(rate / (1 − rate))",
    "rate of a dropout with as much variance",
    pixels="float32",
    clips=False,
    rate=...,
)
def _gaussian_dropout(given: Given) -> Levels:
    rate = given.number("rate")
    if rate >= 1:
        given.refuse(f"rate must be less than 1, not {rate:g}")
    given.remarks.append(IN_TRAINING)
    return both(sqrt(rate / (1 - rate)))


@call(
    "torchvision",
    "0.29.1",
    "v2.GaussianNoise",
    "gaussian",
    "sigma",
    "share of white",
    pixels="float32",
    mean=0.0,
    sigma=0.1,
    clip=True,
)
def _torchvision_noise(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    if given["clip"]:
        given.remarks.append(
            "clip is to 0..1 whatever the image's range: after Normalize, give "
            "clip=False"
        )
    elif given.pixels == "uint8":
        given.refuse(
            "clip=False lets uint8 values wrap around, from white to black; give "
            "clip=True, or float images"
        )
    return both(given.number("sigma"))


@call(
    "kornia",
    "0.8.2",
    "augmentation.RandomGaussianBlur",
    "gaussian_blur",
    "sigma, if kernel_size is at least 6 sigma",
    "pixels",
    pixels="float32",
    kernel_size=...,
    sigma=...,
    p=0.5,
)
@call(
    "torchvision",
    "0.29.1",
    "v2.GaussianBlur",
    "gaussian_blur",
    "sigma, if kernel_size is at least 6 sigma",
    "pixels",
    pixels="float32",
    kernel_size=...,
    sigma=(0.1, 2.0),
)
def _blur(given: Given) -> Levels:
    return _uncut(given, given.span("sigma"))


@call(
    "torchvision",
    "0.29.1",
    "v2.RandomErasing",
    "occlusion",
    "√scale, if ratio is (1, 1)",
    "share of the area",
    pixels="float32",
    scale=(0.02, 0.33),
    ratio=(0.3, 3.3),
    value=0,
    p=0.5,
)
def _torchvision_erasing(given: Given) -> Levels:
    given.must("value", 0, "is not black")
    given.remarks.append("one square for all images of a batch")
    return _square(given)


def _square(given: Given) -> Levels:
    given.must("ratio", 1, "covers rectangles, not squares")
    lowest, highest = given.span("scale")
    return sqrt(lowest), sqrt(highest)


@call(
    "kornia",
    "0.8.2",
    "augmentation.RandomGaussianNoise",
    "gaussian",
    "std (the first parameter is the mean)",
    "the image's own numbers",
    pixels="float32",
    clips=False,
    mean=0.0,
    std=1.0,
    same_on_batch=False,
    p=0.5,
)
def _kornia_noise(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    return both(given.number("std"))


@call(
    "kornia",
    "0.8.2",
    "augmentation.RandomSaltAndPepperNoise",
    "salt_and_pepper",
    "amount",
    "share of pixels",
    pixels="float32",
    amount=(0.01, 0.06),
    salt_vs_pepper=(0.4, 0.6),
    p=0.5,
)
def _kornia_salt_and_pepper(given: Given) -> Levels:
    half_salt(given)
    return given.span("amount", 1)


@call(
    "kornia",
    "0.8.2",
    "augmentation.RandomErasing",
    "occlusion",
    "√scale, if ratio is (1, 1)",
    "share of the area",
    pixels="float32",
    scale=(0.02, 0.33),
    ratio=(0.3, 3.3),
    value=0.0,
    p=0.5,
)
def _kornia_erasing(given: Given) -> Levels:
    given.must("value", 0, "is not black")
    return _square(given)


@call(
    "monai",
    "1.5.2",
    "RandGaussianNoise",
    "gaussian",
    "0 to std; with sample_std=False, std",
    "the image's own numbers",
    pixels="float32",
    clips=False,
    prob=0.1,
    mean=0.0,
    std=0.1,
    sample_std=True,
)
def _monai_noise(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    std = given.number("std") / given.white
    return (0.0, std) if given.flag("sample_std") else (std, std)


@call(
    "monai",
    "1.5.2",
    "GaussianSmooth",
    "gaussian_blur",
    'sigma, with approx="sampled"',
    "pixels",
    pixels="float32",
    sigma=1.0,
    approx="erf",
)
def _monai_blur(given: Given) -> Levels:
    given.must(
        "approx",
        "sampled",
        "averages the Gaussian over each pixel, which blurs more: the peak of a point "
        "is 0.147 at sigma 1 instead of 0.159",
    )
    given.remarks.append("beyond the edges, the image is black")
    return both(given.number("sigma"))


no_kind(
    "monai",
    "1.5.2",
    "RandRicianNoise",
    "Rician noise follows the value: the darker, the brighter it makes the image",
    pixels="float32",
    prob=0.1,
    mean=0.0,
    std=1.0,
    sample_std=True,
)
for _name in ("RandomErasing", "RandomGaussianBlur"):
    no_kind(
        "keras",
        "3.15.1",
        f"layers.{_name}",
        "a single number as factor or sigma is the highest of a range from 0: with "
        "factor=1.0, half of the images stay clean",
        pixels="float32",
        factor=1.0,
    )
