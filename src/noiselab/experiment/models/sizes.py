"""How large a network is, roughly: what a training of it holds in memory."""

from typing import NamedTuple

Shape = tuple[int, int, int]


class Sizes(NamedTuple):
    """Numbers of values that a network has.

    Attributes:
        layers: Those that each of its layers makes of one image, the input among them.
        weights: Those that are learned.
    """

    layers: tuple[float, ...]
    weights: float


def usual(shape: Shape, **options: object) -> Sizes:
    """Guess the sizes of a network that says none: those of a small convolutional one.

    Args:
        shape: (height, width, channels) of an image.
        **options: The network's options, which are not known here.
    """
    height, width, channels = shape
    pixels = float(height * width)
    layers = (channels * pixels, 32 * pixels, 64 * pixels)
    return Sizes(layers, 512 * pixels * channels)
