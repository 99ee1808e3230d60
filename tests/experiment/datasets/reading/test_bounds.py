import io

import numpy as np
import pytest

from noiselab.experiment.datasets.reading import bounds
from noiselab.experiment.datasets.reading.bounds import Lines


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_headers_of_arrays_are_as_long_as_numpy_writes_them(version):
    file = io.BytesIO()
    np.lib.format.write_array(file, np.zeros(3), version)
    file.seek(0)
    bounds.check_npy_header(file)


@pytest.mark.parametrize(
    "begins", [b"", b"\x93NUMPY", b"\x93NUMPY\7\0", b"\x93NUMPY\2"]
)
def test_what_is_no_array_is_left_to_numpy(begins):
    bounds.check_npy_header(io.BytesIO(begins))


def test_a_header_of_gigabytes_is_refused():
    with pytest.raises(ValueError, match="said to have 4,294,967,295 letters"):
        bounds.check_npy_header(io.BytesIO(b"\x93NUMPY\2\0" + b"\xff" * 4))


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_lines_come_through_as_they_are(at_once, monkeypatch):
    monkeypatch.setattr(bounds, "LONGEST_LINE", 5)
    text = b"12345\n1\n\n12345\n12345"
    stream = io.BufferedReader(Lines(io.BytesIO(text)), at_once)
    assert stream.read() == text


@pytest.mark.parametrize("at_once", [1, 3])
@pytest.mark.parametrize("text", [b"123456", b"12\n34\n567890"])
def test_a_line_without_end_is_refused(at_once, text, monkeypatch):
    monkeypatch.setattr(bounds, "LONGEST_LINE", 5)
    with pytest.raises(ValueError, match="a line of more than 5 letters"):
        io.BufferedReader(Lines(io.BytesIO(text)), at_once).read()
