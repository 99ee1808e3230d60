"""Noise of Albumentations 2 and 1, in noiselab's kinds and levels."""

from math import sqrt

from noiselab.study.elsewhere.call import (
    MEAN,
    ONE_PATTERN,
    Given,
    Levels,
    both,
    call,
    ends,
    half_salt,
    no_kind,
)


@call(
    "albumentations",
    "2.0.8",
    "GaussNoise",
    "gaussian",
    "std_range",
    "share of white",
    std_range=(0.2, 0.44),
    mean_range=(0.0, 0.0),
    per_channel=True,
    noise_scale_factor=1,
    p=0.5,
)
def _gauss_noise(given: Given) -> Levels:
    given.must("mean_range", 0, MEAN)
    given.must(
        "noise_scale_factor", 1, "draws a coarse pattern and enlarges it, which weakens"
    )
    if not given.flag("per_channel"):
        given.remarks.append(ONE_PATTERN)
    return given.pair("std_range", 1)


@call(
    "albumentations",
    "1.3.1",
    "GaussNoise",
    "gaussian",
    "√var_limit / white (255 for uint8, 1 for float32); of a single number, 0 to that",
    "variance in the image's own numbers",
    var_limit=(10.0, 50.0),
    mean=0,
    per_channel=True,
    p=0.5,
)
def _old_gauss_noise(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    lowest, highest = given.up_to("var_limit")
    if not given.flag("per_channel"):
        given.remarks.append(ONE_PATTERN)
    if lowest != highest:
        given.remarks.append("the variance, not the level, is drawn evenly")
    return sqrt(lowest) / given.white, sqrt(highest) / given.white


@call(
    "albumentations",
    "2.0.8",
    "SaltAndPepper",
    "salt_and_pepper",
    "amount",
    "share of pixels",
    amount=(0.01, 0.06),
    salt_vs_pepper=(0.4, 0.6),
    p=0.5,
)
def _salt_and_pepper(given: Given) -> Levels:
    half_salt(given)
    given.remarks.append("exactly this share is hit in every image, not on average")
    return given.pair("amount", 1)


@call(
    "albumentations",
    "2.0.8",
    "AdditiveNoise",
    "uniform",
    "half of the range in `ranges`",
    "share of white",
    case={"noise_type": "uniform", "spatial_mode": "per_pixel"},
    noise_params=...,
    approximation=1.0,
    p=0.5,
)
def _additive_uniform(given: Given) -> Levels:
    match given["noise_params"]:
        case {"ranges": [(float() | int() as low, float() | int() as high), *more]}:
            is_one = low == -high < 0 and all(
                ends in ([low, high], (low, high)) for ends in more
            )
        case _:
            is_one = False
    if not is_one:
        given.refuse(
            'only one range around 0, such as noise_params={"ranges": [(-0.1, 0.1)]}, '
            "is a level"
        )
    given.must("approximation", 1, "draws a coarse pattern and enlarges it")
    return both(float(high))


@call(
    "albumentations",
    "2.0.8",
    "AdditiveNoise",
    "gaussian",
    "`std_range`",
    "share of white",
    case={"noise_type": "gaussian", "spatial_mode": "per_pixel"},
    noise_params=...,
    approximation=1.0,
    p=0.5,
)
def _additive_gaussian(given: Given) -> Levels:
    match given["noise_params"]:
        case {"mean_range": [0, 0], "std_range": [low, high]}:
            found = ends((low, high), 1)
        case _:
            found = None
    if not found:
        given.refuse(
            'only noise_params={"mean_range": (0, 0), "std_range": (LOW, HIGH)} '
            "is a level"
        )
    given.must("approximation", 1, "draws a coarse pattern and enlarges it")
    return found


for _version in ("2.0.8", "1.3.1"):
    no_kind(
        "albumentations",
        _version,
        "ISONoise",
        "noise in hue and lightness whose strength follows from the image's own "
        "spread: a flat image stays clean",
        color_shift=(0.01, 0.05),
        intensity=(0.1, 0.5),
        p=0.5,
    )
    no_kind(
        "albumentations",
        _version,
        "MultiplicativeNoise",
        "its factors are drawn evenly from a range, one for a whole image unless "
        "elementwise=True; those of speckle are normal, one for each value",
        multiplier=(0.9, 1.1),
        per_channel=False,
        elementwise=False,
        p=0.5,
    )
no_kind(
    "albumentations",
    "2.0.8",
    "ShotNoise",
    "photons are counted before gamma 2.2 is applied, so dark parts get more noise "
    "than bright ones and the image darkens; in shot they get less",
    scale_range=(0.1, 0.3),
    p=0.5,
)


@call(
    "albumentations",
    "1.3.1",
    "GaussianBlur",
    "gaussian_blur",
    "sigma_limit; of a single number, 0 to that",
    "pixels",
    sigma_limit=0,
    blur_limit=(3, 7),
    p=0.5,
)
@call(
    "albumentations",
    "2.0.8",
    "GaussianBlur",
    "gaussian_blur",
    "sigma_limit; of a single number, 0 to that",
    "pixels",
    sigma_limit=(0.5, 3.0),
    blur_limit=0,
    p=0.5,
)
def _gaussian_blur(given: Given) -> Levels:
    given.must("blur_limit", 0, "cuts the kernel off")
    given.remarks.append("beyond the edges, the image is mirrored")
    lowest, highest = given.up_to("sigma_limit")
    if not lowest and given.call.version == "1.3.1":
        given.refuse(
            "a sigma_limit from 0, which a single number stands for, makes the kernel "
            f"3 pixels wide; give ({highest:g}, {highest:g})"
        )
    return lowest, highest


@call(
    "albumentations",
    "2.0.8",
    "CoarseDropout",
    "occlusion",
    "hole_height_range",
    "share of the side",
    num_holes_range=(1, 2),
    hole_height_range=(0.1, 0.2),
    hole_width_range=(0.1, 0.2),
    fill=0,
    p=0.5,
)
def _coarse_dropout(given: Given) -> Levels:
    given.must("num_holes_range", 1, "covers more than one square")
    given.must("fill", 0, "is not black")
    height, width = given.pair("hole_height_range"), given.pair("hole_width_range")
    if any(isinstance(end, int) for end in given["hole_height_range"]):
        given.refuse(
            "whole numbers count pixels; only shares of the side, such as (0.25, "
            "0.25), are a level"
        )
    if height != width or height[0] != height[1]:
        given.refuse("height and width are drawn apart, so it covers no square")
    return height


no_kind(
    "albumentations",
    "2.0.8",
    "Erasing",
    "it covers rectangles of a drawn shape, not squares",
    scale=(0.02, 0.33),
    ratio=(0.3, 3.3),
    fill=0,
    p=0.5,
)
