"""Each line of the table of formats in docs/data.md reads what it says lies there."""

import re

import h5py
import numpy as np
import pytest
from helpers.data_formats import (
    PACKED,
    cifar,
    class_folders,
    csv,
    idx,
    mat,
    npy,
    png,
    small,
)
from helpers.documents import ROOT
from scipy.io import savemat

from noiselab.experiment import datasets

DATA, RNG = small(), np.random.default_rng(1)
HEADER = "label," + ",".join(f"pixel{n}" for n in range(36))


def each(write, *names, first=0):
    """Write images and labels of both splits into files, by their names."""

    def to(at):
        at.mkdir(parents=True, exist_ok=True)
        for name, array in zip(names, DATA, strict=True):
            write(at / name, array + np.uint8(first) if array.ndim == 1 else array)

    return to


def as_idx(file, array):
    packed = PACKED[".gz" if file.suffix == ".gz" else ""]
    file.write_bytes(packed(idx(array)))


def tables(at, ending, header):
    at.mkdir(exist_ok=True)
    dark = [images.copy() for images in (DATA.x_train, DATA.x_test)]
    for split, images, labels in zip(("train", "test"), dark, DATA[1::2], strict=True):
        images[:, -1, -1] = 0
        content = csv(images, labels, header=header)
        content = content if header else content.replace(b",", b" ")
        packed = PACKED[".gz" if ending.endswith("gz") else ""]
        (at / (ending % split)).write_bytes(packed(content))


def folders(at):
    for split, pair in DATA.by_split.items():
        class_folders(at / "photos" / split, *pair, names=["ant", "bee", "cat"])


def svhn(at):
    for split in ("train", "test"):
        images = RNG.integers(0, 256, (32, 32, 3, 10), np.uint8)
        content = mat(X=images, y=np.arange(1, 11).astype(np.uint8)[:, None])
        (at / f"{split}_32x32.mat").write_bytes(content)


def emnist(at):
    parts = {
        split: {
            "images": images.reshape(len(images), -1),
            "labels": labels[:, None] + 1,
        }
        for split, (images, labels) in DATA.by_split.items()
    }
    table = np.array([[1, 65, 97], [2, 66, 98], [3, 67, 99]])
    savemat(at / "emnist-letters.mat", {"dataset": {**parts, "mapping": table}})


def own_mat(at):
    names = ("train_x", "train_y", "test_x", "test_y")
    (at / "own.mat").write_bytes(mat(**dict(zip(names, DATA, strict=True))))


def usps(at):
    with h5py.File(at / "usps.h5", "w") as file:
        for name, array in zip(("data", "target") * 2, DATA, strict=True):
            split = "train" if len(array) == 12 else "test"
            file[f"{split}/{name}"] = array


def hub(at):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    (at / "mnist").mkdir()
    for split, (images, labels) in DATA.by_split.items():
        rows = [{"bytes": png(image), "path": None} for image in images]
        table = pa.table({"image": rows, "label": labels})
        parquet.write_table(table, at / "mnist" / f"{split}-00000-of-00001.parquet")


def batches(at):
    folder = at / "cifar-10-batches-bin"
    folder.mkdir()
    images = RNG.integers(0, 256, (10, 3, 32, 32), np.uint8)
    for name in (*(f"data_batch_{n}" for n in range(1, 6)), "test_batch"):
        (folder / f"{name}.bin").write_bytes(cifar(images, np.arange(10)))


def med(at):
    names = ("train_images", "train_labels", "test_images", "test_labels")
    np.savez(at / "medmnist.npz", **dict(zip(names, DATA, strict=True)))


IDX = ("images-idx3-ubyte", "labels-idx1-ubyte")
MNIST = [f"{split}-{kind}" for split in ("train", "t10k") for kind in IDX]
LETTERS = [f"emnist-letters-{s}-{k}.gz" for s in ("train", "test") for k in IDX]
KMNIST = [f"kmnist-{s}-{k}.npz" for s in ("train", "test") for k in ("imgs", "labels")]
ARRAYS = ("x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy")
WRITERS = {
    "medmnist.npz": med,
    KMNIST[0]: each(np.savez_compressed, *KMNIST),
    "x_train.npy": each(lambda file, array: file.write_bytes(npy(array)), *ARRAYS),
    "MNIST/raw/": lambda at: each(as_idx, *MNIST)(at / "MNIST/raw"),
    f"gzip/{LETTERS[0]}": lambda at: each(as_idx, *LETTERS, first=1)(at / "gzip"),
    "digits/train.csv": lambda at: tables(at / "digits", "%s.csv", HEADER),
    "zip.train.gz": lambda at: tables(at, "zip.%s.gz", None),
    "photos/": folders,
    "train_32x32.mat": svhn,
    "emnist-letters.mat": emnist,
    "own.mat": own_mat,
    "usps.h5": usps,
    "mnist/": hub,
    "cifar-10-batches-bin/": batches,
}


def test_the_table_has_a_line_for_each_of_these():
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\|.*\| `dataset: (\S+)` \|$", text, re.MULTILINE)
    assert lines == [*WRITERS]


@pytest.mark.parametrize("line", WRITERS)
def test_what_the_line_names_is_read(tmp_path, line):
    WRITERS[line](tmp_path)
    data = datasets.load(line, tmp_path)
    assert len(data.x_train) >= len(data.x_test) > 0
    assert data.classes == (10 if "32x32" in line or "cifar" in line else 3)
    assert 0.9 < data.x_train.max() <= 1
