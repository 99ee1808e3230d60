import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import axes


def ordered(shape, order=None, row=None):
    images = np.arange(np.prod(shape)).reshape(shape)
    return images, axes.ordered("own.npz", "x_train", images, order, row)


@pytest.mark.parametrize(
    ("shape", "order", "row", "expected"),
    [
        ((5, 8, 9), None, None, (5, 8, 9)),
        ((5, 8, 9, 3), None, None, (5, 8, 9, 3)),
        ((5, 3, 8, 9), "channels_first", None, (5, 8, 9, 3)),
        ((8, 9, 3, 5), "count_last", None, (5, 8, 9, 3)),
        ((8, 9, 5), "count_last", None, (5, 8, 9)),
        ((5, 8, 9, 13), "channels_last", None, (5, 8, 9, 13)),
        ((5, 784), None, None, (5, 28, 28)),
        ((5, 6), None, (2, 3), (5, 2, 3)),
        ((5, 12), "channels_first", (3, 2, 2), (5, 2, 2, 3)),
    ],
)
def test_axes_get_their_order(shape, order, row, expected):
    assert ordered(shape, order, row)[1].shape == expected


def test_a_channel_stays_whole():
    images, made = ordered((2, 3, 4, 4), "channels_first")
    np.testing.assert_array_equal(made[1, :, :, 2], images[1, 2])


@pytest.mark.parametrize(
    ("shape", "row", "problem"),
    [
        (
            (60, 1, 28, 28),
            None,
            "has shape (60, 1, 28, 28), which would be 28 channels; if the 1 before "
            "height and width counts channels, write `data: {axes: channels_first}`",
        ),
        (
            (60, 13, 64, 64),
            None,
            "has shape (60, 13, 64, 64), which would be 64 channels of 13x64 pixels; "
            "if so, write `data: {axes: channels_last}`, and `{axes: channels_first}` "
            "or `{axes: count_last}` if not",
        ),
        (
            (5, 3072),
            None,
            "has shape (5, 3072); rows of 3072 values are no square images: write "
            "`data: {shape: [32, 32, 3]}` if red, green and blue of a pixel stand "
            "together, or `{shape: [3, 32, 32], axes: channels_first}` if all red comes "
            "first",
        ),
        (
            (5, 30),
            (5, 5),
            "has rows of 30 values, and `data: shape` makes 25; write "
            "`data: {shape: [5, 6]}`, with height and width",
        ),
    ],
)
def test_what_may_be_meant_is_asked_about(shape, row, problem):
    with pytest.raises(DataError) as caught:
        ordered(shape, None, row)
    assert str(caught.value) == f"own.npz: x_train {problem}"


def test_rows_may_hold_one_colour_after_the_other():
    images, made = ordered((2, 48), "channels_first", (3, 4, 4))
    np.testing.assert_array_equal(made[1, :, :, 2], images[1, 32:].reshape(4, 4))


@pytest.mark.parametrize("shape", [(5, 1, 784), (5, 784, 1)])
def test_rows_in_the_form_of_images_are_asked_about(shape):
    line = "x".join(map(str, shape[1:]))
    with pytest.raises(DataError) as caught:
        ordered(shape)
    assert str(caught.value) == (
        f"own.npz: x_train has shape {shape}, which would be images of {line} pixels; if "
        "these are rows of square ones, write `data: {shape: [28, 28]}`, and `{shape: "
        f"[{shape[1]}, {shape[2]}]}}` if not"
    )
    assert ordered(shape, None, (28, 28))[1].shape == (5, 28, 28)
    assert ordered(shape, None, shape[1:])[1].shape == shape


def test_a_shape_for_what_has_another_one_is_refused():
    with pytest.raises(DataError) as caught:
        ordered((5, 28, 28), None, (3, 3))
    assert str(caught.value) == (
        "own.npz: x_train has shape (5, 28, 28), which is no flat rows, so that `data: "
        "shape` cannot be [3, 3]; leave it out, or write `data: {size: [3, 3]}` to resize"
    )
    for row in ((28, 28), (28, 28, 1)):
        assert ordered((5, 28, 28), None, row)[1].shape == (5, 28, 28)
    assert ordered((28, 30, 5), "count_last", (28, 30))[1].shape == (5, 28, 30)
