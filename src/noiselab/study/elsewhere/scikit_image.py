"""Noise of scikit-image and SciPy, in noiselab's kinds and levels."""

from math import sqrt
from typing import Any

from noiselab.study.elsewhere.call import (
    APART,
    MEAN,
    Given,
    Levels,
    both,
    call,
    ends,
    no_kind,
)


def _skimage(mode: str, kind: str, level: str, unit: str, **defaults: Any):
    return call(
        "skimage",
        "0.26.0",
        "util.random_noise",
        kind,
        level,
        unit,
        pixels="float32",
        case={"mode": mode},
        clip=True,
        **defaults,
    )


@_skimage("gaussian", "gaussian", "√var", "variance", mean=0, var=0.01)
def _random_gaussian(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    return both(sqrt(given.number("var")))


@_skimage("speckle", "speckle", "√var", "variance of the factor", mean=0, var=0.01)
def _random_speckle(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    return both(sqrt(given.number("var")))


@_skimage("s&p", "salt_and_pepper", "amount", "share", amount=0.05, salt_vs_pepper=0.5)
def _random_salt_and_pepper(given: Given) -> Levels:
    given.must("salt_vs_pepper", 0.5, "is not as much salt as pepper")
    given.remarks.append(APART)
    return both(given.number("amount"))


@_skimage(
    "poisson",
    "shot",
    "1 / 2^⌈log₂ values⌉",
    "none: the number of distinct values in the image decides",
    values=None,
)
def _random_poisson(given: Given) -> Levels:
    if given["values"] is None:
        given.refuse(
            "the number of distinct values in an image decides; give it as values=, "
            "such as values=256"
        )
    values = given.number("values")
    if values < 1 or values % 1:
        given.refuse(f"values must be a whole number of 1 or more, not {values:g}")
    return both(1 / 2 ** (int(values) - 1).bit_length())


for _mode in ("salt", "pepper"):
    no_kind(
        "skimage",
        "0.26.0",
        "util.random_noise",
        "salt_and_pepper has as much salt as pepper",
        case={"mode": _mode},
        pixels="float32",
        amount=0.05,
    )


@call(
    "skimage",
    "0.26.0",
    "filters.gaussian",
    "gaussian_blur",
    "sigma",
    "pixels",
    pixels="float32",
    sigma=1,
    mode="nearest",
    truncate=4.0,
    channel_axis=None,
)
def _filter_gaussian(given: Given) -> Levels:
    if given["channel_axis"] is None:
        given.refuse(
            "without channel_axis, colours are blurred into each other as well; give "
            "channel_axis=-1"
        )
    given.must("mode", "nearest", "has other values beyond the edges")
    given.must("truncate", 4, "cuts the kernel off elsewhere")
    return both(given.number("sigma"))


@call(
    "scipy",
    "1.17.1",
    "ndimage.gaussian_filter",
    "gaussian_blur",
    "sigma of height and width",
    "pixels",
    pixels="float32",
    sigma=...,
    mode="reflect",
    truncate=4.0,
)
def _gaussian_filter(given: Given) -> Levels:
    sigma = given["sigma"]
    if not isinstance(sigma, list | tuple) or len(sigma) != 3 or sigma[2]:
        given.refuse(
            "a single sigma blurs colours, and images of a batch, into each other as "
            "well; give sigma=(1, 1, 0) for (height, width, channels)"
        )
    if sigma[0] != sigma[1]:
        given.refuse("height and width are blurred differently")
    found = ends(sigma[:2])
    if not found:
        given.refuse(f"sigma must be numbers of 0 or more, not {sigma!r}")
    if given["mode"] != "nearest":
        given.remarks.append(f"beyond the edges, values are those of {given['mode']!r}")
    given.must("truncate", 4, "cuts the kernel off elsewhere")
    return found
