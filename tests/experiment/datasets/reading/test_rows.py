from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import Wanted
from noiselab.experiment.datasets.reading.rows import unflattened

SAID = [
    ((3, 49), Wanted(), (3, 7, 7)),
    ((3, 560), Wanted(size=(28, 20)), (3, 28, 20)),
    ((3, 147), Wanted(size=(7, 7), axes="channels_first"), (3, 3, 7, 7)),
    ((3, 147), Wanted(size=(7, 7), axes="channels_last"), (3, 7, 7, 3)),
    ((3, 49), Wanted(size=(9, 9)), (3, 7, 7)),
    ((3, 7, 7), Wanted(), (3, 7, 7)),
]


@pytest.mark.parametrize(("shape", "said", "turned"), SAID)
def test_height_and_width(shape, said, turned):
    images = np.arange(np.prod(shape)).reshape(shape)
    there = unflattened(Path("own"), images, said)
    assert there.shape == turned
    np.testing.assert_array_equal(there.ravel(), images.ravel())


@pytest.mark.parametrize(
    ("length", "said", "line"),
    [
        (50, Wanted(), "50 values; write their height and width, such as"),
        (
            147,
            Wanted(),
            "images of 7x7 with 3 channels, write `data: {size: [7, 7], axes",
        ),
        (50, Wanted(size=(7, 7)), "which make no image of 7x7 with 1, 3 or 4 channels"),
        (
            147,
            Wanted(size=(7, 7)),
            "3 a pixel of 7x7; write `data: {axes: channels_first}`",
        ),
    ],
)
def test_what_is_missing_is_asked_for(length, said, line):
    with pytest.raises(DataError) as caught:
        unflattened(Path("own"), np.zeros((2, length)), said)
    assert line in str(caught.value)
