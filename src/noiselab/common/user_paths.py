"""Paths as users write them: one that cannot exist is absent, never an error."""

from pathlib import Path

DATA_DIR = "NOISELAB_DATA_DIR"  # the environment variable that names the data folder


def of_user(text: str | Path) -> Path:
    """Expand `~` in what a user wrote; that of an unknown user stays as it is."""
    path = Path(text)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):  # no user has that name, or could have it
        return path


def is_file(path: Path) -> bool:
    """Say whether a path is that of a file; one that cannot exist is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name that is too long, or a null byte
        return False
