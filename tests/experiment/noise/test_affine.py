"""Turned, slanted, shrunk and shifted images against scikit-image, SciPy and Pillow."""

import numpy as np
import pytest
from helpers.kinds import drawn, images
from PIL import Image
from skimage import transform

TOLERANCE = 2e-6


def warped(image, inverse):
    """Read an image linearly at inverse(columns, rows), black beyond."""
    return transform.warp(image.astype(np.float64), inverse, order=1, clip=False)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("direction", "sign"), [("left", 1), ("right", -1)])
def test_rotation_is_that_of_scikit_image(channels, direction, sign):
    clean = images(channels=channels)
    noisy = drawn("rotation", clean, 33, direction=direction)
    for before, after in zip(clean, noisy, strict=True):
        expected = transform.rotate(before.astype(np.float64), sign * 33, clip=False)
        np.testing.assert_allclose(after, expected, atol=TOLERANCE)


def test_a_quarter_turn_is_exact():
    clean = images(height=12, width=12)
    noisy = drawn("rotation", clean, 90, direction="left")
    np.testing.assert_allclose(noisy, np.rot90(clean, axes=(1, 2)), atol=TOLERANCE)


def test_each_image_turns_to_its_own_side_at_every_level_alike():
    clean = images(count=400, height=6, width=6)
    left, right = (drawn("rotation", clean, 20, direction=d) for d in ("left", "right"))
    noisy = drawn("rotation", clean, 20)
    is_left = [np.array_equal(a, b) for a, b in zip(noisy, left, strict=True)]
    is_right = [np.array_equal(a, b) for a, b in zip(noisy, right, strict=True)]
    assert all(a != b for a, b in zip(is_left, is_right, strict=True))
    assert abs(sum(is_left) - 200) < 5 * 10  # a binomial's deviation is 10
    other = drawn("rotation", clean, 50)
    left = drawn("rotation", clean, 50, direction="left")
    assert is_left == [np.array_equal(a, b) for a, b in zip(other, left, strict=True)]


@pytest.mark.parametrize("channels", [1, 3])
def test_shear_slants_about_the_centre(channels):
    clean = images(channels=channels, count=30)
    noisy = drawn("shear", clean, 0.4)
    middle = (clean.shape[1] - 1) / 2
    seen = set()
    for before, after in zip(clean, noisy, strict=True):
        both = []
        for sign in (-1, 1):
            matrix = np.array([[1, sign * 0.4, -sign * 0.4 * middle], [0, 1, 0]])
            inverse = transform.AffineTransform(np.vstack([matrix, [0, 0, 1]]))
            both.append(np.abs(after - warped(before, inverse)).max() < TOLERANCE)
        assert sum(both) == 1
        seen.add(both.index(True))
    assert seen == {0, 1}


@pytest.mark.parametrize("level", [0.1, 0.25, 0.5])
def test_scale_shrinks_towards_the_centre(level):
    clean, factor = images(channels=3), 1 / (1 - level)
    middles = np.array([clean.shape[2] - 1, clean.shape[1] - 1]) / 2
    shift = middles - factor * middles
    inverse = transform.AffineTransform(scale=(factor, factor), translation=shift)
    for before, after in zip(clean, drawn("scale", clean, level), strict=True):
        np.testing.assert_allclose(after, warped(before, inverse), atol=TOLERANCE)


def test_translate_shifts_whole_pixels_exactly_and_parts_as_pillow_does():
    clean = images(count=60)
    noisy = drawn("translate", clean, 2)
    height, width = clean.shape[1:3]
    seen = set()
    for before, after in zip(clean, noisy, strict=True):
        for down in (-2, 2):
            for right in (-2, 2):
                expected = np.zeros_like(before)
                rows = slice(max(down, 0), height + min(down, 0))
                columns = slice(max(right, 0), width + min(right, 0))
                from_rows = slice(max(-down, 0), height + min(-down, 0))
                from_columns = slice(max(-right, 0), width + min(-right, 0))
                expected[rows, columns] = before[from_rows, from_columns]
                if np.array_equal(after, expected):
                    seen.add((down, right))
                    break
    assert len(seen) == 4
    half = drawn("translate", clean[:1], 1.5)[0, :, :, 0]
    picture = Image.fromarray(clean[0, :, :, 0])
    candidates = [
        np.asarray(
            picture.transform(
                picture.size,
                Image.Transform.AFFINE,
                (1, 0, x, 0, 1, y),
                Image.Resampling.BILINEAR,
            )
        )[3:-3, 3:-3]
        for x in (-1.5, 1.5)
        for y in (-1.5, 1.5)
    ]
    far = [np.abs(half[3:-3, 3:-3] - one).max() for one in candidates]
    assert min(far) < 1e-5
