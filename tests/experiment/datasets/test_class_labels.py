import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import class_labels
from noiselab.experiment.datasets.options import Options


def numbered(train, test=None, labels=None, first=0):
    stored = {"y_train": train if train is None else np.asarray(train)}
    if test is not None:
        stored["y_test"] = np.asarray(test)
    told = Options.of({"labels": labels}).labels
    return class_labels.numbered("f", stored, told, first)


@pytest.mark.parametrize(
    ("train", "said", "first", "expected", "names"),
    [
        ([0, 2, 1], None, 0, [0, 2, 1], ()),
        ([[0], [2], [1]], None, 0, [0, 2, 1], ()),
        ([0.0, 2.0, 1.0], None, 0, [0, 2, 1], ()),
        ([True, False], None, 0, [1, 0], ()),
        ([1, 3, 2], None, 1, [0, 2, 1], ()),
        ([1, 3, 2], {"from": 1}, 0, [0, 2, 1], ()),
        ([0, 2, 1], {"from": 0}, 1, [0, 2, 1], ()),
        ([[0, 1, 0], [1, 0, 0]], "one_hot", 0, [1, 0], ()),
        ([[0.0, 1.0], [1.0, 0.0]], "one_hot", 0, [1, 0], ()),
        ([[7, 1], [8, 0]], {"column": 1}, 0, [1, 0], ()),
        ([10, 1, 2], {10: 0, 1: 1, 2: 2}, 0, [0, 1, 2], ()),
        (["cat", "dog"], {"dog": 0, "cat": 1}, 0, [1, 0], ("dog", "cat")),
        (["dog", "cat", "dog"], None, 0, [1, 0, 1], ("cat", "dog")),
        ([b"dog", b"cat"], None, 0, [1, 0], ("cat", "dog")),
        (["10", "9", "0"], None, 0, [10, 9, 0], ()),
        ([3, 10, 5], "in_order", 0, [0, 2, 1], ("3", "5", "10")),
    ],
)
def test_labels_become_classes(train, said, first, expected, names):
    made = numbered(train, None, said, first)
    assert made.labels["y_train"].tolist() == expected
    assert made.names == names


@pytest.mark.parametrize(
    ("train", "test", "said", "problem"),
    [
        (
            [[0, 1], [1, 0]],
            None,
            None,
            "y_train is int64 of shape (2, 2); labels must be whole numbers of shape "
            "(count,); as each row has one 1, write `data: {labels: one_hot}`",
        ),
        (
            [[5, 1], [1, 0]],
            None,
            None,
            "y_train is int64 of shape (2, 2); labels must be whole numbers of shape "
            "(count,); if one of the columns is the class, write "
            "`data: {labels: {column: 0}}`",
        ),
        (
            [[5, 1], [1, 0]],
            None,
            "one_hot",
            "y_train is not one-hot: a row must hold one 1, and 0 besides; leave out "
            "`data: labels`, or name the column of the class",
        ),
        (
            [[5, 1], [1, 0]],
            None,
            {"column": 2},
            "y_train has no column 2; its columns are 0 to 1",
        ),
        (
            [0.5, 1],
            None,
            None,
            "y_train is float64 of shape (2,); labels must be whole numbers of shape "
            "(count,)",
        ),
        (
            ["a", "b"],
            [0, 1],
            None,
            "y_train holds names, and y_test numbers; give both the same, or write the "
            "number of each as `data: {labels: {NAME: 0, …}}`",
        ),
        (
            ["a", "b"],
            ["a", "c"],
            None,
            "y_test holds class c, which y_train does not",
        ),
        (
            ["cat", "dgo"],
            None,
            {"cat": 0, "dog": 1},
            "y_train holds dgo, for which `data: labels` has no number (did you mean "
            "dog?)",
        ),
    ],
)
def test_what_they_mean_is_asked_about(train, test, said, problem):
    with pytest.raises(DataError) as caught:
        numbered(train, test, said)
    assert str(caught.value) == f"f: {problem}"


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (
            ["cat", "dog", "cat "],
            'y_train holds "cat" and "cat ", which differ in spaces alone; write both '
            "alike, or the number of each as `data: {labels: {NAME: 0, …}}`",
        ),
        (["cat", " "], "y_train holds an empty name; write one for each"),
    ],
)
def test_names_that_nobody_could_tell_apart_are_refused(names, problem):
    with pytest.raises(DataError) as caught:
        numbered(np.array(names))
    assert str(caught.value) == f"f: {problem}"


def test_a_column_of_labels_may_have_more_axes_of_one():
    labels = numbered(np.array([1, 0, 1]).reshape(3, 1, 1, 1)).labels["y_train"]
    assert labels.tolist() == [1, 0, 1]


def test_images_without_labels_are_refused():
    with pytest.raises(DataError, match="holds no labels for y_train"):
        numbered(None)


@pytest.mark.parametrize(
    ("train", "test", "problem"),
    [
        (
            [1, 2, 3],
            [1, 2],
            "y_train must number two or more classes from 0 without a gap; it holds 1, "
            "2, 3; write `data: {labels: {from: 1}}`",
        ),
        (
            [0, 1, 3],
            [0, 1],
            "y_train must number two or more classes from 0 without a gap; it holds 0, "
            "1, 3; write `data: {labels: in_order}` to number them in this order",
        ),
        ([0, 1, 2], [0, 5], "y_test holds class 5, which y_train does not"),
        (
            [*range(10)],
            [0, 0, 1, 1],
            "y_test holds 2 of 10 classes (0, 1), so that most would never be tested; "
            "write `data: {test: {share: 0.2}}` to draw the test images anew from all "
            "images",
        ),
    ],
)
def test_gaps_and_missing_classes_are_refused(train, test, problem):
    with pytest.raises(DataError) as caught:
        class_labels.check_classes("f", np.array(train), np.array(test))
    assert str(caught.value) == f"f: {problem}"


def test_a_test_set_may_lack_a_few_classes():
    class_labels.check_classes("f", np.arange(10), np.arange(6))


def test_a_label_below_the_first_is_no_other_class():
    """In a byte, 0 less 1 is 255: of 256 classes, all would be another one."""
    every = np.arange(256, dtype=np.uint8)
    labels = numbered(every, labels={"from": 1}).labels["y_train"]
    assert labels.tolist() == [*range(-1, 255)]
    with pytest.raises(DataError, match="it holds -1, 0, 1, 2"):
        class_labels.check_classes("f", labels, labels)
