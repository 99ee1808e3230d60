"""Noise of imgaug, in noiselab's kinds and levels."""

from math import inf

from noiselab.study.elsewhere.call import (
    APART,
    MEAN,
    ONE_PATTERN,
    Given,
    Levels,
    call,
    no_kind,
)


@call(
    "imgaug",
    "0.4.0",
    "AdditiveGaussianNoise",
    "gaussian",
    "scale / white (255 for uint8, 1 for float32)",
    "the image's own numbers",
    loc=0,
    scale=(0, 15),
    per_channel=False,
)
def _additive_gaussian_noise(given: Given) -> Levels:
    given.must("loc", 0, MEAN)
    if not _of_channels(given):
        given.remarks.append(ONE_PATTERN)
    if given.pixels == "float32":
        given.clip = False
    lowest, highest = _drawn(given, "scale")
    return lowest / given.white, highest / given.white


def _of_channels(given: Given) -> bool:
    """Say whether each channel has a draw of its own."""
    value = given["per_channel"]
    if value not in (True, False):
        given.refuse(
            f"per_channel={value!r}: this share of images has a draw for each channel, "
            "the others one for all; give True or False"
        )
    return bool(value)


def _drawn(given: Given, name: str, highest: float = inf) -> Levels:
    """Give a parameter that is a number or a range; of a list, one value is drawn."""
    value = given[name]
    if isinstance(value, list) and value[1:] != value[:-1]:
        given.refuse(
            f"{name}={value!r}: one value of a list is drawn for each image; ask for "
            "each of them, or give a range, which is a tuple"
        )
    return given.span(name, highest)


@call(
    "imgaug",
    "0.4.0",
    "ReplaceElementwise",
    "salt_and_pepper",
    "mask, with [0, 255] as replacement",
    "share of pixels",
    mask=...,
    replacement=...,
    per_channel=False,
)
def _replace_elementwise(given: Given) -> Levels:
    if given["replacement"] != [0, given.white]:
        given.refuse(f"only replacement=[0, {given.white}] is salt and pepper")
    if _of_channels(given):
        given.remarks.append(APART)
    return _drawn(given, "mask", 1)


for _name in ("SaltAndPepper", "ImpulseNoise"):
    no_kind(
        "imgaug",
        "0.4.0",
        _name,
        "most pixels that are hit become grey, neither black nor white; "
        "ReplaceElementwise(0.3, [0, 255]) is salt_and_pepper at 0.3",
        p=(0.0, 0.03),
    )
for _name, _why in {
    "AdditiveLaplaceNoise": "Laplace noise has longer tails than gaussian",
    "AdditivePoissonNoise": "a Poisson draw with a random sign is added, whatever the "
    "pixel's value; the noise of shot follows the value",
    "MultiplyElementwise": "its factors are drawn evenly from a range; those of "
    "speckle are normal",
    "GaussianBlur": "its kernel is cut off near 2 sigma: 5 values for a sigma of 1",
    "Cutout": "its squares may lie partly outside the image, and are grey by default",
}.items():
    no_kind("imgaug", "0.4.0", _name, _why)
