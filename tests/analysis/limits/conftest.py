"""Small studies that several files need."""

import pytest
from helpers.studies import first


@pytest.fixture
def study(sweep, make_study):
    """Single runs, all with the same images right."""
    return make_study(sweep, lambda point, level: first(350))


@pytest.fixture
def repeated(sweep, make_study):
    """Two repeats, which differ by an image."""
    sweep = sweep.model_copy(update={"repeats": 2})
    return make_study(sweep, lambda point, level: first(350 + point.repeat))
