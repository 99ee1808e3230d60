import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import arrays
from noiselab.experiment.datasets.found import Found, Split
from noiselab.experiment.datasets.options import Options


def made(where, stored, **said):
    """Make a dataset of four stored arrays."""
    return arrays.made(str(where), arrays.of_four(stored), Options.of(said))


class TestCheck:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"x_train": np.zeros((4, 6, 5, 1)), "x_test": np.ones((3, 6, 5, 1))},
            {"x_train": np.zeros((4, 6, 5), bool)},
            {"x_train": np.full((4, 6, 5), 0.5, np.float16)},
            {"y_train": np.array([2, 1, 0, 2], np.uint8)},
            {"y_test": np.array([1, 1, 2])},
            {"y_train": np.array([0.0, 1.0, 2.0, 1.0])},
            {"y_train": np.array([[0], [1], [2], [1]])},
        ],
    )
    def test_a_dataset_that_can_be_trained_on_passes(self, path, changes):
        made(path, small_arrays(**changes))

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            (
                {"x_train": np.zeros((5, 6, 5), np.uint8)},
                "x_train holds 5 images, but y_train holds 4 labels",
            ),
            (
                {"x_test": np.ones((1, 5, 3))},
                "x_test holds 1 image, but y_test holds 3 labels; if the last axis "
                "counts the images, write `data: {axes: count_last}`",
            ),
            (
                {"x_train": np.zeros((4, 30), np.uint8)},
                "x_train has shape (4, 30); rows of 30 values are no square images: "
                "write `data: {shape: [5, 6]}`, with height and width",
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
                "x_train holds NaN; write other values there (numpy.nan_to_num)",
            ),
            (
                {"x_test": np.full((3, 6, 5), np.inf)},
                "x_test holds values from inf to inf; floats must lie in [0, 1]",
            ),
            (
                {"x_train": np.linspace(0, 1.5, 120).reshape(4, 6, 5)},
                "x_train holds values from 0 to 1.5; floats must lie in [0, 1]; if 1.5 "
                "is white, write `data: {white: 1.5}`",
            ),
            (
                {"x_train": np.full((4, 6, 5), 1.0000001, np.float32)},
                "x_train holds values from 1.0000001 to 1.0000001; floats must lie in "
                "[0, 1]; if 1.0000001 is white, write `data: {white: 1.0000001}`",
            ),
            (
                {"x_train": np.linspace(-0.25, 1, 120).reshape(4, 6, 5)},
                "x_train holds values from -0.25 to 1; floats must lie in [0, 1]; if "
                "-0.25 is black and 1 is white, write `data: {black: -0.25, white: 1}`",
            ),
            (
                {"x_train": np.arange(120, dtype=np.int16).reshape(4, 6, 5) - 1},
                "x_train holds whole numbers from -1 to 118; they must lie in [0, "
                "255]; if -1 is black and 255 is white, write `data: {black: -1, "
                "white: 255}`",
            ),
            (
                {"x_test": np.full((3, 6, 5), 256)},
                "x_test holds whole numbers from 256 to 256; they must lie in [0, "
                "255]; if 256 is white, write `data: {white: 256}`",
            ),
            (
                {"y_train": np.array([0.0, 1.0, 2.5, 1.0])},
                "y_train is float64 of shape (4,); labels must be whole numbers of "
                "shape (count,)",
            ),
            (
                {"y_test": np.eye(3, dtype=int)},
                "y_test is int64 of shape (3, 3); labels must be whole numbers of "
                "shape (count,); as each row has one 1, write `data: {labels: one_hot}`",
            ),
            (
                {"y_train": np.array([0, 1, 3, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 0, 1, 3; write `data: {labels: in_order}` to number them in "
                "this order",
            ),
            (
                {"y_train": np.array([1, 2, 3, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds 1, 2, 3; write `data: {labels: {from: 1}}`",
            ),
            (
                {"y_train": np.array([-1, 0, 1, 1])},
                "y_train must number two or more classes from 0 without a gap; it "
                "holds -1, 0, 1; write `data: {labels: in_order}` to number them in "
                "this order",
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
                "holds 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …; "
                "write `data: {labels: in_order}` to number them in this order",
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
            made(path, small_arrays(**changes))
        assert str(caught.value) == f"{path}: {problem}"

    def test_a_single_nan_among_good_values_is_found(self, path):
        images = np.full((4, 6, 5), 0.5)
        images[2, 3, 4] = np.nan
        with pytest.raises(DataError) as caught:
            made(path, small_arrays(x_train=images))
        assert str(caught.value) == (
            f"{path}: x_train holds NaN; write other values there (numpy.nan_to_num)"
        )


class TestMade:
    def test_types_and_shapes_are_those_of_a_dataset(self, path):
        grey = made(path, small_arrays(y_train=np.array([0, 1, 2, 1], np.uint8))).arrays
        assert (*grey,) == arrays.ARRAYS
        assert grey["x_train"].shape == (4, 6, 5, 1)
        assert {grey["x_train"].dtype, grey["x_test"].dtype} == {np.dtype("float32")}
        assert {grey["y_train"].dtype, grey["y_test"].dtype} == {np.dtype("int64")}
        np.testing.assert_array_equal(grey["y_train"], [0, 1, 2, 1])
        colours = {
            "x_train": np.zeros((4, 6, 5, 3), np.uint8),
            "x_test": np.full((3, 6, 5, 3), 255, np.uint8),
        }
        made_of = made(path, small_arrays(**colours)).arrays
        assert made_of["x_train"].shape == (4, 6, 5, 3)

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_floats_stay_as_they_are(self, path, dtype):
        images = np.linspace(0, 1, 120).astype(dtype).reshape(4, 6, 5)
        scaled = made(path, small_arrays(x_train=images)).arrays["x_train"]
        np.testing.assert_array_equal(scaled[..., 0], images.astype(np.float32))

    def test_truth_values_are_black_and_white(self, path):
        images = np.arange(120).reshape(4, 6, 5) % 2 == 0
        scaled = made(path, small_arrays(x_train=images)).arrays["x_train"]
        np.testing.assert_array_equal(scaled[..., 0], images)

    def test_the_arrays_passed_in_are_not_changed(self, path):
        raw = small_arrays(x_train=np.full((4, 6, 5), 100, np.uint8))
        made(path, raw, transpose=True, grey=True)
        np.testing.assert_array_equal(raw["x_train"], 100)

    def test_all_that_is_said_is_done_to_both_parts(self, path):
        chance = np.random.default_rng(0)
        stored = {
            "x_train": chance.integers(0, 17, (6, 3, 8, 4)),
            "y_train": np.array([[1], [2], [3], [1], [2], [3]]),
            "x_test": chance.integers(0, 17, (3, 3, 8, 4)),
            "y_test": np.array([[3], [2], [1]]),
        }
        said = {"white": 16, "axes": "channels_first", "grey": True, "invert": True}
        said |= {"transpose": True, "labels": {"from": 1}, "classes": ["a", "b", "c"]}
        found = made(path, stored, size=[4, 4], **said)
        assert found.class_names == ("a", "b", "c")
        assert found.arrays["x_train"].shape == (6, 4, 4, 1)
        assert found.arrays["x_test"].shape == (3, 4, 4, 1)
        assert found.arrays["y_test"].tolist() == [2, 1, 0]
        whole = made(path, stored, **said).arrays["x_train"]
        colours = stored["x_train"].transpose(0, 3, 2, 1) / 16
        expected = 1 - colours @ [0.299, 0.587, 0.114]
        np.testing.assert_allclose(whole[..., 0], expected, atol=1e-6)
        assert found.reading == (
            ".npz",
            "white is 16",
            "labels from 1",
            "rows and columns exchanged",
        )


def of(**splits):
    """What a format found: parts of eight images and labels."""
    images = np.arange(8 * 4 * 4, dtype=np.uint8).reshape(8, 4, 4) * 2
    labels = np.array([0, 1, 2, 3] * 2)
    return {name: Split(images + 1, labels) for name in splits}


class TestParts:
    def test_a_file_without_a_split_asks_for_one(self):
        for splits, words in (
            (of(all=1), "has no split into training and test images"),
            (of(train=1), "has train images and no test images"),
            (of(train=1, val=1), "has train and val images and no test images"),
        ):
            with pytest.raises(DataError) as caught:
                arrays.made("f", Found("any", splits), Options())
            assert str(caught.value) == (
                f"f: {words}; write `data: {{test: {{share: 0.2}}}}` to draw a fifth "
                "for testing"
            )

    def test_images_for_validation_are_left_out(self):
        made = arrays.made("f", Found("any", of(train=1, val=1, test=1)), Options())
        assert len(made.arrays["x_train"]) == len(made.arrays["x_test"]) == 8

    def test_test_images_are_drawn_from_all_parts_after_the_limit(self):
        found = Found("any", of(train=1, val=1, test=1))
        made = arrays.made("f", found, Options.of({"test": 0.25, "limit": 4}))
        sizes = [
            np.bincount(made.arrays[name]).tolist() for name in ("y_train", "y_test")
        ]
        assert sizes == [[3] * 4, [1] * 4]

    def test_a_limit_takes_the_first_of_each_class_in_each_part(self):
        found = Found("any", of(train=1, test=1))
        made = arrays.made("f", found, Options(limit=1)).arrays
        whole = arrays.made("f", found, Options()).arrays
        np.testing.assert_array_equal(made["x_train"], whole["x_train"][:4])

    def test_what_the_format_says_needs_no_words(self):
        found = Found(
            "any",
            of(train=1, test=1),
            ("a", "b", "c", "d"),
            white=510,
            labels_from=0,
            transposed=True,
        )
        made = arrays.made("f", found, Options())
        plain = arrays.made("f", found, Options(transpose=False))
        assert made.class_names == ("a", "b", "c", "d")
        assert made.arrays["x_train"].max() == pytest.approx(255 / 510)
        turned = plain.arrays["x_train"].swapaxes(1, 2)
        np.testing.assert_array_equal(made.arrays["x_train"], turned)

    def test_each_class_has_one_name(self):
        found = Found("any", of(train=1, test=1))
        with pytest.raises(DataError, match="names 2, and y_train holds 4 classes"):
            arrays.made("f", found, Options(classes=("a", "b")))

    @pytest.mark.parametrize("own", [("a", "b", "a ", "d"), ("a", "b", " ", "d")])
    def test_names_that_a_file_gives_twice_or_not_are_none(self, own):
        found = Found("any", of(train=1, test=1), own)
        assert arrays.made("f", found, Options()).class_names == ()
