"""Writing a picture as a PNG in little time.

Pillow tries five filters for each row of pixels, which takes as long as compressing it.
Figures are plain areas with a few lines: the difference to the row above suits them.
"""

import struct
import zlib

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS = 8  # of a value
TYPES = {"L": 0, "RGB": 2, "RGBA": 6}  # grey, and colours without and with transparency
UP = 2  # the filter: each byte minus that above it
LEVEL = 1  # of compression: the quickest
METRES_PER_INCH = 0.0254
SOME = 8  # rows and columns, of which one is looked at first


def encoded(image: Image.Image, dpi: int) -> bytes:
    """Encode a picture as a PNG; all of its pixels keep their values.

    One in which every pixel is opaque and grey is stored with one value for each.

    Args:
        image: The picture, in mode L, RGB or RGBA.
        dpi: Its pixels per inch, as viewers may show it.

    Source:
        W3C, "Portable Network Graphics (PNG) Specification (Third Edition)" (2025):
        sections 9.2 (filter types), 11.2 (critical chunks), 11.3.4.3 (pHYs).
    """
    image = _plainest(image)
    pixels = np.asarray(image)
    pixels = pixels.reshape(len(pixels), -1)
    rows = np.empty((len(pixels), 1 + pixels.shape[1]), np.uint8)
    rows[:, 0] = UP
    rows[0, 1:] = pixels[0]
    np.subtract(pixels[1:], pixels[:-1], out=rows[1:, 1:])
    per_metre = round(dpi / METRES_PER_INCH)
    header = struct.pack(">2I5B", *image.size, BITS, TYPES[image.mode], 0, 0, 0)
    return SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _plainest(image: Image.Image) -> Image.Image:
    """Leave out what a picture has none of: transparency, then colour."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    if image.mode == "RGB":
        pixels = np.asarray(image)
        # most pictures have colour in some of these already
        if all(map(_is_grey, (pixels[::SOME, ::SOME], pixels))):
            return image.getchannel("R")
    return image


def _is_grey(pixels: np.ndarray) -> bool:
    red, green, blue = np.moveaxis(pixels, -1, 0)
    return bool((red == green).all() and (red == blue).all())


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    length, checksum = len(content), zlib.crc32(checked)
    return struct.pack(">I", length) + checked + struct.pack(">I", checksum)
