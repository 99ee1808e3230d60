import errno
import os

import pytest

from noiselab.common import replacement


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_text("text")
    (folder / "result.json").write_text("{}")
    os.utime(folder / "inner" / "file", (1e9, 1e9))
    return folder


def test_a_folder_of_another_layer_is_copied_with_its_times(
    folder, tmp_path, monkeypatch
):
    rename, to = os.rename, tmp_path / "to"

    def refuse(path, target):
        if path == folder:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(path))
        rename(path, target)

    monkeypatch.setattr(os, "rename", refuse)
    replacement.move(folder, to)
    assert [path.name for path in tmp_path.iterdir()] == ["to"]
    assert (to / "inner" / "file").read_text() == "text"
    assert (to / "inner" / "file").stat().st_mtime == 1e9


@pytest.mark.parametrize("name", ["EXDEV", "EACCES"])
def test_what_cannot_be_moved_stays(folder, tmp_path, monkeypatch, name):
    number, file = getattr(errno, name), folder / "result.json"

    def refuse(path, _):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(OSError, match="result") as caught:
        replacement.move(file, tmp_path / "to")
    assert caught.value.errno == number
    assert file.is_file()


def test_what_can_be_neither_removed_nor_renamed_is_an_error(folder, monkeypatch):
    def refuse(path, *_, **__):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))

    monkeypatch.setattr(os, "unlink", refuse)
    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(OSError, match="busy"):
        replacement.remove(folder)
    replacement.try_to_remove(folder)
    replacement.try_to_remove(folder / "result.json")
    assert (folder / "result.json").is_file()


def test_what_is_not_there_needs_no_removing(tmp_path):
    replacement.remove(tmp_path / "nothing")
    replacement.try_to_remove(tmp_path / "nothing")
