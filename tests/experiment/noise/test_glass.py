import numpy as np
import pytest
from helpers.kinds import drawn, images
from scipy import ndimage


def exchanged(image, draws, level):
    """Exchange pixels of one image in a plain loop."""
    height, width = image.shape[:2]
    image = image.copy()
    for round_of in draws:
        pixel = 0
        for row in range(height):
            for column in range(width):
                down, right = np.rint((2 * round_of[:, pixel] - 1) * np.float32(level))
                other = (
                    int(np.clip(row + down, 0, height - 1)),
                    int(np.clip(column + right, 0, width - 1)),
                )
                kept = image[row, column].copy()
                image[row, column] = image[other]
                image[other] = kept
                pixel += 1
    return image


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_are_exchanged_one_after_the_other_between_two_blurs(channels):
    clean = images(count=3, channels=channels)
    shape = (3, 2, 2, clean.shape[1] * clean.shape[2])  # images, rounds, down and right
    draws = np.random.default_rng(7).random(shape, dtype=np.float32)
    noisy = drawn("glass_blur", clean, 1.6, blur=0.8)
    for number in range(3):
        blurred = ndimage.gaussian_filter(clean[number], (0.8, 0.8, 0), mode="nearest")
        mixed = exchanged(blurred, draws[number], 1.6)
        expected = ndimage.gaussian_filter(mixed, (0.8, 0.8, 0), mode="nearest")
        np.testing.assert_allclose(noisy[number], expected, atol=1e-6)


def test_without_blur_pixels_only_change_places():
    clean = images(channels=3)
    noisy = drawn("glass_blur", clean, 3, blur=0, rounds=1)
    assert not np.array_equal(noisy, clean)
    for before, after in zip(clean, noisy, strict=True):
        values = [np.sort(image.reshape(-1, 3), axis=0) for image in (before, after)]
        np.testing.assert_array_equal(*values)


def test_more_rounds_carry_pixels_further():
    point = np.zeros((300, 21, 21, 1), np.float32)
    point[:, 10, 10] = 1
    far = np.hypot(*np.mgrid[-10:11, -10:11])[..., np.newaxis]
    few, many = (
        (drawn("glass_blur", point, 1, blur=0, rounds=rounds) * far).sum()
        for rounds in (1, 4)
    )
    assert many > 1.3 * few
