import os
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
