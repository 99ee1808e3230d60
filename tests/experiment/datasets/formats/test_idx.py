import numpy as np
import pytest
from helpers import data_formats
from helpers.data_formats import PACKED, idx

from noiselab.experiment.datasets import formats


def put(folder, data, before="", packed="", ends=("idx3-ubyte", "idx1-ubyte")):
    for split, (images, labels) in data.by_split.items():
        name = "t10k" if split == "test" and not before else split
        for kind, array, end in (
            ("images", images, ends[0]),
            ("labels", labels, ends[1]),
        ):
            file = folder / f"{before}{name}-{kind}-{end}{packed}"
            file.write_bytes(PACKED[packed](idx(array)))
    return folder


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("named", ["", "t10k-labels-idx1-ubyte"])
def test_the_four_files(tmp_path, data, came_back, packed, named):
    put(tmp_path, data, packed=packed)
    found = came_back(tmp_path / f"{named}{packed if named else ''}", data)
    word = {"": "", ".gz": ", gzip", ".bz2": ", bzip2", ".xz": ", xz", ".zip": ", zip"}
    assert (found.format, len(found.files)) == (f"IDX{word[packed]}", 4)
    assert (found.labels_from, found.transposed, found.white) == (0, False, None)


def test_the_packed_files_beside_the_unpacked_ones_in_a_folder_within(
    tmp_path, data, came_back
):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    put(raw, data)
    put(raw, data, packed=".gz")
    assert came_back(tmp_path / "MNIST", data).format == "IDX"
    gzipped = came_back(raw / "train-images-idx3-ubyte.gz", data)
    assert {file.suffix for file in gzipped.files} == {".gz"}


def test_with_points_as_on_kaggle(tmp_path, data, came_back):
    for split, (images, labels) in data.by_split.items():
        name = split.replace("test", "t10k")
        (tmp_path / f"{name}-images.idx3-ubyte").write_bytes(idx(images))
        (tmp_path / f"{name}-labels.idx1-ubyte").write_bytes(idx(labels))
    came_back(tmp_path / "train-images.idx3-ubyte", data)


def test_emnist_is_transposed_and_its_letters_begin_with_1(tmp_path, data, came_back):
    letters = data._replace(y_train=data.y_train + 1, y_test=data.y_test + 1)
    put(tmp_path, letters, "emnist-letters-", ".gz")
    table = tmp_path / "emnist-letters-mapping.txt"
    table.write_text("1 65 97\n2 66 98\n3 67 99\n")
    for path in (tmp_path, tmp_path / "emnist-letters-train-images-idx3-ubyte.gz"):
        found = came_back(path, letters)
        assert (found.transposed, found.labels_from) == (True, 1)
        assert found.classes == ("A", "B", "C")
    put(tmp_path, data, "emnist-digits-")
    found = came_back(tmp_path / "emnist-digits-test-labels-idx1-ubyte", data)
    assert (found.transposed, found.labels_from, found.classes) == (True, 0, None)


def test_several_sets_in_a_folder(tmp_path, data, refused):
    for before in ("emnist-digits-", "emnist-letters-"):
        put(tmp_path, data, before)
    assert refused(tmp_path) == (
        "holds 2 data sets; name a file of one, such as "
        "emnist-digits-test-images-idx3-ubyte, emnist-letters-test-images-idx3-ubyte"
    )


def test_the_first_of_eight_columns_is_qmnists_label(tmp_path, data, came_back):
    def wide(labels):
        return np.stack([labels] + [labels * 9] * 7, 1).astype(np.int32)

    stored = data._replace(y_train=wide(data.y_train), y_test=wide(data.y_test))
    put(tmp_path, stored, "qmnist-", ".gz", ("idx3-ubyte", "idx2-int"))
    came_back(tmp_path, data)
    found = formats.read(tmp_path, formats.Wanted(column=1))
    assert found.splits["test"].labels.shape == (6, 8)


def test_the_real_labels_of_qmnist(tmp_path, real_files):
    name = "qmnist-test-labels-idx2-int.gz"
    (tmp_path / name).symlink_to(real_files / name)
    images = np.zeros((60000, 2, 2), np.uint8)
    (tmp_path / "qmnist-test-images-idx3-ubyte").write_bytes(idx(images))
    (split,) = formats.read(tmp_path).splits.values()
    # Source: QMNIST: its first 10,000 test digits are MNIST's, which begin 7, 2, 1, 0, 4
    assert split.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert (split.labels.shape, split.labels.dtype) == ((60000,), np.int32)


@pytest.mark.parametrize("kind", ["u1", "i1", ">i2", ">i4", ">f4", ">f8"])
def test_every_type(tmp_path, data, came_back, kind):
    small = data._replace(x_train=data.x_train // 2, x_test=data.x_test // 2)
    stored = data_formats.Data(*(array.astype(kind) for array in small))
    put(tmp_path, stored)
    found = came_back(tmp_path, small)
    assert found.splits["test"].images.dtype == np.dtype(kind).newbyteorder("=")


def test_as_another_library_writes_it(tmp_path, data, came_back):
    idx2numpy = pytest.importorskip("idx2numpy")
    for split, (images, labels) in data.by_split.items():
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            idx2numpy.convert_to_file(str(tmp_path / f"{split}-{kind}-ubyte"), array)
    came_back(tmp_path, data)


def test_too_few_and_too_many_values(tmp_path, data, refused):
    whole = idx(data.x_train)
    for content, there in ((whole[:-9], "only 423"), (whole + b"\0", "more")):
        (tmp_path / "images").write_bytes(content)
        (tmp_path / "labels").write_bytes(idx(data.y_train))
        assert refused(tmp_path / "images") == (
            "its header promises 432 bytes of values for shape (12, 6, 6), but there "
            f"are {there}; fetch it again"
        )
