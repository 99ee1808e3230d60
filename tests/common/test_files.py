import errno
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from noiselab.common import files

SRC = Path(files.__file__).parents[2]


@pytest.mark.parametrize("content", ["new: ü\n", b"\x00\xff"], ids=["text", "bytes"])
def test_a_file_replaces_an_older_one(tmp_path, content):
    path = tmp_path / "a.txt"
    path.write_text("old")
    files.write(path, content)
    written = path.read_bytes()
    assert written == (content if isinstance(content, bytes) else content.encode())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_what_was_there(tmp_path, old, error):
    path = tmp_path / "a.txt"
    if old:
        path.write_text(old)

    def interrupted():
        with files.whole(path) as partial:
            partial.write_text("half of the ne")
            raise error

    with pytest.raises(error):
        interrupted()
    assert [file.read_text() for file in tmp_path.iterdir()] == ([old] if old else [])


@pytest.mark.parametrize("shared", [False, True])
def test_a_kill_leaves_the_old_file_and_the_next_attempt_the_new(tmp_path, shared):
    path = tmp_path / "a.txt"
    path.write_text("old")
    code = (
        "import os, pathlib, sys\n"
        "from noiselab.common import files\n"
        f"with files.whole(pathlib.Path(sys.argv[1]), {shared}) as partial:\n"
        "    partial.write_text('half of the ne')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    env = os.environ | {"PYTHONPATH": str(SRC)}
    process = subprocess.run([sys.executable, "-c", code, str(path)], env=env)
    assert process.returncode == -9
    assert path.read_text() == "old"
    files.write(path, "new", shared)
    assert path.read_text() == "new"
    left_behind = [file for file in tmp_path.iterdir() if file != path]
    assert len(left_behind) == shared


def test_a_folder_in_the_way_is_moved_aside(tmp_path):
    path = tmp_path / "a.txt"
    path.mkdir()
    (path / "mine").write_text("kept")
    files.write(path, "new")
    assert path.read_text() == "new"
    assert (tmp_path / "a.txt.aside1" / "mine").read_text() == "kept"


def test_an_error_names_the_file_and_not_its_temporary_name(tmp_path):
    (tmp_path / ".a.txt.partial").mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        files.write(tmp_path / "a.txt", "new")
    assert caught.value.filename == str(tmp_path / "a.txt")


def test_a_full_disk_is_reported_with_the_files_name(tmp_path):
    path = tmp_path / "a.txt"
    problem = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="No space left") as caught, files.whole(path):
        raise problem
    assert str(caught.value) == f"[Errno 28] No space left on device: {str(path)!r}"


def test_another_files_error_keeps_its_name(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(FileNotFoundError) as caught, files.whole(path):
        (tmp_path / "another").read_text()
    assert caught.value.filename == str(tmp_path / "another")
    assert not path.exists()


def test_many_may_write_a_shared_file_at_once(tmp_path):
    path = tmp_path / "a.txt"
    texts = [letter * 100_000 for letter in "abcdefgh"]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda text: files.write(path, text, shared=True), texts * 5))
    assert path.read_text() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_has_one_digest_whatever_ends_its_lines():
    assert files.digest_of_text(b"a\r\nb\n") == files.digest_of_text(b"a\nb\n")
    assert files.digest_of_text(b"a\n") == hashlib.sha256(b"a\n").hexdigest()
    assert files.digest_of_text(b"\0\r\n") != files.digest_of_text(b"\0\n")
