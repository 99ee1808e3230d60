import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.common.errors import TakenNameError, UnknownNameError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import npz, readers


def test_a_file_is_read_by_the_reader_of_its_extension(path):
    np.savez(path, **small_arrays())
    assert list(readers.read(path)) == list(npz.read(path))
    with pytest.raises(UnknownNameError):
        readers.read(path.with_suffix(".png"))


def test_a_new_format_is_one_registered_function(tmp_path):
    path = tmp_path / "own.text"
    path.write_text("any")
    assert not readers.reads("own.text")

    @readers.register("text")
    def read(path):
        return small_arrays()

    try:
        assert readers.reads("own.text")
        assert datasets.load(str(path)).image_shape == (6, 5, 1)
    finally:
        del readers.READERS["text"]


def test_an_extension_has_one_reader():
    with pytest.raises(TakenNameError):
        readers.register("npz")(lambda path: {})
    assert readers.READERS["npz"] is npz.read
