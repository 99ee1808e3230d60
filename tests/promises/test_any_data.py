"""Whatever bytes a data file holds, it is read, or refused in one line."""

import io

import h5py
import numpy as np
import pytest
from helpers.data_formats import PACKED, cifar, csv, idx, mat, npy, png, put, small
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import formats

DATA = small()
EXAMPLES = settings.default.max_examples // 12  # of each format
HEADER = "label," + ",".join(f"p{n}" for n in range(36))


def npz() -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, x=DATA.x_train, y=DATA.y_train)
    return file.getvalue()


def hdf5() -> bytes:
    file = io.BytesIO()
    with h5py.File(file, "w") as opened:
        opened["x"], opened["y"] = DATA.x_train, DATA.y_train
    return file.getvalue()


WHOLE = {
    "own.npz": npz(),
    "images.npy": npy(DATA.x_train),
    "images-idx3-ubyte": idx(DATA.x_train),
    "images-idx3-ubyte.gz": PACKED[".gz"](idx(DATA.x_train)),
    "own.csv": csv(DATA.x_train, DATA.y_train, header=HEADER),
    "own.csv.bz2": PACKED[".bz2"](csv(DATA.x_train, DATA.y_train)),
    "own.csv.zip": PACKED[".zip"](csv(DATA.x_train, DATA.y_train)),
    "own.mat": mat(X=DATA.x_train, y=DATA.y_train),
    "unpacked.mat": mat(False, X=DATA.x_train, y=DATA.y_train),
    "own.h5": hdf5(),
    "test_batch.bin": cifar(np.zeros((2, 3, 32, 32), np.uint8), np.arange(2)),
    "folder/a/a.png": png(DATA.x_train[0]),
}
LABELS = {
    "images.npy": ("labels.npy", npy(DATA.y_train)),
    "images-idx3-ubyte": ("labels-idx1-ubyte", idx(DATA.y_train)),
    "images-idx3-ubyte.gz": ("labels-idx1-ubyte.gz", PACKED[".gz"](idx(DATA.y_train))),
    "folder/a/a.png": ("folder/b/a.png", png(DATA.x_train[1])),
}
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=9)), max_size=4
)


def changed(content, changes, kept):
    """Write bytes over others at some places, and leave the end away."""
    content = bytearray(content)
    for place, other in changes:
        at = int(place * (len(content) - 1))
        content[at : at + len(other)] = other
    return bytes(content[: int(kept * len(content))])


def read(folder, name, content):
    beside, labels = LABELS.get(name, ("", b""))
    for file, bytes_ in ((name, content), (beside, labels)):
        if file:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(bytes_)
    path = folder / name.partition("/a/")[0]
    refused = "in one line"
    try:
        formats.read(path)
    except DataError as error:
        refused = str(error)
    assert refused.isprintable()


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=EXAMPLES)
@given(changes=CHANGES, kept=st.sampled_from([1, 1, 0.99, 0.5]) | st.floats(0, 1))
@example(changes=[], kept=1)
def test_a_damaged_file(tmp_path, name, changes, kept):
    read(tmp_path, name, changed(WHOLE[name], changes, kept))


BEGINNINGS = [
    content[:count] for content in WHOLE.values() for count in (2, 8, 30, 130)
]


@settings(max_examples=4 * EXAMPLES)
@given(st.sampled_from([b"", *BEGINNINGS]), st.binary(max_size=600))
def test_any_bytes(tmp_path, begins, others):
    put(tmp_path, own=begins + others)
    read(tmp_path, "own", begins + others)
