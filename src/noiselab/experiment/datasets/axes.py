"""Which axis of an array of images is which: (count, height, width, channels)."""

import math

import numpy as np

from noiselab.common.errors import DataError

MOST_CHANNELS = 4  # more, by the last axis, are asked about
_SQUARE = 4  # pixels: the least side of a square that a line of values may be
_WANTED = (
    "it must be (count, height, width) or (count, height, width, channels), with at "
    "least one of each"
)


def ordered(
    where: str,
    name: str,
    images: np.ndarray,
    axes: str | None,
    shape: tuple[int, ...] | None = None,
) -> np.ndarray:
    """View images as (count, height, width), or with channels as the last axis.

    Args:
        where: The file, for messages.
        name: What the array is called there.
        images: The images as stored; flat rows are (count, values).
        axes: One of `options.AXES`; None if neither the format nor the user says it.
        shape: The shape of an image that is stored as a flat row, or as an image one
            pixel high or wide.

    Returns:
        The images, without a copy where that is possible.

    Raises:
        DataError: If the array holds no images, or its axes are not known.
    """
    if images.ndim == 2 and 0 not in images.shape:
        images = _of_rows(where, name, images, shape)
    elif images.ndim == 3 and 1 in images.shape[1:] and axes != "count_last":
        images = _of_lines(where, name, images, shape)
    elif shape is not None:
        _check_shape(where, name, images, axes, shape)
    if axes == "count_last" and images.ndim in (3, 4):
        images = np.moveaxis(images, -1, 0)
    if images.ndim not in (3, 4) or 0 in images.shape:
        raise DataError(where, f"{name} has shape {images.shape}; {_WANTED}")
    if images.ndim == 3:
        return images
    if axes == "channels_first":
        return np.moveaxis(images, 1, -1)
    if axes is None and images.shape[-1] > MOST_CHANNELS:
        raise DataError(where, f"{name} {_asked(images.shape)}")
    return images


def _of_rows(
    where: str, name: str, images: np.ndarray, shape: tuple[int, ...] | None
) -> np.ndarray:
    """Give flat rows the shape of an image: the one that was said, or a square."""
    values = images.shape[1]
    if shape is None:
        side = math.isqrt(values)
        if side < 2 or side * side != values:
            raise DataError(
                where,
                f"{name} has shape {images.shape}; rows of {values} values are no "
                f"square images: write {_shapes(values)}",
            )
        shape = (side, side)
    if math.prod(shape) != values:
        raise DataError(
            where,
            f"{name} has rows of {values} values, and `data: shape` makes "
            f"{math.prod(shape)}; write {_shapes(values)}",
        )
    return images.reshape(len(images), *shape)


def _of_lines(
    where: str, name: str, images: np.ndarray, shape: tuple[int, ...] | None
) -> np.ndarray:
    """Give rows that look like images of one line the shape that was said."""
    values = math.prod(images.shape[1:])
    side = math.isqrt(values)
    if shape is not None:
        return _of_rows(where, name, images.reshape(len(images), values), shape)
    if side >= _SQUARE and side * side == values:
        high, wide = images.shape[1:]
        raise DataError(
            where,
            f"{name} has shape {images.shape}, which would be images of {high}x{wide} "
            f"pixels; if these are rows of square ones, write `data: {{shape: [{side}, "
            f"{side}]}}`, and `{{shape: [{high}, {wide}]}}` if not",
        )
    return images


def _check_shape(
    where: str,
    name: str,
    images: np.ndarray,
    axes: str | None,
    shape: tuple[int, ...],
) -> None:
    """Refuse a shape for what has another one already, and is no flat row."""
    own = images.shape[:-1] if axes == "count_last" else images.shape[1:]
    if own[: len(shape)] == shape or own == shape[:-1]:
        return
    raise DataError(
        where,
        f"{name} has shape {images.shape}, which is no flat rows, so that `data: "
        f"shape` cannot be {[*shape]}; leave it out, or write `data: {{size: "
        f"[{shape[0]}, {shape[1]}]}}` to resize",
    )


def _shapes(values: int) -> str:
    """Suggest a height and a width, or these and three channels in either order."""
    if values % 3 == 0 and math.isqrt(values // 3) ** 2 == values // 3:
        side = math.isqrt(values // 3)
        return (
            f"`data: {{shape: [{side}, {side}, 3]}}` if red, green and blue of a pixel "
            f"stand together, or `{{shape: [3, {side}, {side}], axes: channels_first}}`"
            " if all red comes first"
        )
    height = next(n for n in range(math.isqrt(values), 0, -1) if values % n == 0)
    return f"`data: {{shape: [{height}, {values // height}]}}`, with height and width"


def _asked(shape: tuple[int, ...]) -> str:
    """Ask which axis holds the channels, with the line that says so."""
    first, height, width, last = shape[1], shape[1], shape[2], shape[3]
    if first <= MOST_CHANNELS:
        return (
            f"has shape {shape}, which would be {last} channels; if the {first} before "
            "height and width counts channels, write `data: {axes: channels_first}`"
        )
    return (
        f"has shape {shape}, which would be {last} channels of {height}x{width} "
        "pixels; if so, write `data: {axes: channels_last}`, and `{axes: "
        "channels_first}` or `{axes: count_last}` if not"
    )
