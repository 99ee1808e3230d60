"""Paths as users write them: odd ones are absent, and never an error of Python's."""

from pathlib import Path

DATA_DIR = "NOISELAB_DATA_DIR"  # names a folder where data lies, in the environment


def of_user(text: str | Path) -> Path:
    """Make a path of what a user wrote; a `~` of nobody's stays as it is."""
    path = Path(text)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):  # nobody has that name, or can have it
        return path


def is_file(path: Path) -> bool:
    """Say whether a file lies there; none does where no path can be so written."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name that is too long, or a null byte
        return False
