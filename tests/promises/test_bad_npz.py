"""Data files made by someone who wants a crash."""

import io
import signal
import zipfile

import numpy as np
import pytest
from helpers.datasets import LFS_POINTER
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as any_numpy

from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets.arrays import ARRAYS as NAMES
from noiselab.front import cli

SHAPE = (
    "it must be (count, height, width) or (count, height, width, channels), with at "
    "least one of each"
)
GOOD = {
    "x_train": np.zeros((4, 8, 8), np.uint8),
    "y_train": np.array([0, 1, 0, 1]),
    "x_test": np.full((2, 8, 8), 255, np.uint8),
    "y_test": np.array([0, 1]),
}


@pytest.fixture
def refused(tmp_path, capsys, monkeypatch):
    """Requests a study of a file; returns the one line that refuses it."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    file, out = tmp_path / "own.npz", tmp_path / "out"

    def call(content: bytes):
        file.write_bytes(content)
        changes = ("--set", f"dataset={file}", "--set", "name=mine")
        code = cli.main(["digits", *changes, "--out", str(out)])
        printed = capsys.readouterr()
        assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
        assert [path.name for path in tmp_path.iterdir()] == ["own.npz"]
        line = printed.err.removeprefix("run_sweep.py: ").rstrip("\n")
        return line.replace(str(file), "FILE")

    return call


def saved(**arrays) -> bytes:
    """The bytes of a good file, with some of its arrays replaced."""
    file = io.BytesIO()
    np.savez(file, **GOOD | arrays)
    return file.getvalue()


ARRAYS = {
    "structured": (
        {"x_train": np.zeros((4, 8, 8), "u1,u1")},
        "x_train holds [('f0', 'u1'), ('f1', 'u1')], not numbers",
    ),
    "void": ({"x_train": np.zeros((4, 8, 8), "V3")}, "x_train holds |V3, not numbers"),
    "dates": (
        {"x_train": np.zeros((4, 8, 8), "M8[s]")},
        "x_train holds datetime64[s], not numbers",
    ),
    "no_axes": (
        {"x_train": np.array(3)},
        f"x_train has shape (); {SHAPE}",
    ),
    "no_test_images": (
        {"x_test": np.zeros((0, 8, 8), np.uint8), "y_test": np.zeros(0, int)},
        f"x_test has shape (0, 8, 8); {SHAPE}",
    ),
    "no_width": (
        {"x_train": np.zeros((4, 8, 0), np.uint8)},
        f"x_train has shape (4, 8, 0); {SHAPE}",
    ),
    "largest_numbers": (
        {"x_train": np.full((4, 8, 8), 2**64 - 1, np.uint64)},
        "x_train holds whole numbers from 18446744073709551615 to "
        "18446744073709551615; they must lie in [0, 255]; if 18446744073709551615 is "
        "white, write `data: {white: 18446744073709551615}`",
    ),
    "half_floats_nan": (
        {"x_test": np.full((2, 8, 8), np.nan, np.float16)},
        "x_test holds NaN; write other values there (numpy.nan_to_num)",
    ),
    "labels_of_letters": (
        {"y_train": np.array([b"a"] * 4)},
        "y_train holds names, and y_test numbers; give both the same, or write the "
        "number of each as `data: {labels: {NAME: 0, …}}`",
    ),
    "labels_of_bytes": (
        {"y_train": np.array([b"\xff"] * 4)},
        "y_train holds bytes that are no UTF-8 text",
    ),
    "one_label_alone": (
        {"y_train": np.array(3)},
        "y_train is int64 of shape (); labels must be whole numbers of shape (count,)",
    ),
    "label_beyond_int64": (
        {"y_train": np.array([0, 1, 0, 2**63 + 5], np.uint64)},
        "y_train must number two or more classes from 0 without a gap; it holds 0, 1, "
        "9223372036854775813; write `data: {labels: in_order}` to number them in this "
        "order",
    ),
}


@pytest.mark.parametrize(("arrays", "message"), ARRAYS.values(), ids=ARRAYS)
def test_arrays(refused, arrays, message):
    assert refused(saved(**arrays)) == f"FILE: {message}"


def member(**header) -> bytes:
    """An archive whose first array has a header with these fields, and no content."""
    fields = {"descr": "|u1", "fortran_order": False, "shape": (4, 8, 8)} | header
    text = io.BytesIO()
    np.lib.format.write_array_header_1_0(text, fields)
    return archive(text.getvalue())


def archive(first: bytes, flags: int = 0) -> bytes:
    """An archive of the four names, of which only the first holds anything."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as writer:
        for name in NAMES:
            writer.writestr(f"{name}.npy", first if name == "x_train" else b"")
    content = bytearray(file.getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= flags
    return bytes(content)


LONG_HEADER = b"\x93NUMPY\x02\0" + (20_000).to_bytes(4, "little") + b"(" * 20_000
NOTHING = (
    "lacks x_train, y_train, x_test, y_test; it must hold x_train, y_train, x_test, "
    "y_test, but holds nothing"
)
CONTENTS = {
    "negative_shape": (
        member(shape=(-4, 8, 8)),
        "x_train is damaged (negative dimensions are not allowed)",
    ),
    "no_such_type": (
        member(descr="q9"),
        "x_train is damaged (descr is not a valid dtype descriptor: 'q9')",
    ),
    "long_header": (
        archive(LONG_HEADER),
        "x_train is damaged (its header is said to have 20,000 letters)",
    ),
    "encrypted": (
        archive(b"x", flags=1),
        "x_train is damaged (File 'x_train.npy' is encrypted, password required for "
        "extraction)",
    ),
    "no_array": (archive(b"x"), "x_train is damaged (it is not an array)"),
    "start_of_a_zip": (
        b"PK\x03\x04",
        "not a readable .npz file (File is not a zip file)",
    ),
    "empty_zip": (b"PK\x05\x06" + bytes(18), NOTHING),
    "gzip": (
        b"\x1f\x8b" + bytes(100),
        "not a readable .npz file (it is neither a zip archive nor an array)",
    ),
    "pickle": (
        b"\x80\x04N.",
        "not a readable .npz file (it is neither a zip archive nor an array)",
    ),
    "zeros": (
        bytes(100),
        "not a readable .npz file (it is neither a zip archive nor an array)",
    ),
    "pointer": (
        LFS_POINTER,
        "is a pointer of Git LFS, not the file itself; git lfs pull fetches it",
    ),
    "start_of_an_array": (
        b"\x93NUMPY",
        "not a readable .npz file (EOF: reading magic string, expected 8 bytes got 6)",
    ),
}


@pytest.mark.parametrize(("content", "message"), CONTENTS.values(), ids=CONTENTS)
def test_contents(refused, content, message):
    assert refused(content) == f"FILE: {message}"


@pytest.mark.parametrize(
    "images",
    [
        np.asfortranarray(np.zeros((4, 8, 8), np.uint8)),
        np.zeros((4, 8, 8), ">u2"),
        np.zeros((4, 8, 8), np.longdouble),
    ],
    ids=["by_columns", "high_byte_first", "long_double"],
)
def test_odd_but_good_images_are_the_same_dataset(tmp_path, images):
    plain, odd = tmp_path / "plain.npz", tmp_path / "odd.npz"
    plain.write_bytes(saved())
    odd.write_bytes(saved(x_train=images, y_train=np.array([0, 1, 0, 1], ">i8")))
    assert datasets.load(str(odd)).digest == datasets.load(str(plain)).digest


def load_or_one_line(path):
    """Load a dataset, or check that the error is one of the project's own."""
    try:
        dataset = datasets.load(str(path))
    except DataError as error:
        if not str(error).startswith(f"{path}: "):
            raise
        return
    for images in (dataset.x_train, dataset.x_test):
        assert images.dtype == np.float32
        assert 0 <= images.min() <= images.max() <= 1


@given(
    name=st.sampled_from(NAMES),
    array=any_numpy.arrays(
        any_numpy.scalar_dtypes(), any_numpy.array_shapes(min_dims=0, max_side=4)
    ),
)
def test_any_array(tmp_path, name, array):
    path = tmp_path / "any.npz"
    path.write_bytes(saved(**{name: array}))
    load_or_one_line(path)


@given(data=st.data(), compressed=st.booleans())
def test_any_bytes_replaced(tmp_path, data, compressed):
    path = tmp_path / "any.npz"
    (np.savez_compressed if compressed else np.savez)(path, **GOOD)
    content = bytearray(path.read_bytes())
    start = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.binary(max_size=8))
    content[start : start + data.draw(st.integers(0, 40))] = new
    path.write_bytes(content)
    load_or_one_line(path)


@given(
    content=st.binary(max_size=40), start=st.sampled_from([b"", b"PK", b"\x93NUMPY"])
)
def test_any_bytes(tmp_path, start, content):
    path = tmp_path / "any.npz"
    path.write_bytes(start + content)
    load_or_one_line(path)
