import numpy as np
import pytest
from helpers.datasets import put, small_arrays

from noiselab.common import user_paths
from noiselab.common.errors import DataError, ReadingError, UnknownNameError
from noiselab.experiment import datasets


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


class TestDigest:
    def dataset(self, **changes):
        arrays = {
            "x_train": np.zeros((2, 4, 3, 1), np.float32),
            "y_train": np.array([0, 1]),
            "x_test": np.zeros((2, 4, 3, 1), np.float32),
            "y_test": np.array([0, 1]),
        }
        return datasets.Dataset("any", **(arrays | changes))

    def test_the_name_and_the_layout_in_memory_do_not_count(self):
        turned = np.zeros((3, 4, 2, 1), np.float32).transpose(2, 1, 0, 3)
        assert not turned.flags.c_contiguous
        assert self.dataset(x_test=turned).digest == self.dataset().digest

    @pytest.mark.parametrize(
        "changes",
        [
            {"x_train": np.full((2, 4, 3, 1), 1e-6, np.float32)},
            {"x_test": np.zeros((2, 3, 4, 1), np.float32)},
            {"y_train": np.array([1, 0])},
            {"y_test": np.array([1, 1])},
        ],
    )
    def test_any_other_value_or_shape_counts(self, changes):
        assert self.dataset(**changes).digest != self.dataset().digest


class TestOwnFile:
    def test_it_is_loaded_by_its_path_and_named_by_its_file(self, own):
        dataset = datasets.load(str(own))
        assert dataset.name == "own.npz"
        assert (dataset.image_shape, dataset.classes) == ((6, 5, 1), 3)
        np.testing.assert_allclose(dataset.x_train, 0.2)
        np.testing.assert_array_equal(dataset.y_train, [0, 1, 2, 1])

    def test_it_is_found_from_the_current_directory(self, own, monkeypatch):
        monkeypatch.chdir(own.parent)
        assert datasets.find("own.npz").samefile(own)

    def test_it_is_found_in_the_data_folder(self, own, tmp_path, monkeypatch):
        put(own, tmp_path / "data" / "sub" / "own.npz")
        assert datasets.find("sub/own.npz", tmp_path / "data").samefile(own)
        assert datasets.find("elsewhere/own.npz", tmp_path / "data" / "sub").samefile(
            own
        )
        monkeypatch.setenv(user_paths.DATA_DIR, str(tmp_path / "data" / "sub"))
        assert datasets.load("own.npz").name == "own.npz"

    def test_it_is_found_beside_the_sweep_that_names_it(self, own, tmp_path):
        put(own, tmp_path / "sweeps" / "own.npz")
        path = datasets.find("./own.npz", also=(tmp_path / "sweeps",))
        assert path.samefile(own)

    def test_home_is_expanded(self, own, monkeypatch):
        monkeypatch.setenv("HOME", str(own.parent))
        assert datasets.find("~/own.npz") == own

    def test_an_absent_file_lists_the_paths_tried(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(DataError) as caught:
            datasets.load("sub/none.npz", tmp_path / "data")
        assert str(caught.value) == (
            "sub/none.npz: there is no such file on this machine; looked at "
            f"{tmp_path / 'sub/none.npz'}, {tmp_path / 'data/sub/none.npz'}, "
            f"{tmp_path / 'data/none.npz'}; name its folder with --data-dir, or in a "
            "notebook as data_dir"
        )

    def test_what_cannot_be_trained_on_is_refused(self, own):
        np.savez(own, **{**np.load(own), "y_test": np.array([0, 1, 9])})
        with pytest.raises(DataError) as caught:
            datasets.load(str(own))
        assert str(caught.value) == (
            f"{own}: y_test holds class 9, which y_train does not"
        )

    def test_a_kernel_refuses_other_data_than_its_run_checked(self, own, monkeypatch):
        digest = datasets.load(str(own)).digest
        for name, value in user_paths.of_data(own.parent, "own.npz", digest).items():
            monkeypatch.setenv(name, value)
        assert datasets.load("own.npz").digest == digest
        other = put(own, own.parent / "other.npz")
        own.unlink()
        np.savez(own, **small_arrays(x_test=np.full((3, 6, 5), 254, np.uint8)))
        with pytest.raises(DataError) as caught:
            datasets.load("own.npz")
        assert str(caught.value) == f"{own}: changed while the study ran; run it again"
        assert datasets.load(str(other)).name == "other.npz"  # not that of the run
        monkeypatch.delenv(user_paths.DATA_DIGEST)  # as by hand
        assert datasets.load("own.npz").digest != digest

    def test_four_plain_arrays_are_the_same_to_the_last_bit_for_ever(self, path):
        images = (np.arange(60 * 4 * 5) * 7 % 256).astype(np.uint8).reshape(60, 4, 5)
        labels = np.arange(60) % 3
        training = {"x_train": images[:40], "y_train": labels[:40]}
        np.savez(path, **training, x_test=images[40:], y_test=labels[40:])
        recorded = "1356f03b36c515768cdc2f9e4bf9a42196aa8d105ede4cf5910946abccf58aff"
        assert datasets.load(str(path)).digest == recorded
        said = {"white": 255, "black": 0, "axes": "channels_last", "invert": False}
        assert datasets.load(str(path), **said).digest == recorded

    @pytest.mark.parametrize("name", ["cifar", "MNIST", ""])
    def test_any_other_name_is_not_a_dataset(self, name):
        with pytest.raises(UnknownNameError) as caught:
            datasets.load(name)
        assert str(caught.value).startswith(
            f"unknown dataset {name!r}; available: digits, mnist, fashion_mnist, "
        )


class TestSaid:
    def test_the_digits_can_be_read_otherwise(self, digits):
        said = {"limit": 10, "invert": True, "classes": [*"abcdefghij"]}
        few = datasets.load("digits", **said)
        assert few.class_names == tuple("abcdefghij")
        assert np.bincount(few.y_train).tolist() == [10] * 10
        place = np.flatnonzero(digits.y_train == 3)[0]
        first = few.x_train[few.y_train == 3][0]
        np.testing.assert_array_equal(first, 1 - digits.x_train[place])

    def test_names_of_classes_alone_load_nothing(self, digits, monkeypatch):
        monkeypatch.setattr(datasets, "load", None)
        summary = datasets.summarize("digits", classes=[*"abcdefghij"])
        assert (summary.digest, summary.class_names[1]) == (digits.digest, "b")

    def test_a_key_that_cannot_be_meant_is_refused_first(self):
        with pytest.raises(ReadingError) as caught:
            datasets.load("absent.npz", wite=16)
        assert str(caught.value) == (
            "data.wite is not a key of data (did you mean white?)"
        )
