from pathlib import Path

import psutil
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import memory


def test_more_than_there_is():
    there = psutil.virtual_memory().total
    memory.check(Path("own"), there)
    with pytest.raises(DataError, match=r"own: its arrays would take .* GB, but this"):
        memory.check(Path("own"), there + 1)
