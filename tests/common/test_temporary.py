import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from noiselab.common import temporary


@pytest.fixture(autouse=True)
def base(monkeypatch):
    """The folder in which temporary folders are made."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_a_folder_goes_when_it_is_no_longer_needed(base):
    with temporary.folder() as folder:
        assert Path(folder).parent == base
        (Path(folder) / "file").write_text("")
    assert list(base.iterdir()) == []


def test_a_copy_stays_as_it_was(base, monkeypatch, tmp_path):
    monkeypatch.setattr(temporary, "lasting", lambda: str(base))
    file = tmp_path / "own.ipynb"
    file.write_text("before")
    copy, same = temporary.copy_of(file), temporary.copy_of(file)
    file.write_text("after")
    other = temporary.copy_of(file)
    assert copy == same
    assert copy.name == other.name == "own.ipynb"
    assert (copy.read_text(), other.read_text()) == ("before", "after")


def test_what_a_killed_process_left_is_removed(base):
    code = (
        "import os, signal, tempfile, sys\n"
        "from noiselab.common import temporary\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "folder = temporary.folder()\n"
        "open(folder.name + '/file', 'w').close()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, base], check=False)
    (left,) = base.iterdir()
    with temporary.folder():
        assert not left.exists()


HOLDER = """
import os, sys, tempfile
from noiselab.common import temporary
tempfile.tempdir = sys.argv[1]
os.getpid = lambda: int(sys.argv[2])
folder = temporary.folder()
if sys.argv[3] == "lasting":
    temporary.lasting()
open(folder.name + "/file", "w").close()
print("made", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["folder", "lasting"])
def test_a_folder_whose_process_cannot_be_seen_stays_until_that_ends(base, kind):
    """As in another container, where process IDs are others."""
    command = [sys.executable, "-c", HOLDER, base, "4194304", kind]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "made\n"
        made = {*base.iterdir()}
        assert len(made) == (1 if kind == "folder" else 2)
        with temporary.folder():
            assert all((path / temporary._LOCK).is_file() for path in made)
        process.kill()
    with temporary.folder() as folder:
        assert list(base.iterdir()) == [Path(folder)]


def test_a_killed_process_whose_id_another_one_has_now_leaves_nothing(base):
    command = [sys.executable, "-c", HOLDER, base, str(os.getppid()), "folder"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.kill()
    with temporary.folder() as folder:
        assert list(base.iterdir()) == [Path(folder)]


def test_where_nothing_can_be_locked_folders_stay(base, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with temporary.folder() as one, temporary.folder() as other:
        assert {*base.iterdir()} == {Path(one), Path(other)}
    assert list(base.iterdir()) == []


def test_a_folder_that_another_process_removed_before_it_was_locked_is_made_anew(
    base, monkeypatch
):
    lock, taken = temporary._locked, []

    def slow(folder):
        if not taken:
            taken.append(folder)
            shutil.rmtree(folder)
        return lock(folder)

    monkeypatch.setattr(temporary, "_locked", slow)
    with temporary.folder() as folder:
        assert Path(folder) != taken[0]
        assert list(base.iterdir()) == [Path(folder)]


def test_one_that_another_process_removed_just_before_its_lock_is_made_anew(
    base, monkeypatch
):
    fcntl = pytest.importorskip("fcntl")
    lock, taken = fcntl.flock, []

    def late(file, how):
        if not taken:
            taken.append(Path(file.name).parent)
            shutil.rmtree(taken[0])
        return lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with temporary.folder() as folder:
        assert Path(folder) != taken[0]
        assert list(base.iterdir()) == [Path(folder)]


def test_what_could_not_be_removed_is_removed_later(base, monkeypatch):
    def all_but_the_folder(_, path, **__):
        Path(path, temporary._LOCK).unlink()

    with monkeypatch.context() as patch:
        patch.setattr(temporary._Folder, "_rmtree", all_but_the_folder)
        with temporary.folder() as left:
            pass
    assert Path(left).is_dir()
    with temporary.folder():
        assert not Path(left).exists()


def test_what_others_use_stays(base):
    names = (
        "noiselab-data-0-12ab",
        temporary._prefix().replace(str(os.getpid()), str(os.getppid())) + "x",
        f"noiselab-{'ffff' if temporary._HOST != 'ffff' else '0000'}-4194304-x",
        "noiselab-x",
        "other",
    )
    for name in names:
        (base / name).mkdir()
    with temporary.folder(), temporary.folder():
        assert len(list(base.iterdir())) == len(names) + 2
    assert {path.name for path in base.iterdir()} == set(names)


def test_a_path_too_long_for_sockets_is_not_used(base, monkeypatch):
    long = base / ("long" * 10)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with temporary.folder() as folder:
        assert Path(folder).parent == Path("/tmp")
    assert list(long.iterdir()) == []
