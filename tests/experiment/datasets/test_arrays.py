import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import arrays


class TestCheck:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"x_train": np.zeros((4, 6, 5, 1)), "x_test": np.ones((3, 6, 5, 1))},
            {"x_train": np.zeros((4, 6, 5), bool)},
            {"x_train": np.full((4, 6, 5), 0.5, np.float16)},
            {"y_train": np.array([2, 1, 0, 2], np.uint8)},
            {"y_test": np.array([1, 1, 1])},
        ],
    )
    def test_a_dataset_that_can_be_trained_on_passes(self, path, changes):
        arrays.check(path, small_arrays(**changes))

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            (
                {"x_train": np.zeros((5, 6, 5), np.uint8)},
                "x_train holds 5 images, but y_train holds 4 labels",
            ),
            (
                {"y_test": np.array([0])},
                "x_test holds 3 images, but y_test holds 1 label",
            ),
            (
                {"x_train": np.zeros((4, 30), np.uint8)},
                "x_train has shape (4, 30); it must be (count, height, width) or "
                "(count, height, width, channels), with at least one of each",
            ),
            (
                {"x_test": np.zeros((3, 6, 5, 1, 1), np.uint8)},
                "x_test has shape (3, 6, 5, 1, 1); it must be (count, height, width) "
                "or (count, height, width, channels), with at least one of each",
            ),
            (
                {"x_train": np.zeros((0, 6, 5)), "y_train": np.zeros(0, int)},
                "x_train has shape (0, 6, 5); it must be (count, height, width) or "
                "(count, height, width, channels), with at least one of each",
            ),
            (
                {"x_train": np.full((4, 6, 5), "a")},
                "x_train holds <U1, not numbers",
            ),
            (
                {"x_train": np.zeros((4, 6, 5), complex)},
                "x_train holds complex128, not numbers",
            ),
            (
                {"x_train": np.full((4, 6, 5), np.nan)},
                "x_train holds NaN; floats must lie in [0, 1]",
            ),
            (
                {"x_test": np.full((3, 6, 5), np.inf)},
                "x_test holds values from inf to inf; floats must lie in [0, 1]",
            ),
            (
                {"x_train": np.linspace(0, 1.5, 120).reshape(4, 6, 5)},
                "x_train holds values from 0 to 1.5; floats must lie in [0, 1]",
            ),
            (
                {"x_train": np.full((4, 6, 5), 1.0000001, np.float32)},
                "x_train holds values from 1.0000001 to 1.0000001; floats must lie in "
                "[0, 1]",
            ),
            (
                {"x_train": np.linspace(-0.25, 1, 120).reshape(4, 6, 5)},
                "x_train holds values from -0.25 to 1; floats must lie in [0, 1]",
            ),
            (
                {"x_train": np.arange(120, dtype=np.int16).reshape(4, 6, 5) - 1},
                "x_train holds whole numbers from -1 to 118; they must lie in [0, 255]",
            ),
            (
                {"x_test": np.full((3, 6, 5), 256)},
                "x_test holds whole numbers from 256 to 256; they must lie in [0, 255]",
            ),
            (
                {"y_train": np.array([0.0, 1.0, 2.0, 1.0])},
                "y_train is float64 of shape (4,); labels must be whole numbers of "
                "shape (count,)",
            ),
            (
                {"y_test": np.eye(3, dtype=int)},
                "y_test is int64 of shape (3, 3); labels must be whole numbers of "
                "shape (count,)",
            ),
            (
                {"y_train": np.array([0, 1, 3, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 0, 1, 3",
            ),
            (
                {"y_train": np.array([1, 2, 3, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 1, 2, 3",
            ),
            (
                {"y_train": np.array([-1, 0, 1, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds -1, 0, 1",
            ),
            (
                {"y_train": np.zeros(4, int)},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 0",
            ),
            (
                {
                    "x_train": np.zeros((20, 6, 5)),
                    "y_train": np.arange(20) * 2,
                },
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …",
            ),
            (
                {"x_test": np.zeros((3, 6, 5), np.uint8)},
                "x_test holds only black images: all values are 0",
            ),
            (
                {"y_test": np.array([0, 5, 1])},
                "y_test holds class 5, which y_train does not",
            ),
            (
                {"x_test": np.zeros((3, 6, 6), np.uint8)},
                "images in x_train have shape (6, 5), but those in x_test have (6, 6)",
            ),
            (
                {"x_test": np.zeros((3, 6, 5, 1), np.uint8)},
                "images in x_train have shape (6, 5), but those in x_test have "
                "(6, 5, 1)",
            ),
        ],
    )
    def test_what_cannot_be_trained_on_is_refused(self, path, changes, problem):
        with pytest.raises(DataError) as caught:
            arrays.check(path, small_arrays(**changes))
        assert str(caught.value) == f"{path}: {problem}"

    def test_a_single_nan_among_good_values_is_found(self, path):
        images = np.full((4, 6, 5), 0.5)
        images[2, 3, 4] = np.nan
        with pytest.raises(DataError) as caught:
            arrays.check(path, small_arrays(x_train=images))
        assert str(caught.value) == (
            f"{path}: x_train holds NaN; floats must lie in [0, 1]"
        )


class TestScaled:
    @pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64])
    def test_whole_numbers_are_divided_by_255(self, dtype):
        images = np.array([0, 51, 128, 255], dtype).reshape(4, 1, 1)
        scaled = arrays.scaled(small_arrays(x_train=images))["x_train"]
        expected = [0, 0.2, 128 / 255, 1]
        np.testing.assert_allclose(scaled.ravel(), expected, rtol=1e-6)

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_floats_stay_as_they_are(self, dtype):
        images = np.array([0, 0.25, 0.5, 1], dtype).reshape(4, 1, 1)
        scaled = arrays.scaled(small_arrays(x_train=images))["x_train"]
        np.testing.assert_array_equal(scaled.ravel(), [0, 0.25, 0.5, 1])

    def test_truth_values_are_black_and_white(self):
        images = np.array([[[True, False]]])
        scaled = arrays.scaled(small_arrays(x_train=images))["x_train"]
        np.testing.assert_array_equal(scaled.ravel(), [1, 0])

    def test_types_and_shapes_are_those_of_a_dataset(self):
        grey = arrays.scaled(small_arrays(y_train=np.array([0, 1, 2, 1], np.uint8)))
        assert grey["x_train"].shape == (4, 6, 5, 1)
        assert {grey["x_train"].dtype, grey["x_test"].dtype} == {np.dtype("float32")}
        assert {grey["y_train"].dtype, grey["y_test"].dtype} == {np.dtype("int64")}
        np.testing.assert_array_equal(grey["y_train"], [0, 1, 2, 1])
        colour = arrays.scaled(small_arrays(x_train=np.zeros((4, 6, 5, 3), np.uint8)))
        assert colour["x_train"].shape == (4, 6, 5, 3)

    def test_the_arrays_passed_in_are_not_changed(self):
        raw = small_arrays(x_train=np.full((4, 6, 5), 100, np.uint8))
        arrays.scaled(raw)
        np.testing.assert_array_equal(raw["x_train"], 100)
