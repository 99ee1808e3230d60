"""Larger pixels and JPEG against Pillow's resizing and the cosine transform."""

import io

import numpy as np
import pytest
from helpers.kinds import drawn, images
from PIL import Image
from scipy import fft

# Table K.1 of ITU-T T.81, for the quality 50.
LUMINANCE = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ]
)


@pytest.mark.parametrize("level", [0.3, 0.45, 0.75, 1])
def test_pixelate_is_that_of_pillow(level):
    clean = images(channels=1)
    height, width = clean.shape[1:3]
    sides = [max(round(side * (1 - level)), 1) for side in (width, height)]
    for before, after in zip(clean, drawn("pixelate", clean, level), strict=True):
        small = Image.fromarray(before[..., 0]).resize(sides, Image.Resampling.BOX)
        large = small.resize((width, height), Image.Resampling.BOX)
        np.testing.assert_allclose(after[..., 0], np.asarray(large), atol=1e-5)


def test_pixelate_leaves_colours_apart():
    clean = images(channels=3)
    noisy = drawn("pixelate", clean, 0.5)
    for channel in range(3):
        alone = drawn("pixelate", clean[..., channel : channel + 1], 0.5)
        np.testing.assert_allclose(noisy[..., channel], alone[..., 0], atol=1e-6)


@pytest.mark.parametrize("level", [25, 50, 80])
def test_jpeg_rounds_the_cosine_transform_of_each_block(level):
    clean = images(count=3, height=16, width=24)
    quality = 100 - level
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    steps = np.clip((LUMINANCE * scale + 50) // 100, 1, 255)
    greys = np.rint(clean[..., 0] * 255) - 128
    blocks = greys.reshape(3, 2, 8, 3, 8).transpose(0, 1, 3, 2, 4)
    spectrum = fft.dctn(blocks, axes=(3, 4), norm="ortho")
    back = fft.idctn(np.rint(spectrum / steps) * steps, axes=(3, 4), norm="ortho")
    expected = back.transpose(0, 1, 3, 2, 4).reshape(3, 16, 24) + 128
    expected = np.clip(np.rint(expected), 0, 255)
    noisy = drawn("jpeg", clean, level)[..., 0] * 255
    # libjpeg computes with whole numbers, so that some coefficients round elsewhere
    assert np.mean(np.abs(noisy - expected) <= 1) > 0.8
    off, lost = noisy - expected, 255 * clean[..., 0] - expected
    assert (off**2).mean() < 0.05 * (lost**2).mean()


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_jpeg_is_the_file_of_each_image(channels):
    clean = images(count=40, channels=channels)
    noisy = drawn("jpeg", clean, 70)
    greys = np.rint(clean * 255).astype(np.uint8)
    planes = [greys] if channels == 3 else np.moveaxis(greys, 3, 0)
    made = [noisy] if channels == 3 else np.moveaxis(noisy, 3, 0)
    for before, after in zip(planes, made, strict=True):
        for image, stored in zip(before, after, strict=True):
            file = io.BytesIO()
            Image.fromarray(image).save(file, "JPEG", quality=30, subsampling=0)
            theirs = np.asarray(Image.open(file)) / np.float32(255)
            np.testing.assert_array_equal(stored, theirs)


def test_more_images_than_a_file_holds_lines():
    clean = np.repeat(images(count=1, height=40, width=8), 2000, axis=0)
    noisy = drawn("jpeg", clean, 60)
    np.testing.assert_array_equal(noisy, np.repeat(noisy[:1], 2000, axis=0))
