"""What may be done to images between black, 0, and white, 1, before any noise."""

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.options import Options, Size

# Weights of red, green and blue in grey. Source: Recommendation ITU-R BT.601.
_LUMA = (0.299, 0.587, 0.114)


def changed(where: str, name: str, images: np.ndarray, options: Options) -> np.ndarray:
    """Do to images what the user asks for.

    Args:
        where: The file, for messages.
        name: What the array is called there.
        images: float32 in [0, 1], shape (count, height, width, channels).
        options: `transpose`, `alpha`, `grey`, `invert` and `size` count.

    Raises:
        DataError: If the images have no channels for that.
    """
    if options.transpose:
        images = images.swapaxes(1, 2)
    if options.alpha in ("drop", "white", "black") and images.shape[-1] in (2, 4):
        images = _without_alpha(images, options.alpha)
    if options.grey and images.shape[-1] != 1:
        images = _grey(where, name, images)
    if options.invert:
        images = 1 - images
    if options.size:
        images = resized(images, options.size)
    return np.ascontiguousarray(images)


def _without_alpha(images: np.ndarray, alpha: str) -> np.ndarray:
    colours, opacity = images[..., :-1], images[..., -1:]
    if alpha == "drop":
        return colours
    ground = np.float32(alpha == "white")
    return colours * opacity + ground * (1 - opacity)


def _grey(where: str, name: str, images: np.ndarray) -> np.ndarray:
    if images.shape[-1] != len(_LUMA):
        raise DataError(
            where,
            f"{name} has {images.shape[-1]} channels, and only red, green and blue "
            "become grey; write `data: {alpha: drop}` besides if one is transparency, "
            "or leave grey out",
        )
    red, green, blue = (
        np.float32(weight) * images[..., channel : channel + 1]
        for channel, weight in enumerate(_LUMA)
    )
    return np.minimum(red + green + blue, np.float32(1))


def resized(images: np.ndarray, size: Size) -> np.ndarray:
    """Resize images with Pillow, each channel by itself, in float32.

    Args:
        images: Shape (count, height, width, channels), in [0, 1].
        size: The size and the method.
    """
    from PIL import Image

    if images.shape[1:3] == (size.height, size.width):
        return images
    method = Image.Resampling[size.method.upper()]
    sides = (size.width, size.height)
    shape = (len(images), size.height, size.width, images.shape[-1])
    result = np.empty(shape, np.float32)
    for number, image in enumerate(images):
        for channel in range(images.shape[-1]):
            plane = Image.fromarray(np.ascontiguousarray(image[..., channel]))
            result[number, ..., channel] = np.asarray(plane.resize(sides, method))
    return np.clip(result, 0, 1, out=result)
