"""Blur of a camera that moves while its shutter is open, or that is out of focus."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise.averages import averaged, kernel
from noiselab.experiment.noise.kind import register


@register(
    "motion_blur",
    unit="length of the motion in pixels",
    expected="a length from 0 to 200 pixels",
    highest=200,
    label="motion blur",
    options={
        "angle": Option(0.0, lowest=-180, highest=180, unit="degrees"),
        "spread": Option(0.0, lowest=0, highest=180, unit="degrees"),
    },
)
def motion_blur(
    images: np.ndarray,
    level: float,
    rng: np.random.Generator,
    angle: float,
    spread: float,
) -> np.ndarray:
    """Blur every image along a straight line, as where the camera moves evenly.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Length of the line in pixels, from 0 to 200; a pixel is in its middle.
        rng: Source of chance.
        angle: Direction of the line in degrees: 0 is level, 90 upright, and 45 rises to
            the right.
        spread: Largest difference of an image's own angle from that, in degrees; drawn
            evenly, and rounded to whole degrees.

    Returns:
        A new float32 batch of the same shape: means along the line, of images that are
        read linearly between pixels and whose edge values repeat beyond. Values stay in
        [0, 1].

    Source:
        Uniform linear motion: Gonzalez & Woods, "Digital Image Processing", 4th edition
        (2018), section 5.6. MNIST-C's `motion_blur` has angles spread by 45 degrees
        and weights that fall off to one side: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    turns = np.rint((2 * rng.random(len(images)) - 1) * spread)
    kernels = {turn: kernel(*_line(level, angle + turn)) for turn in np.unique(turns)}
    return averaged(images, turns, kernels)


def _line(length: float, angle: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choose places along a line, with weights that make the mean along it exact.

    Between two places where the line crosses a row or a column of pixels, what is read
    is a polynomial of degree two, which two points by Gauss and Legendre integrate.
    """
    down, right = -np.sin(np.radians(angle)), np.cos(np.radians(angle))
    half = length / 2
    ends = [np.array([-half, half])]
    for step in (down, right):
        if abs(step) > 1e-9:
            furthest = np.floor(half * abs(step))
            ends.append(np.arange(-furthest, furthest + 1) / step)
    cuts = np.unique(np.clip(np.concatenate(ends), -half, half))
    middle, width = (cuts[1:] + cuts[:-1]) / 2, np.diff(cuts) / 2
    along = np.concatenate([middle - width / np.sqrt(3), middle + width / np.sqrt(3)])
    return along * down, along * right, np.tile(width / length, 2)


@register(
    "defocus_blur",
    unit="radius of the disk in pixels",
    expected="a radius from 0 to 100 pixels",
    highest=100,
    label="defocus blur",
)
def defocus_blur(
    images: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """Blur every image with a disk, as a lens does that is out of focus.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Radius of the disk in pixels, from 0 to 100.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape: means over the disk around each pixel, of
        images that are read linearly between pixels and whose edge values repeat
        beyond. Values stay in [0, 1].

    Source:
        The corruption `defocus_blur`, there of whole pixels: Hendrycks & Dietterich,
        "Benchmarking neural network robustness to common corruptions and
        perturbations", ICLR (2019), arXiv:1903.12261.
    """
    return averaged(images, np.zeros(len(images)), {0: kernel(*_disk(level))})


def _disk(radius: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choose places in a disk, with weights that make the mean over it nearly exact."""
    nodes, shares = np.polynomial.legendre.leggauss(32 + 2 * int(radius))
    radii = (nodes + 1) / 2
    count = 64 * (2 + int(radius))
    rays = 2 * np.pi * (np.arange(count) + 0.5) / count
    rows = radius * np.outer(radii, np.sin(rays)).ravel()
    columns = radius * np.outer(radii, np.cos(rays)).ravel()
    return rows, columns, np.repeat(shares * radii / count, count)
