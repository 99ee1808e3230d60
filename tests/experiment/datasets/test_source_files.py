import os
import shutil

import pytest

from noiselab.experiment.datasets import source_files


@pytest.fixture
def folder(tmp_path):
    """A folder of two classes of two images each."""
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
        file = tmp_path / "set" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(name.encode())
    return tmp_path / "set"


def changed(folder):
    (folder / "a/1.png").write_bytes(b"other")


def new(folder):
    (folder / "b/3.png").touch()


def gone(folder):
    (folder / "b/2.png").unlink()


def renamed(folder):
    (folder / "b/2.png").rename(folder / "b/4.png")


def replaced(folder):
    """Another content of equal length and time, as `cp --preserve` may leave it."""
    file = folder / "a/2.png"
    before = file.stat()
    file.write_bytes(b"c/2.png")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [changed, new, gone, renamed, replaced])
def test_what_is_done_to_a_file_shows(change, folder):
    before, _ = source_files.state([folder])
    assert source_files.state([folder])[0] == before
    change(folder)
    assert source_files.state([folder])[0] != before


def test_what_systems_leave_behind_does_not_show(folder):
    before = source_files.state([folder])
    (folder / "a/.DS_Store").touch()
    (folder / "Thumbs.db").touch()
    assert source_files.state([folder]) == before


def test_the_last_change_is_known_and_what_is_absent_is_no_error(folder, tmp_path):
    _, last = source_files.state([folder])
    times = [file.stat().st_ctime_ns for file in folder.rglob("*.png")]
    assert last == max(times)
    shutil.rmtree(folder)
    assert source_files.state([folder, tmp_path / "never"])[1] == 0


def test_links_in_circles_end(folder):
    (folder / "a/round").symlink_to(folder)
    assert source_files.state([folder])[0]
