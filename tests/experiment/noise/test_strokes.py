"""Lines and stripes by their closed forms."""

import math

import numpy as np
import pytest
from helpers.kinds import drawn, images

BLACK = np.zeros((300, 28, 28, 1), np.float32)


def fading(distance):
    return max(1 + math.log(1 - min(distance, 2.299) / 2.3), 0)


def test_a_dotted_line_runs_from_edge_to_edge_and_fades():
    rng = np.random.default_rng(7)
    first, last = 27 * rng.random((2, 300, 1), dtype=np.float32)[:, :, 0]
    noisy = drawn("dotted_line", BLACK, 0.8)
    for number in range(3):
        for column in range(28):
            centre = first[number] + (last[number] - first[number]) * column / 27
            is_dot = column % 4 >= 2
            expected = [0.8 * is_dot * fading(abs(row - centre)) for row in range(28)]
            found = noisy[number, :, column, 0]
            np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_zigzag_has_waves_of_eight_pixels_and_two_of_height():
    rng = np.random.default_rng(7)
    first, rise = rng.random((2, 300, 1), dtype=np.float32)[:, :, 0]
    noisy = drawn("zigzag", BLACK, 1)
    corners = {0: 0, 2: 2, 6: -2, 8: 0}  # row of the wave by column
    for number in range(3):
        for column in range(28):
            along = column - 2
            wave = np.interp(along % 8, [*corners], [*corners.values()])
            centre = 27 * first[number] + 5 * (2 * rise[number] - 1) * along / 23 + wave
            is_drawn = 2 <= column <= 25
            expected = [is_drawn * fading(abs(row - centre)) for row in range(28)]
            found = noisy[number, :, column, 0]
            np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize("kind", ["dotted_line", "zigzag"])
def test_lines_are_added_alike_to_all_channels_and_levels_share_them(kind):
    clean = images(channels=3, height=20, width=24)
    weak, strong = (drawn(kind, clean, level) - clean for level in (0.25, 1))
    np.testing.assert_allclose(strong, 4 * weak, atol=1e-5)
    np.testing.assert_allclose(strong[..., 0], strong[..., 2], atol=1e-6)
    assert (clean + strong).max() > 1  # not clipped


@pytest.mark.parametrize(("level", "wide"), [(0.5, 7), (0.25, 4), (1, 14)])
def test_stripes_are_inverted(level, wide):
    clean = images(height=28, width=28)
    noisy = drawn("stripe", clean, level)
    expected = clean.copy()
    for part in (np.s_[:, :, :wide], np.s_[:, :, 28 - wide :]):
        expected[part] = 1 - clean[part]
    np.testing.assert_array_equal(noisy, expected)


def test_stripes_of_an_odd_width_invert_all_of_it_once():
    clean = images(height=5, width=7)
    np.testing.assert_array_equal(drawn("stripe", clean, 1), 1 - clean)
