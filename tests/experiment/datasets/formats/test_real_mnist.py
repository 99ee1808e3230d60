"""The real MNIST, written to every format by hand and by other libraries, comes back."""

import numpy as np
import pytest
from helpers.data_formats import PACKED, Data, class_folders, csv, idx, mat, npy, png

from noiselab.experiment import datasets
from noiselab.experiment.datasets import formats

KINDS = ("x_train", "y_train", "x_test", "y_test")
FEWER = 300  # images of a split, where writing or reading all takes long
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mnist(real_mnist):
    with np.load(real_mnist) as file:
        return Data(*(file[kind] for kind in KINDS))


@pytest.fixture(scope="module")
def fewer(mnist):
    return Data(*(array[:FEWER] for array in mnist))


def to_idx(folder, data, packed=""):
    for split, (images, labels) in data.by_split.items():
        name = split.replace("test", "t10k")
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            content = PACKED[packed](idx(array))
            (folder / f"{name}-{kind}-ubyte{packed}").write_bytes(content)


def to_idx_gz(folder, data):
    to_idx(folder, data, ".gz")


def to_idx2numpy(folder, data):
    idx2numpy = pytest.importorskip("idx2numpy")
    for kind, array in zip(KINDS, data, strict=True):
        idx2numpy.convert_to_file(str(folder / kind), array)


def to_npy(folder, data):
    for kind, array in zip(KINDS, data, strict=True):
        (folder / f"{kind}.npy").write_bytes(npy(array))


def to_numpy(folder, data):
    for kind, array in zip(KINDS, data, strict=True):
        np.save(folder / f"{kind}.npy", array)


def to_npz(folder, data):
    np.savez_compressed(folder / "mnist.npz", **dict(zip(KINDS, data, strict=True)))


def to_mat(folder, data):
    turned = [array if array.ndim == 1 else np.moveaxis(array, 0, -1) for array in data]
    arrays = {
        k: a if a.ndim > 1 else a[:, None] for k, a in zip(KINDS, turned, strict=True)
    }
    (folder / "mnist.mat").write_bytes(mat(**arrays))


def to_scipy(folder, data):
    from scipy.io import savemat

    savemat(folder / "mnist.mat", dict(zip(KINDS, data, strict=True)))


def to_h5py(folder, data):
    import h5py

    with h5py.File(folder / "mnist.h5", "w") as file:
        for kind, array in zip(KINDS, data, strict=True):
            file[kind.replace("_", "/")] = array


def to_csv(folder, data):
    for split, pair in data.by_split.items():
        (folder / f"mnist_{split}.csv").write_bytes(csv(*pair))


def to_pandas(folder, data):
    import pandas as pd

    for split, (images, labels) in data.by_split.items():
        table = pd.DataFrame(images.reshape(len(images), -1)).add_prefix("pixel")
        table.insert(0, "label", labels)
        table.to_csv(folder / f"{split}.csv.gz", index=False)


def to_folders(folder, data):
    for split, pair in data.by_split.items():
        class_folders(folder / split, *pair)


def to_pillow(folder, data):
    import io

    from PIL import Image

    def by_pillow(image):
        file = io.BytesIO()
        Image.fromarray(image).save(file, "PNG")
        return file.getvalue()

    for split, pair in data.by_split.items():
        class_folders(folder / split, *pair, write=by_pillow)


def to_parquet(folder, data):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    for split, (images, labels) in data.by_split.items():
        rows = [{"bytes": png(image), "path": None} for image in images]
        table = pa.table({"image": rows, "label": labels})
        parquet.write_table(table, folder / f"{split}-00000-of-00001.parquet")


WHOLE = (to_idx, to_numpy, to_scipy, to_h5py)
PARTS = (
    to_idx_gz,
    to_idx2numpy,
    to_npy,
    to_npz,
    to_mat,
    to_csv,
    to_pandas,
    to_folders,
    to_pillow,
    to_parquet,
)


def compare(folder, data):
    found = formats.read(folder)
    for split, (images, labels) in data.by_split.items():
        there = found.splits[split]
        if found.classes:  # folders come class by class
            order = np.argsort(labels, kind="stable")
            images, labels = images[order], labels[order]
        np.testing.assert_array_equal(there.images.reshape(images.shape), images)
        np.testing.assert_array_equal(np.ravel(there.labels), labels)


@pytest.mark.parametrize("write", WHOLE)
def test_all_of_it(tmp_path, mnist, write):
    write(tmp_path, mnist)
    compare(tmp_path, mnist)


def test_by_its_name_it_is_the_same_data_in_one_file_and_in_four(
    tmp_path, mnist, real_mnist
):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    to_idx(raw, mnist)
    of_four = datasets.load("mnist", tmp_path, fetch=False)
    assert of_four.reading[0] == "IDX"
    assert of_four.digest == datasets.load("mnist", real_mnist.parent).digest


@pytest.mark.parametrize("write", PARTS)
def test_its_first_images(tmp_path, fewer, write):
    write(tmp_path, fewer)
    compare(tmp_path, fewer)
