"""Blurs of motion and of defocus against means over many places, by SciPy."""

import numpy as np
import pytest
from helpers.kinds import drawn, images
from scipy import ndimage

from noiselab.experiment.noise import averages


def read(image, row, column):
    """Read an image at places beside each pixel, linearly; edge values repeat."""
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]].astype(float)
    at = [rows + row, columns + column]
    return ndimage.map_coordinates(image.astype(float), at, order=1, mode="nearest")


@pytest.mark.parametrize(("level", "angle"), [(3, 0), (5, 90), (4.3, 30), (7, -135)])
def test_motion_blur_is_the_mean_along_a_line(level, angle):
    clean = images(count=1)
    along = (np.arange(2000) + 0.5) / 2000 * level - level / 2
    turned = np.radians(angle)
    expected = np.mean(
        [
            read(clean[0, :, :, 0], -t * np.sin(turned), t * np.cos(turned))
            for t in along
        ],
        axis=0,
    )
    noisy = drawn("motion_blur", clean, level, angle=angle)[0, :, :, 0]
    np.testing.assert_allclose(noisy, expected, atol=2e-5)


def test_level_motion_has_weights_that_can_be_told():
    point = np.zeros((2, 9, 9, 1), np.float32)
    point[:, 4, 4] = 1
    noisy = drawn("motion_blur", point, 3)[0, :, :, 0]
    np.testing.assert_allclose(noisy[4, 2:7] * 3, [0.125, 0.875, 1, 0.875, 0.125])
    assert noisy.sum() == pytest.approx(1)
    rising = drawn("motion_blur", point, 4, angle=45)[0, :, :, 0]
    assert rising[3, 5] > 10 * rising[3, 3]  # up and to the right


def test_each_image_has_an_angle_of_its_own_within_the_spread():
    point = np.zeros((200, 15, 15, 1), np.float32)
    point[:, 7, 7] = 1
    noisy = drawn("motion_blur", point, 9, angle=20, spread=30)
    rows, columns = np.mgrid[-7:8, -7:8]
    angles = []
    for image in noisy[..., 0]:
        across, down = (image * columns**2).sum(), (image * rows**2).sum()
        both = -(image * rows * columns).sum()
        angles.append(np.degrees(np.arctan2(2 * both, across - down)) / 2)
    assert -11 < min(angles) < -5
    assert 45 < max(angles) < 51
    assert len(np.unique(np.round(angles, 3))) > 40
    shorter = drawn("motion_blur", point, 5, angle=20, spread=30)
    assert (
        np.corrcoef(
            (shorter * columns[..., None] * rows[..., None]).sum((1, 2, 3)), angles
        )[0, 1]
        < -0.8
    )


@pytest.mark.parametrize("level", [0.4, 1.5, 4])
def test_defocus_blur_is_the_mean_over_a_disk(level):
    clean = images(count=1)
    side = (np.arange(60) + 0.5) / 30 - 1
    rows, columns = np.meshgrid(side, side)
    inside = rows**2 + columns**2 <= 1
    places = zip(level * rows[inside], level * columns[inside], strict=True)
    expected = np.mean([read(clean[0, :, :, 0], *place) for place in places], axis=0)
    noisy = drawn("defocus_blur", clean, level)[0, :, :, 0]
    np.testing.assert_allclose(noisy, expected, atol=2e-3)


def test_the_disk_spreads_as_far_as_a_disk_does():
    level, side = 6, 41
    point = np.zeros((2, side, side, 1), np.float32)
    point[:, 20, 20] = 1
    noisy = drawn("defocus_blur", point, level)[0, :, :, 0].astype(np.float64)
    places = np.arange(side) - 20
    assert noisy.sum() == pytest.approx(1, abs=1e-5)
    # a disk's variance r²/4 on each axis, and 1/6, that of reading between pixels
    variance = (noisy.sum(axis=0) * places**2).sum()
    assert variance == pytest.approx(level**2 / 4 + 1 / 6, rel=0.01)
    np.testing.assert_allclose(noisy, noisy.T, atol=1e-6)


@pytest.mark.parametrize(("kind", "level"), [("motion_blur", 6), ("defocus_blur", 3)])
def test_large_images_are_blurred_as_small_ones(kind, level, monkeypatch):
    clean = images(channels=3)
    by_matrix = drawn(kind, clean, level)
    monkeypatch.setattr(averages, "_MOST", 0)
    np.testing.assert_allclose(drawn(kind, clean, level), by_matrix, atol=2e-6)


def test_colours_do_not_mix():
    clean = images(channels=3)
    for kind in ("motion_blur", "defocus_blur"):
        noisy = drawn(kind, clean, 3)
        for channel in range(3):
            alone = drawn(kind, clean[..., channel : channel + 1], 3)
            np.testing.assert_allclose(noisy[..., channel], alone[..., 0], atol=1e-6)
