"""Small disks and read-only folders, which no test leaves behind."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# whoever holds its standard input may end as it likes, killed even
_UNMOUNT = 'cat; umount -l "$0"'


def mount(*words: object) -> subprocess.CompletedProcess:
    """Call `mount`; gives its exit code and what it says."""
    command = ["mount", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True)


@contextmanager
def mounted(folder: Path, *ways: tuple[object, ...]) -> Iterator[Path]:
    """Mount something on a folder, until this ends or this process does.

    The test is skipped where that is not allowed.

    Args:
        folder: Where to mount it; it exists.
        ways: The words of one `mount` after another, without the folder.
    """
    if not shutil.which("mount"):
        pytest.skip("there is no command to mount anything with")
    keeper = subprocess.Popen(
        ["sh", "-c", _UNMOUNT, folder],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # no signal for this process is meant for it
    )
    with keeper:
        for words in ways:
            made = mount(*words, folder)
            if made.returncode:
                pytest.skip(f"may not mount anything here: {made.stderr.strip()}")
        yield folder
    assert not folder.is_mount()
