import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import scaling
from noiselab.experiment.datasets.scaling import Span


def spans(train, test=None, white=None, black=None):
    images = {"x_train": np.asarray(train)}
    if test is not None:
        images["x_test"] = np.asarray(test)
    return scaling.spans("own.npz", images, white, black)


@pytest.mark.parametrize(
    ("train", "test", "expected"),
    [
        (np.array([0, 255], np.uint8), np.array([3, 200], np.uint8), 255),
        (np.array([0, 128], np.int64), np.array([0, 0]), 255),
        (np.array([0, 0.3]), np.array([0, 0.01]), 1),
        (np.array([True, False]), np.array([False]), 1),
        (np.zeros(3, np.uint8), np.full(3, 255), 255),
    ],
)
def test_the_usual_values_need_no_words(train, test, expected):
    found = spans(train, test)
    assert {span.white for span in found.values()} == {expected}
    assert not any(span.is_told for span in found.values())


@pytest.mark.parametrize(
    ("train", "test", "problem"),
    [
        (
            [0, 16],
            [0, 15],
            "x_train holds whole numbers from 0 to 16; if 16 is white, write "
            "`data: {white: 16}`",
        ),
        (
            [0, 1],
            [0, 1],
            "x_train holds whole numbers from 0 to 1; if 1 is white, write "
            "`data: {white: 1}`",
        ),
        (
            [0, 15],
            [0, 16],
            "x_train holds whole numbers from 0 to 15; if 16 is white, write "
            "`data: {white: 16}`",
        ),
        (
            [0, 255],
            [0, 1],
            "x_test holds whole numbers from 0 to 1, beside another array with values "
            "up to 255; if 255 is white in both, write `data: {white: 255}`",
        ),
        (
            [0, 15],
            [0, 255],
            "x_train holds whole numbers from 0 to 15, beside another array with "
            "values up to 255; if 255 is white in both, write `data: {white: 255}`",
        ),
        (
            [0, 65535],
            [0, 60000],
            "x_train holds whole numbers from 0 to 65535; they must lie in [0, 255]; "
            "if 65535 is white, write `data: {white: 65535}`",
        ),
        (
            np.array([-128, 127], np.int8),
            np.array([-128, 127], np.int8),
            "x_train holds whole numbers from -128 to 127; they must lie in [0, 255]; "
            "if -128 is black and 127 is white, write "
            "`data: {black: -128, white: 127}`; if they were 0 to 255 before they got "
            "a sign, save them as uint8",
        ),
        (
            [-1.0, 1.0],
            [-1.0, 1.0],
            "x_train holds values from -1 to 1; floats must lie in [0, 1]; if -1 is "
            "black and 1 is white, write `data: {black: -1, white: 1}`",
        ),
        (
            [0.0, 255.0],
            [0.0, 255.0],
            "x_train holds values from 0 to 255; floats must lie in [0, 1]; if 255 is "
            "white, write `data: {white: 255}`",
        ),
        (
            np.float32([0, 1 / 255]),
            np.float32([0, 1 / 255]),
            "x_train holds values from 0 to 0.003921569; if 0.003921569 is white, "
            "write `data: {white: 0.003921569}`",
        ),
    ],
)
def test_what_may_be_white_is_asked_about(train, test, problem):
    with pytest.raises(DataError) as caught:
        spans(train, test)
    assert str(caught.value) == f"own.npz: {problem}"


def test_black_alone_is_not_enough():
    with pytest.raises(DataError, match=r"write `data: \{black: -1, white: 1\}`"):
        spans([-1.0, 1.0], black=-1)


def test_what_was_said_counts_and_no_value_lies_beyond():
    assert spans([0, 16], white=16)["x_train"] == Span(0, 16, True)
    assert spans([-1.0, 1.0], white=1, black=-1)["x_train"] == Span(-1, 1, True)
    with pytest.raises(DataError, match="beyond black, 0, and white, 15"):
        spans([0, 16], white=15)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64, np.float64])
def test_white_becomes_one_and_black_zero(dtype):
    images = np.array([[0, 51], [128, 255]], dtype)
    made = scaling.scaled(images, Span(0, 255))
    np.testing.assert_array_equal(made, images.astype(np.float32) / np.float32(255))
    np.testing.assert_allclose(
        scaling.scaled(np.array([-1.0, 0, 1]), Span(-1, 1)), [0, 0.5, 1]
    )
    deep = scaling.scaled(np.array([0, 2**31], np.int64), Span(0, 2**32))
    np.testing.assert_array_equal(deep, [0, 0.5])
    assert made.dtype == deep.dtype == np.float32


@pytest.mark.parametrize("highest", [255, 4095, 32767])
def test_images_of_16_bits_that_need_fewer_are_asked_about(highest):
    images = {"x": np.array([[0, highest]], np.uint16)}
    with pytest.raises(DataError) as caught:
        scaling.spans("own", images, 65535, None, is_said=False)
    assert str(caught.value) == (
        f"own: x holds whole numbers from 0 to {highest}, in 16 bits; if {highest} is "
        f"white, write `data: {{white: {highest}}}`, and {{white: 65535}} if not"
    )
    said = scaling.spans("own", images, 65535, None)
    images["x"][0, 1] = 40_000
    assert scaling.spans("own", images, 65535, None, is_said=False) == said
