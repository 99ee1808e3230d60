import gc
import re
import warnings
import zipfile

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import npz


def arrays(**changes):
    """Four small arrays that make a dataset, some of them exchanged."""
    return {
        "x_train": np.zeros((4, 6, 5), np.uint8),
        "y_train": np.array([0, 1, 2, 1]),
        "x_test": np.full((3, 6, 5), 255, np.uint8),
        "y_test": np.array([0, 1, 2]),
    } | changes


@pytest.fixture
def path(tmp_path):
    return tmp_path / "own.npz"


def problem_of_reading(path):
    with pytest.raises(DataError) as caught:
        npz.read(path)
    assert caught.value.where == str(path)
    assert str(caught.value) == f"{path}: {caught.value.problem}"
    return caught.value.problem


class CreatesAFile:
    """Unpickling it would create a file, which tells that it was loaded."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


class TestRead:
    def test_the_four_arrays_come_back_and_others_are_left_out(self, path):
        np.savez_compressed(path, **arrays(), more=np.arange(3))
        found = npz.read(path)
        assert list(found) == ["x_train", "y_train", "x_test", "y_test"]
        for name, array in arrays().items():
            np.testing.assert_array_equal(found[name], array)
            assert found[name].dtype == array.dtype

    def test_an_absent_file(self, path):
        assert problem_of_reading(path) == (
            "not a readable .npz file ([Errno 2] No such file or directory: "
            f"{str(path)!r})"
        )

    def test_a_folder(self, path):
        path.mkdir()
        assert problem_of_reading(path) == (
            f"not a readable .npz file ([Errno 21] Is a directory: {str(path)!r})"
        )

    def test_an_empty_file(self, path):
        path.write_bytes(b"")
        assert problem_of_reading(path) == (
            "not a readable .npz file (No data left in file)"
        )

    @pytest.mark.filterwarnings("ignore::ResourceWarning")  # the next test's matter
    def test_a_file_cut_short(self, path):
        np.savez(path, **arrays())
        path.write_bytes(path.read_bytes()[:-200])
        assert problem_of_reading(path) == (
            "not a readable .npz file (File is not a zip file)"
        )
        gc.collect()

    def test_a_file_cut_short_is_closed_again(self, path):
        np.savez(path, **arrays())
        path.write_bytes(path.read_bytes()[:-200])
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            problem_of_reading(path)
            gc.collect()
        assert [str(warning.message) for warning in warned] == []

    def test_a_text_file(self, path):
        path.write_text("label,pixel0,pixel1\n1,0,255\n")
        found = re.fullmatch(
            r"not a readable \.npz file \(.+\)", problem_of_reading(path)
        )
        assert found

    def test_a_single_array_under_another_name(self, path):
        with path.open("wb") as file:
            np.save(file, np.zeros((3, 2)))
        assert problem_of_reading(path) == "holds a single array, not an .npz archive"

    @pytest.mark.parametrize("compressed", [False, True])
    def test_a_flipped_byte_in_an_array(self, path, compressed):
        x_train = np.random.default_rng(0).integers(0, 255, (40, 6, 5), np.uint8)
        save = np.savez_compressed if compressed else np.savez
        save(path, **arrays(x_train=x_train))
        content = bytearray(path.read_bytes())
        content[700] ^= 0xFF
        path.write_bytes(content)
        found = problem_of_reading(path)
        assert re.fullmatch(
            r"x_train is damaged \((Error -3 while decompressing data: .+"
            r"|Bad CRC-32 for file 'x_train\.npy')\)",
            found,
        )

    def test_absent_arrays_are_named_beside_those_there_are(self, path):
        np.savez(path, x_train=np.zeros(1), labels=np.zeros(1), x_test=np.zeros(1))
        assert problem_of_reading(path) == (
            "lacks y_train, y_test; it must hold x_train, y_train, x_test, y_test, and "
            "holds x_train, labels, x_test"
        )

    def test_an_empty_archive(self, path):
        np.savez(path)
        assert problem_of_reading(path) == (
            "lacks x_train, y_train, x_test, y_test; it must hold x_train, y_train, "
            "x_test, y_test, and holds nothing"
        )

    @pytest.mark.parametrize("name", npz.ARRAYS)
    def test_pickled_objects_are_refused_and_never_loaded(self, path, tmp_path, name):
        trap = tmp_path / "loaded"
        np.savez(path, **arrays(**{name: np.array([CreatesAFile(trap)], object)}))
        assert problem_of_reading(path) == (
            f"{name} holds pickled Python objects, which are never loaded; save plain "
            "numbers"
        )
        assert not trap.exists()
        with np.load(path, allow_pickle=True) as file:
            file[name][0].close()  # the trap works
        assert trap.exists()

    def test_a_whole_pickle_is_never_loaded(self, path, tmp_path):
        trap = tmp_path / "loaded"
        with path.open("wb") as file:
            np.array([CreatesAFile(trap)], object).dump(file)
        problem_of_reading(path)
        assert not trap.exists()

    def test_a_member_that_is_no_array(self, path):
        np.savez(path, **arrays())
        with zipfile.ZipFile(path, "w") as archive:
            for name in npz.ARRAYS:
                archive.writestr(f"{name}.npy", "not an array")
        problem_of_reading(path)

    def test_a_compression_that_is_not_known(self, path):
        np.savez(path, **arrays())
        content = path.read_bytes()
        at = content.index(b"PK\x01\x02") + 10  # the directory's method of x_train
        path.write_bytes(content[:at] + b"\x63\x00" + content[at + 2 :])
        problem_of_reading(path)


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
        npz.check(path, arrays(**changes))

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            (
                {"x_train": np.zeros((5, 6, 5), np.uint8)},
                "x_train holds 5 images, but y_train 4 labels",
            ),
            (
                {"y_test": np.array([0, 1])},
                "x_test holds 3 images, but y_test 2 labels",
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
                {"x_train": np.linspace(-0.25, 1, 120).reshape(4, 6, 5)},
                "x_train holds values from -0.25 to 1; floats must lie in [0, 1]",
            ),
            (
                {"x_train": np.arange(120, dtype=np.int16).reshape(4, 6, 5) - 1},
                "x_train holds whole numbers from -1 to 118; they must lie in 0 to 255",
            ),
            (
                {"x_test": np.full((3, 6, 5), 256)},
                "x_test holds whole numbers from 256 to 256; they must lie in 0 to 255",
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
                "y_train must number two classes or more from 0 without a gap; it "
                "holds 0, 1, 3",
            ),
            (
                {"y_train": np.array([1, 2, 3, 1])},
                "y_train must number two classes or more from 0 without a gap; it "
                "holds 1, 2, 3",
            ),
            (
                {"y_train": np.array([-1, 0, 1, 1])},
                "y_train must number two classes or more from 0 without a gap; it "
                "holds -1, 0, 1",
            ),
            (
                {"y_train": np.zeros(4, int)},
                "y_train must number two classes or more from 0 without a gap; it "
                "holds 0",
            ),
            (
                {
                    "x_train": np.zeros((20, 6, 5)),
                    "y_train": np.arange(20) * 2,
                },
                "y_train must number two classes or more from 0 without a gap; it "
                "holds 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, …",
            ),
            (
                {"y_test": np.array([0, 5, 1])},
                "y_test holds class 5, which y_train does not",
            ),
            (
                {"x_test": np.zeros((3, 6, 6), np.uint8)},
                "images of x_train are (6, 5), but those of x_test (6, 6)",
            ),
            (
                {"x_test": np.zeros((3, 6, 5, 1), np.uint8)},
                "images of x_train are (6, 5), but those of x_test (6, 5, 1)",
            ),
        ],
    )
    def test_what_cannot_be_trained_on_is_refused(self, path, changes, problem):
        with pytest.raises(DataError) as caught:
            npz.check(path, arrays(**changes))
        assert str(caught.value) == f"{path}: {problem}"

    def test_a_single_nan_among_good_values_is_found(self, path):
        images = np.full((4, 6, 5), 0.5)
        images[2, 3, 4] = np.nan
        with pytest.raises(DataError) as caught:
            npz.check(path, arrays(x_train=images))
        assert str(caught.value) == (
            f"{path}: x_train holds NaN; floats must lie in [0, 1]"
        )


class TestScaled:
    @pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint64])
    def test_whole_numbers_are_divided_by_255(self, dtype):
        images = np.array([0, 51, 128, 255], dtype).reshape(4, 1, 1)
        found = npz.scaled(arrays(x_train=images))["x_train"]
        expected = [0, 0.2, 128 / 255, 1]
        np.testing.assert_allclose(found.ravel(), expected, rtol=1e-6)

    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_floats_stay_as_they_are(self, dtype):
        images = np.array([0, 0.25, 0.5, 1], dtype).reshape(4, 1, 1)
        found = npz.scaled(arrays(x_train=images))["x_train"]
        np.testing.assert_array_equal(found.ravel(), [0, 0.25, 0.5, 1])

    def test_truth_values_are_black_and_white(self):
        images = np.array([[[True, False]]])
        found = npz.scaled(arrays(x_train=images))["x_train"]
        np.testing.assert_array_equal(found.ravel(), [1, 0])

    def test_types_and_shapes_are_those_of_a_dataset(self):
        grey = npz.scaled(arrays(y_train=np.array([0, 1, 2, 1], np.uint8)))
        assert grey["x_train"].shape == (4, 6, 5, 1)
        assert {grey["x_train"].dtype, grey["x_test"].dtype} == {np.dtype("float32")}
        assert {grey["y_train"].dtype, grey["y_test"].dtype} == {np.dtype("int64")}
        np.testing.assert_array_equal(grey["y_train"], [0, 1, 2, 1])
        colour = npz.scaled(arrays(x_train=np.zeros((4, 6, 5, 3), np.uint8)))
        assert colour["x_train"].shape == (4, 6, 5, 3)

    def test_given_arrays_are_not_changed(self):
        given = arrays(x_train=np.full((4, 6, 5), 100, np.uint8))
        npz.scaled(given)
        np.testing.assert_array_equal(given["x_train"], 100)


def test_a_bomb_is_refused_before_it_is_unpacked(path, monkeypatch):
    np.savez_compressed(path, **arrays(x_train=np.zeros((5000, 20, 10), np.uint8)))
    memory = type("Memory", (), {"total": 900_000})
    monkeypatch.setattr(npz.psutil, "virtual_memory", lambda: memory)
    assert problem_of_reading(path) == (
        "its arrays take 1.0 MB, and this machine has 0.9 MB of memory"
    )
    memory.total = 1_100_000
    assert npz.read(path)["x_train"].shape == (5000, 20, 10)
