import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

from noiselab.report.figures import board, numbers


@pytest.fixture
def ax():
    ax = board.axes_at(Figure(figsize=(4, 3)), (0, 0, 4, 3))
    ax.set(xlim=(0, 4), ylim=(0, 3))
    return ax


def test_numbers_stand_in_the_middle_of_their_places_in_their_size(ax):
    numbers.write(ax, [(1, 2), (3, 1)], ["8", "10"], [False, False], 10)
    (drawn,) = ax.collections
    assert drawn.words == ["8", "10"]
    ax.figure.draw_without_rendering()
    boxes = [path.get_extents(drawn.get_transform()) for path in drawn.get_paths()]
    for box in boxes:
        assert box.min == pytest.approx(-box.max)
    points = boxes[0].size * 72 / ax.figure.dpi
    assert 6 < points[1] < 8.5  # a digit is about three quarters as tall as the font
    places = drawn.get_offset_transform().transform(drawn.get_offsets())
    np.testing.assert_allclose(places / ax.figure.dpi, [(1, 2), (3, 1)])


def test_they_are_light_on_dark_and_dark_on_light(ax):
    numbers.write(ax, [(1, 2), (3, 1)], ["1", "2"], [True, False], 8)
    colours = {
        some.words[0]: to_hex(some.get_facecolor()[0]) for some in ax.collections
    }
    assert colours == {"1": "#ffffff", "2": numbers.DARK}


def test_nothing_is_written_where_there_is_nothing(ax):
    numbers.write(ax, [], [], [], 8)
    assert not ax.collections


@pytest.mark.parametrize("letters", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("lines", [1, 2])
def test_they_fit_into_their_squares(ax, letters, lines):
    size = numbers.size_in(0.3, letters, most=99, lines=lines)
    numbers.write(ax, [(1, 1)], ["8" * letters], [False], size)
    (drawn,) = ax.collections
    box = drawn.get_paths()[0].get_extents(drawn.get_transform())
    wide, tall = box.size / ax.figure.dpi
    assert wide < 0.3
    assert lines * tall < 0.3
    assert max(wide, lines * tall) > 0.15


@pytest.mark.parametrize("word", ["+0.123", "\N{MINUS SIGN}0.047", "12,345", "1437"])
def test_a_word_of_letters_is_the_word_that_matplotlib_draws(word):
    whole = TextPath((0, 0), word, size=1)
    middle = whole.get_extents().get_points().mean(axis=0)
    made = numbers._shape(word)
    np.testing.assert_allclose(made.vertices, whole.vertices - middle, atol=1e-12)
    np.testing.assert_array_equal(made.codes, whole.codes)
