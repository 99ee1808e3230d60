import gc
import os
import re
import warnings
import zipfile

import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import npz
from noiselab.experiment.datasets.arrays import ARRAYS


def problem_of_reading(path):
    with pytest.raises(DataError) as caught:
        npz.read(path)
    assert caught.value.where == str(path)
    assert str(caught.value) == f"{path}: {caught.value.problem}"
    return caught.value.problem


class CreatesAFile:
    """Unpickling it would create a file, which shows that it was loaded."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


class TestRead:
    def test_the_four_arrays_come_back_and_others_are_left_out(self, path):
        np.savez_compressed(path, **small_arrays(), more=np.arange(3))
        read = npz.read(path)
        assert list(read) == ["x_train", "y_train", "x_test", "y_test"]
        for name, array in small_arrays().items():
            np.testing.assert_array_equal(read[name], array)
            assert read[name].dtype == array.dtype

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
        np.savez(path, **small_arrays())
        path.write_bytes(path.read_bytes()[:-200])
        assert problem_of_reading(path) == (
            "not a readable .npz file (File is not a zip file)"
        )
        gc.collect()

    def test_a_file_cut_short_is_closed_again(self, path):
        np.savez(path, **small_arrays())
        path.write_bytes(path.read_bytes()[:-200])
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            problem_of_reading(path)
            gc.collect()
        assert [str(warning.message) for warning in warned] == []

    def test_a_text_file(self, path):
        path.write_text("label,pixel0,pixel1\n1,0,255\n")
        problem = problem_of_reading(path)
        assert re.fullmatch(r"not a readable \.npz file \(.+\)", problem)

    def test_a_single_array_under_another_name(self, path):
        with path.open("wb") as file:
            np.save(file, np.zeros((3, 2)))
        assert problem_of_reading(path) == "holds a single array, not an .npz archive"

    @pytest.mark.parametrize("compressed", [False, True])
    def test_a_flipped_byte_in_an_array(self, path, compressed):
        x_train = np.random.default_rng(0).integers(0, 255, (40, 6, 5), np.uint8)
        save = np.savez_compressed if compressed else np.savez
        save(path, **small_arrays(x_train=x_train))
        content = bytearray(path.read_bytes())
        content[700] ^= 0xFF
        path.write_bytes(content)
        assert re.fullmatch(
            r"x_train is damaged \((Error -3 while decompressing data: .+"
            r"|Bad CRC-32 for file 'x_train\.npy')\)",
            problem_of_reading(path),
        )

    def test_absent_arrays_are_named_beside_those_present(self, path):
        np.savez(path, x_train=np.zeros(1), labels=np.zeros(1), x_test=np.zeros(1))
        assert problem_of_reading(path) == (
            "lacks y_train, y_test; it must hold x_train, y_train, x_test, y_test, but "
            "holds x_train, labels, x_test"
        )

    def test_an_empty_archive(self, path):
        np.savez(path)
        assert problem_of_reading(path) == (
            "lacks x_train, y_train, x_test, y_test; it must hold x_train, y_train, "
            "x_test, y_test, but holds nothing"
        )

    @pytest.mark.parametrize("name", ARRAYS)
    def test_pickled_objects_are_refused_and_never_loaded(self, path, tmp_path, name):
        trap = tmp_path / "loaded"
        np.savez(path, **small_arrays(**{name: np.array([CreatesAFile(trap)], object)}))
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

    def test_a_member_that_is_not_an_array(self, path):
        np.savez(path, **small_arrays())
        with zipfile.ZipFile(path, "w") as archive:
            for name in ARRAYS:
                archive.writestr(f"{name}.npy", "not an array")
        assert problem_of_reading(path) == "x_train is damaged (it is not an array)"

    def test_an_unknown_compression(self, path):
        np.savez(path, **small_arrays())
        content = path.read_bytes()
        offset = content.index(b"PK\x01\x02") + 10  # the directory's method of x_train
        path.write_bytes(content[:offset] + b"\x63\x00" + content[offset + 2 :])
        assert problem_of_reading(path) == (
            "x_train is damaged (That compression method is not supported)"
        )


def test_a_bomb_is_refused_before_it_is_unpacked(path, monkeypatch):
    np.savez_compressed(
        path, **small_arrays(x_train=np.zeros((5000, 20, 10), np.uint8))
    )
    memory = type("Memory", (), {"total": 900_000})
    monkeypatch.setattr(npz.psutil, "virtual_memory", lambda: memory)
    assert problem_of_reading(path) == (
        "its arrays take 1.0 MB, but this machine has 0.9 MB of memory"
    )
    memory.total = 1_100_000
    assert npz.read(path)["x_train"].shape == (5000, 20, 10)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_waited_for(tmp_path, make):
    make(tmp_path / "own.npz")
    assert not npz.is_of_four(tmp_path / "own.npz")
