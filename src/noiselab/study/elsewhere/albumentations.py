"""Noise of Albumentations 2 and 1, in noiselab's kinds and levels."""

from math import sqrt

from noiselab.study.elsewhere.call import (
    MEAN,
    ONE_PATTERN,
    Given,
    Levels,
    both,
    call,
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
    per_channel=False,
    noise_scale_factor=1,
    p=0.5,
)
def _gauss_noise(given: Given) -> Levels:
    given.must("mean_range", 0, MEAN)
    given.must(
        "noise_scale_factor", 1, "draws a coarse pattern and enlarges it, which weakens"
    )
    return given.span("std_range")


@call(
    "albumentations",
    "1.3.1",
    "GaussNoise",
    "gaussian",
    "√var_limit / white (255 for uint8, 1 for float32)",
    "variance in the image's own numbers",
    var_limit=(10.0, 50.0),
    mean=0,
    per_channel=True,
    p=0.5,
)
def _old_gauss_noise(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    lowest, highest = given.span("var_limit")
    if not given["per_channel"]:
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
    lowest, highest = given.span("salt_vs_pepper")
    if lowest + highest != 1:
        given.refuse("salt_and_pepper has as much salt as pepper")
    if lowest != highest:
        given.remarks.append(f"the share of salt is drawn from {lowest} to {highest}")
    given.remarks.append("exactly this share is hit in every image, not on average")
    return given.span("amount")


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
    params = given["noise_params"]
    ranges = {tuple(ends) for ends in params.get("ranges", ())}
    if len(ranges) != 1 or sum(ends := next(iter(ranges))):
        given.refuse(
            'only one range around 0, such as noise_params={"ranges": [(-0.1, 0.1)]}, '
            "is a level"
        )
    given.must("approximation", 1, "draws a coarse pattern and enlarges it")
    return both(float(ends[1]))


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
    params = given["noise_params"]
    if any(params.get("mean_range", (0, 0))) or "std_range" not in params:
        given.refuse(
            'only noise_params={"mean_range": (0, 0), "std_range": (LOW, HIGH)} '
            "is a level"
        )
    given.must("approximation", 1, "draws a coarse pattern and enlarges it")
    lowest, highest = params["std_range"]
    return lowest, highest


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
    "sigma_limit",
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
    "sigma_limit",
    "pixels",
    sigma_limit=(0.5, 3.0),
    blur_limit=0,
    p=0.5,
)
def _gaussian_blur(given: Given) -> Levels:
    given.must("blur_limit", 0, "cuts the kernel off")
    given.remarks.append("beyond the edges, the image is mirrored")
    return given.span("sigma_limit")


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
    height, width = given.span("hole_height_range"), given.span("hole_width_range")
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
