import io
from pathlib import Path

import numpy as np
import pytest
from helpers.data_formats import png
from PIL import Image

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import NOTHING_SAID, Wanted
from noiselab.experiment.datasets.reading import pictures
from noiselab.experiment.datasets.reading.pictures import Source


def decoded(*contents, wanted=NOTHING_SAID, count=None):
    sources = [Source(f"n{at}", io.BytesIO(each)) for at, each in enumerate(contents)]
    return pictures.decoded(Path("own"), sources, count or len(contents), wanted)


def test_grey_values_come_back():
    image = np.arange(12).reshape(3, 4)
    images, white = decoded(png(image), png(image + 100))
    np.testing.assert_array_equal(images, [image, image + 100])
    assert (images.dtype, white) == (np.uint8, 255)
    deep, white = decoded(png(image * 5000, bits=16))
    np.testing.assert_array_equal(deep, [image * 5000])
    assert (deep.dtype, white) == (np.uint16, 65535)


def test_of_colours_with_16_bits_the_upper_eight_are_read():
    deep = np.full((2, 2, 3), 0x12FF)
    images, white = decoded(png(deep, bits=16))
    assert ((images == 0x12).all(), white) == (True, 255)


def test_animations_and_inks_are_refused():
    film, inks = io.BytesIO(), io.BytesIO()
    other = Image.new("L", (4, 4), 9)
    Image.new("L", (4, 4)).save(film, "GIF", save_all=True, append_images=[other])
    Image.new("CMYK", (4, 4)).save(inks, "JPEG")
    for file, line in ((film, "n0 holds 2 images"), (inks, "mode CMYK")):
        with pytest.raises(DataError, match=line):
            decoded(file.getvalue())


def test_depth_must_not_change():
    image = np.zeros((2, 2))
    with pytest.raises(DataError, match="n0 has 8 bits a value, but n1 has 16"):
        decoded(png(image), png(image, bits=16))


def test_a_size_beyond_memory_is_not_decoded():
    content = png(np.zeros((4, 4)))
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)
    content = (
        content[:16]
        + header
        + struct.pack(">I", zlib.crc32(b"IHDR" + header))
        + content[33:]
    )
    with pytest.raises(DataError, match="own: "):
        decoded(content)
    with pytest.raises(DataError, match="such images would take"):
        decoded(png(np.zeros((100, 100))), count=10**9)


def test_every_method_of_pillow_is_known():
    for method in pictures.METHODS:
        images, _ = decoded(
            png(np.full((6, 4), 7)), wanted=Wanted(size=(3, 2), resize=method)
        )
        assert (images == 7).all()
        assert images.shape == (1, 3, 2)


@pytest.mark.parametrize(
    "head", [b"P5\n4 4\n255\n..", b"BM\x46\0\0\0\0\0\0\0\x36\0", b"RIFF....WEBP"]
)
def test_beginnings_of_images(head):
    assert pictures.begins_as_one(head)


@pytest.mark.parametrize(
    "head", [b"P1xels and so on", b"BMwcars are here", b"RIFF....WAVE", b"<html>......"]
)
def test_beginnings_of_others(head):
    assert not pictures.begins_as_one(head)
