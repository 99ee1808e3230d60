from pathlib import Path

import pytest

from noiselab.common.errors import DataError, UnknownNameError
from noiselab.experiment.datasets.reading.readable import readable


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("bad\nworse"), "bad"),
        (MemoryError(), "MemoryError"),
        (OSError("\x1b[1mred\x00"), r"red\x00"),
        (RecursionError(), "RecursionError"),
    ],
)
def test_any_error_becomes_one_line(error, said):
    with pytest.raises(DataError) as caught, readable(Path("own"), "IDX file"):
        raise error
    assert str(caught.value) == f"own: is no readable IDX file ({said})"


def test_what_noiselab_says_itself_stays():
    with pytest.raises(UnknownNameError), readable(Path("own"), "IDX file"):
        raise UnknownNameError("thing", "a", ("b",))


def test_warnings_are_not_shown():
    import warnings

    with readable(Path("own"), "IDX file"):
        warnings.warn("beware", stacklevel=1)
