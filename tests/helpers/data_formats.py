"""Writers of every format that data are read from, without the library that reads it."""

import bz2
import gzip
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Data(NamedTuple):
    """Images, uint8, shape (count, height, width), and their labels from 0 on."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    @property
    def by_split(self):
        return {
            "train": (self.x_train, self.y_train),
            "test": (self.x_test, self.y_test),
        }


def small(side=6, classes=3, train=12, test=6) -> Data:
    """A few random images, with each class in both splits."""
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (train + test, side, side), np.uint8)
    images[0, 0, 0], images[1, 0, 0] = 0, 255
    labels = (np.arange(train + test) * 7 % classes).astype(np.uint8)
    return Data(images[:train], labels[:train], images[train:], labels[train:])


_IDX_TYPES = {"|u1": 8, "|i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}


def idx(array) -> bytes:
    """An array as IDX, with the type's number that its specification gives."""
    stored = array.astype(array.dtype.newbyteorder(">"))
    magic = bytes([0, 0, _IDX_TYPES[stored.dtype.str], array.ndim])
    return magic + struct.pack(f">{array.ndim}I", *array.shape) + stored.tobytes()


def npy(array) -> bytes:
    """An array as `.npy`, version 1.0, its header by hand."""
    text = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {array.shape!r}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return (
        b"\x93NUMPY\1\0"
        + struct.pack("<H", len(text))
        + text.encode()
        + array.tobytes()
    )


def png(image, bits=8) -> bytes:
    """An image as PNG: grey, or with 3 or 4 channels; without filters."""
    height, width = image.shape[:2]
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[1 if image.ndim == 2 else image.shape[2]]
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    stored = image.astype(">u2") if bits == 16 else image.astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in stored)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


_TEXTS = [str(value) for value in range(256)]


def csv(images, labels, *, header=None, last=False) -> bytes:
    """Images as lines of text, the label first, or last."""
    lines = [header] if header else []
    for image, label in zip(
        images.reshape(len(images), -1).tolist(), labels.tolist(), strict=True
    ):
        values = ",".join(map(_TEXTS.__getitem__, image))
        lines.append(f"{values},{label}" if last else f"{label},{values}")
    return "\n".join([*lines, ""]).encode()


_MAT_TYPES = {"u1": (9, 2), "i4": (12, 5), "f8": (6, 9)}


def mat(packed=True, **arrays) -> bytes:
    """Arrays as a `.mat` file of version 5, in MATLAB's order of columns."""
    text = b"MATLAB 5.0 MAT-file, written by hand".ljust(124)
    content = text + struct.pack("<H", 0x100) + b"IM"
    for name, array in arrays.items():
        kind, stored = _MAT_TYPES[array.dtype.str[1:]]
        values = array.astype(array.dtype.newbyteorder("<")).tobytes(order="F")
        inner = b"".join(
            (
                _element(6, struct.pack("<II", kind, 0)),
                _element(5, struct.pack(f"<{array.ndim}i", *array.shape)),
                _element(1, name.encode()),
                _element(stored, values),
            )
        )
        variable = _element(14, inner)
        if packed:
            squeezed = zlib.compress(variable, 1)
            variable = struct.pack("<II", 15, len(squeezed)) + squeezed
        content += variable
    return content


def _element(kind, content) -> bytes:
    return (
        struct.pack("<II", kind, len(content)) + content + b"\0" * (-len(content) % 8)
    )


def cifar(images, *labels) -> bytes:
    """Images of three planes, each after its labels."""
    rows = [np.stack(labels, 1).astype(np.uint8), images.reshape(len(images), -1)]
    return np.concatenate(rows, axis=1).tobytes()


def class_folders(folder: Path, images, labels, names=None, write=png) -> Path:
    """Write images into a folder for each class."""
    for at, (image, label) in enumerate(zip(images, labels, strict=True)):
        place = folder / (names[label] if names else str(label)) / f"{at:06}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(write(image))
    return folder


def zipped(name, content) -> bytes:
    """A zip archive of one file."""
    from io import BytesIO

    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


PACKED = {
    "": lambda content: content,
    ".gz": lambda content: gzip.compress(content, 1),
    ".bz2": lambda content: bz2.compress(content, 1),
    ".xz": lambda content: lzma.compress(content, preset=0),
    ".zip": lambda content: zipped("inside", content),
}


def put(folder: Path, **files: bytes) -> Path:
    """Write files into a new folder; `__` in a name stands for a point."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder
