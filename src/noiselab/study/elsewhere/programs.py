"""Noise of programs that are no Python libraries: ImageMagick, Octave and GIMP."""

import re
from math import ceil, sqrt
from typing import Any

from noiselab.study.elsewhere.call import (
    APART,
    MEAN,
    ONE_PATTERN,
    Given,
    Levels,
    both,
    call,
    no_kind,
)

DARKENS = (
    "images darken by half of a grey level, since sums are cut off to whole numbers"
)


def _magick(noise: str, kind: str, level: str, unit: str = "a factor"):
    return call(
        "imagemagick",
        "6.9.11",
        "+noise",
        kind,
        level,
        unit,
        case={"type": noise},
        attenuate=1,
    )


@_magick("Gaussian", "gaussian", "attenuate × 20/256")
def _magick_gaussian(given: Given) -> Levels:
    given.remarks.append(DARKENS)
    return both(given.number("attenuate") * 20 / 256)


@_magick("Uniform", "uniform", "attenuate / 128")
def _magick_uniform(given: Given) -> Levels:
    given.remarks.append(DARKENS)
    return both(given.number("attenuate") / 128)


@_magick("Multiplicative", "speckle", "attenuate / 4")
def _magick_speckle(given: Given) -> Levels:
    given.remarks.append(DARKENS)
    return both(given.number("attenuate") / 4)


@_magick("Poisson", "shot", "1 / (12.5 × attenuate)", "a factor of the photons")
def _magick_shot(given: Given) -> Levels:
    factor = given.number("attenuate")
    if not factor:
        given.refuse("attenuate must be greater than 0")
    given.remarks.append(DARKENS)
    return both(1 / (12.5 * factor))


@_magick("Impulse", "salt_and_pepper", "attenuate / 10")
def _magick_impulse(given: Given) -> Levels:
    given.remarks.append(APART)
    return both(given.number("attenuate") / 10)


no_kind(
    "imagemagick",
    "6.9.11",
    "+noise",
    "Laplace noise has longer tails than gaussian",
    case={"type": "Laplacian"},
    attenuate=1,
)
no_kind(
    "imagemagick",
    "6.9.11",
    "+noise",
    "each value is replaced by one drawn evenly from black to white, whatever it was",
    case={"type": "Random"},
    attenuate=1,
)
no_kind(
    "imagemagick",
    "6.9.11",
    "-blur",
    "its kernel is flatter than a Gaussian; -gaussian-blur 0x1 has a sigma of 1",
    geometry=...,
)


@call(
    "imagemagick",
    "6.9.11",
    "-gaussian-blur",
    "gaussian_blur",
    "sigma, if the radius is 0",
    "radius x sigma, in pixels",
    geometry=...,
)
def _magick_blur(given: Given) -> Levels:
    found = re.fullmatch(r"(\d*\.?\d+)x(\d*\.?\d+)", str(given["geometry"]))
    if not found:
        given.refuse("geometry must be a radius of 0 and a sigma, as in '0x1'")
    radius, sigma = map(float, found.groups())
    if radius:
        given.refuse(f"a radius of {radius:g} cuts the kernel off; give 0, as in 0x1")
    return both(sigma)


def _imnoise(noise: str, kind: str, level: str, unit: str, **defaults: Any):
    case = {"type": noise}
    return call("octave", "2.14.0", "imnoise", kind, level, unit, case=case, **defaults)


@_imnoise("gaussian", "gaussian", "√variance", "variance", mean=0, variance=0.01)
def _octave_gaussian(given: Given) -> Levels:
    given.must("mean", 0, MEAN)
    given.clip = given.pixels == "uint8"
    return both(sqrt(given.number("variance")))


@_imnoise("speckle", "speckle", "√variance", "variance of the factor", variance=0.04)
def _octave_speckle(given: Given) -> Levels:
    given.clip = given.pixels == "uint8"
    return both(sqrt(given.number("variance")))


@_imnoise("salt & pepper", "salt_and_pepper", "density", "share", density=0.05)
def _octave_salt_and_pepper(given: Given) -> Levels:
    given.remarks.append(APART)
    return both(given.number("density"))


@_imnoise("poisson", "shot", "1/255 for uint8, 1/1000000 for float32", "none: the type")
def _octave_shot(given: Given) -> Levels:
    return both(1 / (255 if given.pixels == "uint8" else 1e6))


@call(
    "octave",
    "2.14.0",
    "imsmooth",
    "gaussian_blur",
    "sigma",
    'pixels, after "Gaussian"',
    sigma=0.5,
)
def _octave_smooth(given: Given) -> Levels:
    return both(given.number("sigma"))


@call(
    "octave",
    "2.14.0",
    "imfilter",
    "gaussian_blur",
    "sigma of fspecial, if hsize is at least 6 sigma",
    "pixels",
    hsize=3,
    sigma=0.5,
)
def _octave_filter(given: Given) -> Levels:
    sigma, size = given.number("sigma"), given.number("hsize")
    if size < 6 * sigma:
        given.refuse(
            f"a kernel of {size:g} cuts off a sigma of {sigma:g}; "
            f"{ceil(6 * sigma) | 1} or more would do"
        )
    given.remarks.append("beyond the edges, the image is black")
    return both(sigma)


def _rgb_noise(is_correlated: bool, kind: str, level: str, unit: str):
    return call(
        "gimp",
        "2.10.34",
        "plug-in-rgb-noise",
        kind,
        level,
        unit,
        case={"correlated": is_correlated},
        independent=True,
        noise=0.2,
    )


def _of_channels(given: Given) -> None:
    if not given.flag("independent"):
        given.remarks.append(ONE_PATTERN)


@_rgb_noise(False, "gaussian", "noise / 2", "twice the deviation")
def _gimp_gaussian(given: Given) -> Levels:
    _of_channels(given)
    return both(given.number("noise") / 2)


@_rgb_noise(True, "speckle", "noise", "deviation of the factor")
def _gimp_speckle(given: Given) -> Levels:
    _of_channels(given)
    return both(given.number("noise"))


no_kind(
    "gimp",
    "2.10.34",
    "plug-in-gauss",
    "a radius of 1 is a sigma of 0.32, one of 5 about 1.5: no formula fits all",
    radius=...,
)
