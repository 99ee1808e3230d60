"""What the tests of all formats need."""

import numpy as np
import pytest
from helpers import data_formats

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted


@pytest.fixture(scope="session")
def data():
    """A few images with their labels, in two splits."""
    return data_formats.small()


@pytest.fixture
def came_back():
    """Reads a path, and compares each split with what was written."""

    def compare(path, data, turned=lambda images: images, **said):
        found = formats.read(path, Wanted(**said))
        assert [*found.splits] == ["train", "test"]
        for split, (images, labels) in data.by_split.items():
            there = found.splits[split]
            flat = np.ndim(there.images) == 2
            back = there.images.reshape(images.shape) if flat else there.images
            np.testing.assert_array_equal(turned(back), images)
            assert np.shape(there.labels)[0] == len(labels)
            np.testing.assert_array_equal(np.ravel(there.labels), labels)
        return found

    return compare


@pytest.fixture
def refused():
    """Reads what cannot be read; gives the line, without the folder's name."""

    def read(path, **said):
        with pytest.raises(DataError) as caught:
            formats.read(path, Wanted(**said))
        line = str(caught.value)
        assert line.isprintable()
        assert line.startswith(str(path.parent)) or line.startswith(str(path))
        return caught.value.problem

    return read
