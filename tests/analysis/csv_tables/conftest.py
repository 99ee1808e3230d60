import csv

import pytest
from helpers.studies import first

from noiselab.study import sweep_file


@pytest.fixture
def read():
    """Reads a CSV file: a mapping of texts for each of its lines."""

    def read(path):
        with path.open(newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def evidence(sweep, make_study):
    """Three repeats; MLNN is right on fewer images, at 0.5 on none of the second class.

    Trained without noise and tested with it, both are right on 120 of 400.
    """
    sweep = sweep_file.check(sweep.as_file() | {"repeats": 3})
    counts = {"mlnn": (300, 310, 305), "convnet": (330, 335, 350)}

    def right(point, level):
        if level != point.level:
            return first(120)
        return first(counts[point.model][point.repeat])

    return make_study(sweep, right)
