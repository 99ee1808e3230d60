"""Images in files of their own, such as PNG and JPEG, decoded into one array."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import Wanted
from noiselab.experiment.datasets.reading import memory, room
from noiselab.experiment.datasets.reading.readable import said

FORMATS = ("PNG", "JPEG", "BMP", "PPM", "TIFF", "WEBP", "GIF")
METHODS = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")
BACKGROUNDS = ("black", "white")
# how each begins. Source: the specification of each format
_BEGINNINGS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\0",
    b"MM\0*",
    b"GIF8",
)
_PLAIN = tuple(b"P%d" % number for number in range(1, 7))
_ENDINGS = {"png", "jpg", "jpeg", "jpe", "bmp", "pgm", "ppm", "pbm", "pnm"} | {
    *("tif", "tiff", "webp", "gif")
}
_ANIMATED = {"GIF", "WEBP", "PNG", "TIFF"}
_LARGE = 10_000_000  # bytes of an image
_SIXTEEN = {"I;16", "I;16L", "I;16B", "I;16N"}


class Source(NamedTuple):
    """An image to decode.

    Attributes:
        name: What messages call it.
        content: Its file, or a stream of its bytes.
    """

    name: str
    content: Path | BinaryIO


def is_picture(file: Path) -> bool:
    """Say whether a file is an image, by its beginning, or claims to be, by its ending.

    Raises:
        OSError: If it cannot be read.
    """
    if file.suffix[1:].lower() in _ENDINGS:
        return True
    with file.open("rb") as stream:
        return begins_as_one(stream.read(12))


def begins_as_one(head: bytes) -> bool:
    """Say whether the first bytes of a file, 12 or more, are those of an image."""
    if head.startswith(b"RIFF"):
        return head[8:12] == b"WEBP"
    if head.startswith(b"BM"):
        return head[6:10] == bytes(4)
    if head.startswith(_PLAIN):
        return head[2:3].isspace()
    return head.startswith(_BEGINNINGS)


def decoded(
    path: Path, sources: Iterable[Source], count: int, wanted: Wanted
) -> tuple[np.ndarray, float]:
    """Decode images of one size, or bring them to one.

    Args:
        path: Where they come from, for messages.
        sources: The images, one or more.
        count: How many there are.
        wanted: What the user says of size, colours and transparency.

    Returns:
        uint8 or uint16, shape (count, height, width), or (count, height, width, 3) of
        images with colours; and the value of white.

    Raises:
        DataError: If one cannot be decoded, is unlike the first, or they are larger
            than memory.
    """
    filled, array, at, first = None, np.empty(0), -1, ""
    for at, source in enumerate(sources):
        if filled and 0 < at < filled.done:
            continue
        values = _values(path, source, wanted)
        if filled is None:
            room.check(path, values.nbytes * count, f"{count:,} such images")
            filled = room.Filled((count, *values.shape), values.dtype)
            array, first = filled.array, source.name
        elif (values.shape, values.dtype) != (array.shape[1:], array.dtype):
            unlike = _unlike(first, array[0], source.name, values)
            raise DataError(str(path), unlike)
        filled.put(at, values)
    if at + 1 != count:
        raise DataError(str(path), f"promises {count:,} images, but holds {at + 1:,}")
    return array, 65535 if array.dtype.itemsize > 1 else 255


def _values(path: Path, source: Source, wanted: Wanted) -> np.ndarray:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(source.content, formats=FORMATS) as opened:
            bands = len(opened.getbands())
            size = opened.width * opened.height * bands
            if size > _LARGE:  # asking how much memory there is takes time
                memory.check(path, size, f"the image {source.name}")
            image = _plain(path, source.name, opened, wanted)
            if wanted.size and image.size != wanted.size[::-1]:
                method = Image.Resampling[wanted.resize.upper()]
                image = image.resize(wanted.size[::-1], method)
            values = np.asarray(image)
    except DataError:
        raise
    except UnidentifiedImageError as error:
        raise DataError(str(path), _no_image(source)) from error
    except Exception as error:  # Pillow raises many kinds for damaged images
        problem = f"{source.name} is a damaged image ({said(error)})"
        raise DataError(str(path), problem) from error
    return values.astype(np.uint16) if values.dtype.itemsize > 1 else values


def _upright(image: Any) -> Any:
    """Turn a photograph as its camera says that it was held: viewers do so, too."""
    if "exif" not in image.info:
        return image
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    turned.format = image.format
    return turned


def _plain(path: Path, name: str, image: Any, wanted: Wanted) -> Any:
    """Make an image grey or of three colours, without transparency."""
    if image.format in _ANIMATED and getattr(image, "n_frames", 1) > 1:
        frames = image.n_frames
        raise DataError(str(path), f"{name} holds {frames} images; save one a file")
    image = _upright(image)
    if image.mode in _SIXTEEN or (image.mode == "I" and image.format in ("PNG", "PPM")):
        return image
    if image.has_transparency_data:
        image = _opaque(path, name, image, wanted)
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        image = image.convert("RGB")
    if image.mode not in ("L", "RGB"):
        raise DataError(
            str(path),
            f"{name} is an image of mode {image.mode}; save it as grey or RGB, of 8 "
            "bits, or grey of 16 bits",
        )
    return image.convert("L") if wanted.grey else image


def _opaque(path: Path, name: str, image: Any, wanted: Wanted) -> Any:
    from PIL import Image

    grey = image.mode in ("1", "L", "LA", "La")
    plain, clear = ("L", "LA") if grey else ("RGB", "RGBA")
    image = image.convert(clear)
    is_opaque = image.getchannel("A").getextrema() == (255, 255)
    if is_opaque or wanted.alpha == "drop":
        return image.convert(plain)
    if wanted.alpha in BACKGROUNDS:
        ground = Image.new("RGBA", image.size, wanted.alpha)
        return Image.alpha_composite(ground, image.convert("RGBA")).convert(plain)
    raise DataError(
        str(path),
        f"{name} is transparent in places; write `data: {{alpha: white}}` for a white "
        "background, or black, or drop to leave transparency out",
    )


def _unlike(first: str, one: np.ndarray, name: str, other: np.ndarray) -> str:
    if one.ndim != other.ndim:
        grey, colours = (first, name) if one.ndim == 2 else (name, first)
        return (
            f"{grey} is grey, but {colours} has colours; write `data: {{grey: true}}` "
            "to make all grey"
        )
    if one.shape != other.shape:
        (height, width), (high, wide) = one.shape[:2], other.shape[:2]
        return (
            f"{first} has {height}x{width} pixels, but {name} has {high}x{wide}; write "
            f"`data: {{size: [{height}, {width}]}}` to bring all to one size"
        )
    return (
        f"{first} has {8 * one.itemsize} bits a value, but {name} has "
        f"{8 * other.itemsize}; save all with as many"
    )


def _no_image(source: Source) -> str:
    content = source.content
    if isinstance(content, Path):
        if content.stat().st_size == 0:
            return f"{source.name} is an empty file (0 bytes); fetch it again"
        with content.open("rb") as file:
            head = file.read(64)
    else:
        content.seek(0)
        head = content.read(64)
        if not head:
            return f"{source.name} is an image of 0 bytes; take it out, or get it again"
    is_page = any(mark in head.lower() for mark in (b"<html", b"<!doctype"))
    page = ", but a web page" if is_page else ""
    known = ", ".join(FORMATS)
    return f"{source.name} is no image that can be decoded{page}; known are {known}"
