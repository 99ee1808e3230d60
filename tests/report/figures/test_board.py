import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from noiselab.report.figures.board import Board, axes_at, scaled

# 20 x 30 pixels, so that 3 lie between two; nothing in it is black or white
IMAGE = np.linspace(0.25, 0.75, 600).reshape(20, 30, 1)


@pytest.fixture
def board():
    """Two rows of three images, 30 pixels to half an inch, 12 above each for text."""
    return Board(IMAGE, 2, 3, inch=0.5, above=0.4)


def rendered(figure):
    """The red, green and blue of every pixel, from 0 to 1."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255


def grey(colour):
    """The same pixels, all of which must be grey."""
    assert (colour == colour[..., :1]).all()
    return colour[..., 0]


def boxes(ax):
    """The box of each text, in pixels of the board: x0, x1, y0, y1."""
    ax.figure.draw_without_rendering()
    by_text = {}
    for text in ax.texts:
        box = ax.transData.inverted().transform_bbox(text.get_window_extent())
        (x0, x1), (y0, y1) = sorted(box.intervalx), sorted(box.intervaly)
        by_text[text.get_text()] = x0, x1, y0, y1
    return by_text


def test_rows_count_downwards_and_columns_to_the_right(board):
    assert board.slot(0, 0) == (slice(12, 32), slice(0, 30))
    assert board.slot(1, 2) == (slice(47, 67), slice(66, 96))


def test_small_images_do_not_touch():
    assert Board(IMAGE[:4, :4], 2, 2, 1.0).slot(1, 1) == (slice(5, 9), slice(5, 9))


def test_the_size_is_in_inches(board):
    assert (board.width, board.height) == pytest.approx((96 / 60, 67 / 60))


def test_images_are_drawn_into_their_slots_and_all_else_is_white(board):
    board.draw(IMAGE, 0, 0, own_scale=False, like=IMAGE)
    board.draw(IMAGE[::-1], 1, 2, own_scale=False, like=IMAGE)
    figure = Figure(figsize=(3, 2), dpi=60)  # one screen pixel for each
    board.onto(figure, 0.5, 0.25)
    expected = np.ones((120, 180))
    top, left = 120 - 15 - 67, 30
    expected[top + 12 : top + 32, left : left + 30] = IMAGE[..., 0]
    expected[top + 47 : top + 67, left + 66 : left + 96] = IMAGE[::-1, :, 0]
    np.testing.assert_allclose(grey(rendered(figure)), expected, atol=2 / 255)


@pytest.mark.parametrize("channels", [3, 4])
def test_colours_are_drawn_and_a_fourth_channel_is_not(channels):
    image = np.zeros((10, 10, channels))
    image[..., :3] = 0.2, 0.4, 0.6
    board = Board(image, 1, 2, inch=0.5)
    board.draw(image, 0, 1, own_scale=False, like=image)
    figure = Figure(figsize=(board.width, board.height), dpi=20)
    board.onto(figure, 0, 0)
    pixels = rendered(figure)
    assert pixels.shape == (10, 21, 3)
    np.testing.assert_array_equal(pixels[:, :11], 1)
    np.testing.assert_allclose(pixels[:, 11:], image[..., :3], atol=1 / 255)


def test_an_image_may_be_drawn_on_the_scale_of_others(board):
    board.draw(IMAGE, 0, 0, own_scale=True, like=np.array([-0.25, 1.75]))
    ax = board.onto(Figure(), 0, 0)
    drawn = ax.images[0].get_array()[board.slot(0, 0)]
    np.testing.assert_allclose(drawn, IMAGE[..., 0] / 2 + 0.125)


def test_text_above_is_centred_in_the_room_over_its_image(board):
    board.write_above("7", 0, 1)
    board.write_above("9", 1, 2)
    drawn = boxes(board.onto(Figure(figsize=(3, 2)), 0.5, 0.25))
    for word, middle, top in (("7", 48, 12), ("9", 81, 47)):
        left, right, above, below = drawn[word]
        assert (left + right) / 2 == pytest.approx(middle, abs=0.5)
        assert top - 12 <= above < below < top


def test_text_beside_ends_left_of_its_row_at_mid_height(board):
    board.write_beside({0: "clean", 1: "two\nlines"})
    drawn = boxes(board.onto(Figure(figsize=(3, 2)), 0.5, 0.25))
    for words, middle in (("clean", 22), ("two\nlines", 57)):
        left, right, above, below = drawn[words]
        assert left < right == pytest.approx(-3, abs=0.5)
        assert (above + below) / 2 == pytest.approx(middle, abs=1)


def test_an_axes_has_the_box_that_was_asked_for():
    ax = axes_at(Figure(figsize=(4, 2)), (0.5, 0.25, 3, 1))
    inches = ax.get_position().bounds * np.array([4, 2, 4, 2])
    assert inches == pytest.approx([0.5, 0.25, 3, 1])


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        ([-1, 0, 0.25, 1, 2], {}, [0, 0, 0.25, 1, 1]),
        ([0.5], {"like": np.array([0.5, 9])}, [0.5]),  # on no scale of its own
        ([-2, 0, 2], {"own_scale": True}, [0, 0.5, 1]),
        ([-2, 0, 9], {"own_scale": True, "like": np.array([-1, 3])}, [0, 0.25, 1]),
        ([30, 30], {"own_scale": True}, [0, 0]),
    ],
    ids=["fixed", "fixed beside others", "own", "that of others", "a single grey"],
)
def test_scales(values, options, expected):
    image = np.array(values, dtype=float).reshape(1, -1, 1)
    assert scaled(image, **options).tolist() == [expected]
    assert image.ravel().tolist() == values


def test_a_fourth_channel_is_on_no_scale():
    image = np.array([[[1.0, 2, 3, -9], [3, 2, 1, 9]]])
    assert scaled(image, own_scale=True).tolist() == [[[0, 0.5, 1], [1, 0.5, 0]]]


@pytest.mark.parametrize(
    ("channels", "kept"), [(1, 0), (2, 0), (3, [0, 1, 2]), (4, [0, 1, 2])]
)
def test_which_channels_are_shown(channels, kept):
    image = np.random.default_rng(0).random((2, 3, channels))
    np.testing.assert_array_equal(scaled(image), image[..., kept])
