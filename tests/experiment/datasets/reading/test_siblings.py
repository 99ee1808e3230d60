import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import siblings


def made(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def found(path):
    files = siblings.belonging(path, lambda file: "not" not in file.name)
    return sorted(file.name for file in files)


def test_files_that_differ_in_split_and_content_belong_together(tmp_path):
    made(
        tmp_path,
        "a_train.csv",
        "a_test.csv",
        "b_test.csv",
        "a_val_not.csv",
        ".a_val.csv",
    )
    assert found(tmp_path / "a_test.csv") == ["a_test.csv", "a_train.csv"]
    made(tmp_path, "a.csv", "a_both.csv")
    assert found(tmp_path / "a.csv") == ["a.csv"]


@pytest.mark.parametrize("named", ["train.csv", "train.csv.gz", ""])
def test_of_packed_and_unpacked_files_one_is_read(tmp_path, named):
    made(tmp_path, "train.csv", "train.csv.gz", "test.csv", "test.csv.gz", "val.csv.gz")
    end = ".gz" if named.endswith("gz") else ""
    assert found(tmp_path / named) == [
        f"test.csv{end}",
        f"train.csv{end}",
        "val.csv.gz",
    ]


def test_folders_in_a_folder_are_looked_into_where_it_holds_no_data(tmp_path):
    made(tmp_path, "README.md", "LICENSE", "raw/train", "raw/test", ".git/train")
    assert siblings.any_of(tmp_path, lambda file: file.name == "train")
    (tmp_path / "raw" / "circle").symlink_to(tmp_path)
    made(tmp_path, "data.bin")
    assert not siblings.any_of(tmp_path, lambda file: file.name == "train")


def test_several_sets(tmp_path):
    made(tmp_path, "a_train", "b_train", "b_test")
    with pytest.raises(
        DataError, match="holds 2 data sets; name a file of one, such as"
    ):
        found(tmp_path)


def test_what_cannot_be_looked_at_is_no_data(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / ("n" * 300), tmp_path / "\0", tmp_path / "nothing"):
        assert not siblings.any_of(path, lambda file: True)
