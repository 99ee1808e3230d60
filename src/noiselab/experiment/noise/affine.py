"""Noise that moves an image as a whole: turned, slanted, shrunk or shifted."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise.kind import register
from noiselab.experiment.noise.linear_maps import interpolating, mapped

_PIXELS = "0 to 1000 pixels"


def _signs(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw -1 or 1 for each image, equally often; shape (count,)."""
    return np.where(rng.random(count) < 0.5, -1, 1)


def _moved(images: np.ndarray, groups: np.ndarray, maps: dict) -> np.ndarray:
    """Read each image at other places.

    Args:
        images: Clean batch, shape (count, height, width, channels).
        groups: The key of each image's map, shape (count,).
        maps: For each key a matrix of 2 x 2 and a shift of 2: where the image is read
            for a pixel, both in rows and columns from the centre.
    """
    height, width = images.shape[1:3]
    centre = np.array([(height - 1) / 2, (width - 1) / 2])
    pixels = np.moveaxis(np.mgrid[:height, :width], 0, -1) - centre
    matrices = {}
    for key, (turned, shift) in maps.items():
        if np.any(groups == key):
            rows, columns = np.moveaxis(pixels @ np.transpose(turned) + shift, -1, 0)
            rows, columns = rows + centre[0], columns + centre[1]
            matrices[key] = interpolating(rows, columns, (height, width))
    moved = mapped(images, groups, matrices)
    return np.clip(moved, 0, 1, out=moved)  # rounding may lead beyond


@register(
    "rotation",
    unit="angle in degrees",
    expected="an angle from 0 to 180 degrees",
    highest=180,
    label="rotation",
    options={"direction": Option("either", choices=("either", "left", "right"))},
)
def rotation(
    images: np.ndarray, level: float, rng: np.random.Generator, direction: str
) -> np.ndarray:
    """Turn every image about its centre, to the left or to the right by a draw.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Angle in degrees, from 0 to 180.
        rng: Source of chance.
        direction: `either`, each image's own with equal chance, or `left` or `right`,
            against or with the clock.

    Returns:
        A new float32 batch of the same shape, read linearly between pixels; what comes
        from beyond an image is black. Values stay in [0, 1].

    Source:
        The corruption `rotate` of MNIST-C, which takes radians and turns at an equal
        chance, too: Mu & Gilmer, "MNIST-C: a robustness benchmark for computer vision",
        arXiv:1906.02337 (2019).
    """
    signs = _signs(len(images), rng)
    if direction != "either":
        signs = np.full(len(images), 1 if direction == "left" else -1)
    maps = {}
    for sign in (-1, 1):
        sine, cosine = np.sin(np.radians(sign * level)), np.cos(np.radians(level))
        maps[sign] = ([[cosine, sine], [-sine, cosine]], 0)
    return _moved(images, signs, maps)


@register(
    "shear",
    unit="pixels to the side for each pixel of height",
    expected="a shift from 0 to 10 pixels for each pixel of height",
    highest=10,
    label="shear",
)
def shear(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Slant every image to the left or to the right by a draw, around its centre.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Pixels by which a row lies further to the side than the one below or
            above it, from 0 to 10: the tangent of the angle of the slant.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, read linearly between pixels; what comes
        from beyond an image is black. Values stay in [0, 1].

    Source:
        The corruption `shear` of MNIST-C: Mu & Gilmer, arXiv:1906.02337 (2019). It
        takes an angle, and with the scikit-image of its time images became taller, too;
        here rows stay where they are.
    """
    signs = _signs(len(images), rng)
    maps = {sign: ([[1, 0], [sign * level, 1]], 0) for sign in (-1, 1)}
    return _moved(images, signs, maps)


@register(
    "scale",
    unit="share of the side that is lost",
    expected="a share from 0 to 0.95",
    highest=0.95,
    label="shrinking",
)
def scale(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Shrink every image towards its centre.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Share of height and width that is lost, from 0 to 0.95: at 0.25, what is
            shown has 0.75 of its size.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape, read linearly between pixels, and black
        around; pixels in between are left out. Values stay in [0, 1].

    Source:
        The corruption `scale` of MNIST-C, of factors 1 / (1 - level): Mu & Gilmer,
        arXiv:1906.02337 (2019).
    """
    factor = 1 / (1 - level)
    maps = {0: ([[factor, 0], [0, factor]], 0)}
    return _moved(images, np.zeros(len(images)), maps)


@register(
    "translate",
    unit="pixels in height and in width",
    expected=f"a shift from {_PIXELS}",
    highest=1000,
    label="shift",
)
def translate(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Shift every image up or down and to the left or right, by two draws.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Pixels, from 0 to 1000, in height and in width alike.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, black where nothing was, and read
        linearly between pixels if the level is not whole. Values stay in [0, 1].

    Source:
        The corruption `translate` of MNIST-C: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    groups = 2 * _signs(len(images), rng) + _signs(len(images), rng)
    maps = {
        2 * down + right: (np.eye(2), np.array([-down * level, -right * level]))
        for down in (-1, 1)
        for right in (-1, 1)
    }
    return _moved(images, groups, maps)
