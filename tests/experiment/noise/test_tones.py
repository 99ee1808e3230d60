"""Brightness, contrast and quantization against closed forms and Pillow."""

import numpy as np
import pytest
from helpers.kinds import drawn, images
from PIL import Image, ImageEnhance


def test_brightness_adds_or_takes_away_and_does_not_clip():
    clean = images(channels=3)
    brighter = drawn("brightness", clean, 0.3)
    np.testing.assert_allclose(brighter, clean + 0.3, atol=1e-6)
    darker = drawn("brightness", clean, 0.3, direction="darker")
    np.testing.assert_allclose(darker, clean - 0.3, atol=1e-6)
    assert brighter.max() > 1
    assert darker.min() < 0


@pytest.mark.parametrize("level", [0.25, 0.6, 1])
def test_contrast_scales_the_deviation_about_the_mean(level):
    clean = images(channels=3)
    noisy = drawn("contrast", clean, level)
    axes = (1, 2)
    noisy, clean = noisy.astype(np.float64), clean.astype(np.float64)
    np.testing.assert_allclose(noisy.mean(axes), clean.mean(axes), atol=1e-6)
    expected = (1 - level) * clean.std(axes)
    np.testing.assert_allclose(noisy.std(axes), expected, atol=1e-6)


def test_contrast_is_that_of_pillow_where_the_mean_is_a_grey_level():
    greys = np.array([[0, 40, 80], [120, 160, 200]], np.uint8)  # the mean is 100
    clean = (greys / np.float32(255))[np.newaxis, :, :, np.newaxis]
    theirs = np.asarray(ImageEnhance.Contrast(Image.fromarray(greys)).enhance(0.4))
    noisy = drawn("contrast", clean, 0.6)[0, :, :, 0] * 255
    np.testing.assert_allclose(noisy, theirs, atol=1)


@pytest.mark.parametrize(("level", "values"), [(7, 2), (6, 4), (5, 8), (3, 32)])
def test_quantization_leaves_so_many_values_evenly_between(level, values):
    clean = np.linspace(0, 1, 1001, dtype=np.float32).reshape(1, 7, 143, 1)
    noisy = drawn("quantization", clean, level)
    expected = np.arange(values) / (values - 1)
    np.testing.assert_allclose(np.unique(noisy), expected, atol=1e-6)
    assert np.abs(noisy - clean).max() <= 0.5 / (values - 1) + 1e-6


def test_what_is_not_whole_leaves_the_nearest_number_of_values():
    clean = np.linspace(0, 1, 1001, dtype=np.float32).reshape(1, 7, 143, 1)
    assert len(np.unique(drawn("quantization", clean, 6.4))) == 3  # 2 ** 1.6 = 3.03
