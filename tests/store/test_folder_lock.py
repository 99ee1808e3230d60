import errno
import fcntl
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from noiselab.common.errors import OutputError
from noiselab.common.folders import SweepFolder
from noiselab.store import folder_lock

IN_USE = "another run is using this folder; "
NEW_NAME = ', or give this one its own folder with changes=["name=trial"]'


@pytest.fixture
def folder(tmp_path):
    folder = SweepFolder(tmp_path / "study")
    folder.path.mkdir()
    return folder


@pytest.fixture(
    params=[errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES, errno.EINVAL],
    ids=lambda number: errno.errorcode[number],
)
def without_locks(request, monkeypatch):
    """A file system that has no locks, as NFS without lockd, FUSE or SMB say it."""

    def refuse(*_):
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", refuse)


def refusal(folder):
    with pytest.raises(OutputError) as caught, folder_lock.alone_in(folder):
        pass
    return str(caught.value).removeprefix(f"{folder.path}: {IN_USE}")


def noted(folder, **changes):
    me = {"host": platform.node(), "pid": os.getpid()}
    me |= {"began": round(psutil.Process().create_time(), 1)}
    folder.note.write_text(json.dumps(me | changes))


@pytest.mark.parametrize("put", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_lock_makes_way_for_one(folder, put):
    put(folder.lock)
    with folder_lock.alone_in(folder):
        assert folder.lock.is_file()
        assert refusal(folder) == "wait for it to end" + NEW_NAME
    assert os.path.lexists(folder.path / ".lock.aside1")


def test_two_runs_are_kept_apart_where_there_are_no_locks(folder, without_locks):
    with folder_lock.alone_in(folder):
        assert folder_lock.is_held(folder)
        assert refusal(folder) == "wait for it to end" + NEW_NAME
        assert folder_lock.is_held(folder)  # the refused one left the note alone
    assert not folder_lock.is_held(folder)
    assert list(folder.path.iterdir()) == []
    with folder_lock.alone_in(folder):
        pass


def test_a_run_that_was_killed_there_keeps_no_other_out(folder, without_locks):
    program = (
        "import os, sys; from noiselab.common.folders import SweepFolder\n"
        "from noiselab.store import folder_lock; from pathlib import Path\n"
        "folder_lock._make_note(SweepFolder(Path(sys.argv[1]))); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder.path)], check=False)
    assert folder.note.is_file()
    assert not folder_lock.is_held(folder)
    with folder_lock.alone_in(folder):
        assert json.loads(folder.note.read_text())["pid"] == os.getpid()
    assert list(folder.path.iterdir()) == []


def test_a_process_that_only_has_the_number_keeps_no_run_out(folder, without_locks):
    noted(folder, began=1.0)
    with folder_lock.alone_in(folder):
        pass


@pytest.mark.parametrize("has_locks", [True, False])
def test_a_run_on_another_machine_is_not_taken_for_ended(folder, has_locks, request):
    if not has_locks:
        request.getfixturevalue("monkeypatch").setattr(
            folder_lock, "_has_locks", lambda path: False
        )
    noted(folder, host="node7", pid=123)
    assert folder_lock.is_held(folder)
    assert refusal(folder) == (
        "wait for it to end; it is process 123 on node7: if that is no longer running, "
        f"remove {folder.note}{NEW_NAME}"
    )
    folder.note.unlink()
    with folder_lock.alone_in(folder):
        pass


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"host": 1}', "no JSON"])
def test_a_note_that_cannot_be_read_is_not_taken_for_ended(folder, text):
    folder.note.write_text(text)
    assert refusal(folder) == (
        f"wait for it to end; if none is running, remove {folder.note}{NEW_NAME}"
    )


def test_a_lock_is_seen_without_writing(folder):
    assert not folder_lock.is_held(folder)
    with folder_lock.alone_in(folder):
        assert folder_lock.is_held(folder)
        assert [path.name for path in folder.path.iterdir()] == [".lock"]
    assert not folder_lock.is_held(folder)


def test_an_error_without_a_file_names_the_folder(folder, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(SweepFolder, "recover", refuse)
    with pytest.raises(OutputError) as caught, folder_lock.alone_in(folder):
        pass
    assert str(caught.value) == (
        f"{folder.path}: cannot be written to (Input/output error); name another "
        "folder with out"
    )
