from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import NOTHING_SAID, Wanted
from noiselab.experiment.datasets.reading import members
from noiselab.experiment.datasets.reading.members import Member

IMAGES, LABELS = np.zeros((4, 2, 2), np.uint8), np.arange(4)


def member(name, array=None, file="own.npz"):
    if array is None:
        array = LABELS if "y" in name else IMAGES
    return Member(Path(file), name, array.shape, array.dtype, lambda: array)


def paired(*there, wanted=NOTHING_SAID):
    pairs = members.pairs(Path("own"), [*there], wanted)
    return {
        split: (str(pair.images), str(pair.labels)) for split, pair in pairs.items()
    }


def test_splits_are_told_by_names_or_else_by_those_of_files():
    named = [member(name) for name in ("x_train", "y_train", "x_test", "y_test")]
    assert paired(*named) == {
        "train": ("x_train", "y_train"),
        "test": ("x_test", "y_test"),
    }
    both = [
        member(name, file=f"{split}.npz")
        for split in ("train", "test")
        for name in "xy"
    ]
    assert [*paired(*both)] == ["train", "test"]
    assert members.is_complete(named)
    assert not members.is_complete(both)


def test_without_a_split_is_for_training_where_a_test_split_is_named():
    there = [member(name) for name in ("x", "y", "x_test", "y_test")]
    assert paired(*there) == {"train": ("x", "y"), "test": ("x_test", "y_test")}


def test_names_say_more_than_shapes():
    there = [member("other", LABELS), member("mean", IMAGES), member("x"), member("y")]
    assert paired(*there) == {"all": ("x", "y")}


def test_one_of_several_arrays_of_labels_is_chosen():
    there = [member("x"), member("a/coarse_y"), member("a/fine_y")]
    for column in ("fine_y", "a/fine_y"):
        chosen = paired(*there, wanted=Wanted(column=column))
        assert chosen == {"all": ("x", "a/fine_y")}
    with pytest.raises(
        DataError, match="two arrays of labels, a/coarse_y and a/fine_y"
    ):
        paired(*there)


def test_nothing_that_fits():
    with pytest.raises(
        DataError, match="own: holds a, no images and labels; call them"
    ):
        paired(member("a", np.zeros((3, 9))))


def test_what_is_larger_than_memory_is_not_loaded():
    big = np.broadcast_to(np.uint8(0), (10**9, 100, 100))
    pairs = members.pairs(Path("own"), [member("x", big), member("y")], NOTHING_SAID)
    with pytest.raises(DataError, match=r"its arrays would take 10,000.0 GB"):
        members.splits(Path("own"), pairs, NOTHING_SAID)


def test_python_objects_are_named_as_such():
    objects = member("dict.npy", np.array({}, object))
    with pytest.raises(
        DataError, match=r"dict\.npy holds pickled Python objects, which"
    ):
        members.check_plain(Path("own"), [objects])
    members.check_plain(Path("own"), [objects, member("x")])
