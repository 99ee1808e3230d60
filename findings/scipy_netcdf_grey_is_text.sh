#!/usr/bin/env bash
# scipy 1.17.1, numpy 2.4.6: a grey image of 8 bits is written with `scipy.io.netcdf_file`.
#
# Guess before running it: an error, since NetCDF 3 has no unsigned numbers of 8 bits.
# Seen: it is written as text, without a warning. What is read is an array of single characters (`S1`),
# in which black is an empty one, and arithmetic on it fails. int8 is stored as numbers, uint16 is
# refused (`NetCDF 3 does not support type`). `read.view("u1")` has the image again.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q scipy==1.17.1 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import numpy as np
from scipy.io import netcdf_file

path = Path(sys.argv[1], "image.nc")


def read_again(image):
    with netcdf_file(path, "w") as file:
        file.createDimension("pixel", len(image))
        file.createVariable("grey", image.dtype, ("pixel",))[:] = image
    with netcdf_file(path, mmap=False) as file:
        return file.variables["grey"][:]


grey = np.array([0, 65, 127, 200], np.uint8)
read = read_again(grey)
print(grey.dtype, grey.tolist(), "is read as", read.dtype, read.tolist())
assert read.dtype == "S1" and read.tolist() == [b"", b"A", b"\x7f", b"\xc8"], read
assert np.array_equal(read.view("u1"), grey)
signed = read_again(np.array([0, 65, 127], np.int8))
print("int8 is read as", signed.dtype, signed.tolist())
assert signed.dtype.kind == "i"
try:
    read_again(grey.astype(np.uint16))
except ValueError as error:
    print("uint16:", error)
else:
    raise AssertionError("uint16 was taken")
PYTHON
"$place/venv/bin/python" -W error "$place/show.py" "$place"
