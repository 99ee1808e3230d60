"""Paths as users write them: one that cannot exist is absent, never an error."""

from pathlib import Path

DATA_DIR = "NOISELAB_DATA_DIR"  # the environment variable that names the data folder
DATA_DIGEST = "NOISELAB_DATA_DIGEST"  # the digest and the name of a run's data

DATA_KEPT = "NOISELAB_DATA_KEPT"  # the folder of the cache that a run's data lie in
# the digest and the name of what the process holds that a run's kernels are forked from
DATA_HELD = "NOISELAB_DATA_HELD"


def of_data(
    folder: Path | None, name: str, digest: str, kept: Path | None = None
) -> dict[str, str]:
    """Make the environment by which a run tells its kernels what data they load.

    Args:
        folder: The folder of the data's file; None for the usual folders.
        name: `Dataset.name`.
        digest: `Dataset.digest`; a kernel that finds other data of that name refuses
            them.
        kept: The folder of the cache that the data lie in; None if they do not.
    """
    return {
        DATA_DIGEST: f"{digest} {name}",
        **({DATA_KEPT: str(kept)} if kept else {}),
        **({DATA_DIR: str(folder)} if folder else {}),
    }


def of_user(text: str | Path) -> Path:
    """Expand `~` in what a user wrote; that of an unknown user stays as it is.

    A folder that is called `~` is written `./~`, as in a shell.
    """
    path = Path(text)
    if str(text).startswith("./~"):
        return path.absolute()  # `Path` leaves `./` out
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):  # no user has that name, or could have it
        return path


def exists(path: Path) -> bool:
    """Say whether something is at a path; nothing is at one that cannot exist."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Say whether a path is that of a file; one that cannot exist is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name that is too long, or a null byte
        return False
