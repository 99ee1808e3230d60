"""Pictures as PNG files: any reader gives the same pixels back."""

import io

import numpy as np
import pytest
from PIL import Image

from noiselab.report.figures import png_file

rng = np.random.default_rng(0)
PIXELS = {
    "RGB": rng.integers(0, 256, (5, 7, 3), np.uint8),
    "RGBA": rng.integers(0, 256, (5, 7, 4), np.uint8),
    "L": rng.integers(0, 256, (5, 7), np.uint8),
    "one row": rng.integers(0, 256, (1, 9, 3), np.uint8),
    "one pixel": np.full((1, 1, 3), (1, 2, 3), np.uint8),
}


def read(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.verify()  # its checksums
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("name", PIXELS)
def test_pixels_come_back_as_they_were(name):
    image = read(png_file.encoded(Image.fromarray(PIXELS[name]), 144))
    np.testing.assert_array_equal(np.asarray(image), PIXELS[name])


def test_matplotlib_reads_it_too():
    from matplotlib import image

    picture = io.BytesIO(png_file.encoded(Image.fromarray(PIXELS["RGB"]), 144))
    np.testing.assert_array_equal(
        np.rint(255 * image.imread(picture, format="png")), PIXELS["RGB"]
    )


def test_its_size_on_paper_is_kept():
    image = read(png_file.encoded(Image.fromarray(PIXELS["L"]), 144))
    assert image.info["dpi"] == pytest.approx((144, 144), abs=0.01)


def test_what_has_no_transparency_and_no_colour_has_one_value_for_a_pixel():
    grey = np.repeat(PIXELS["L"][..., None], 3, axis=2)
    opaque = np.full_like(grey[..., :1], 255)
    for pixels in (grey, np.concatenate([grey, opaque], axis=2)):
        image = read(png_file.encoded(Image.fromarray(pixels), 144))
        assert image.mode == "L"
        np.testing.assert_array_equal(np.asarray(image), PIXELS["L"])


def test_a_single_pixel_of_colour_or_of_transparency_is_kept():
    grey = np.full((4, 4, 4), 255, np.uint8)
    for channel, mode in ((1, "RGB"), (3, "RGBA")):
        pixels = grey.copy()
        pixels[2, 3, channel] = 254
        image = read(png_file.encoded(Image.fromarray(pixels), 144))
        assert image.mode == mode
        np.testing.assert_array_equal(np.asarray(image.convert("RGBA")), pixels)
