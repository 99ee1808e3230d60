"""Whether a study is still made from what its run was checked with."""

from collections.abc import Mapping
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import PointError
from noiselab.store import fingerprint

_PROBLEM = "changed while the study ran; run it again"


def check_files(folder: Path, digests: Mapping[str, str]) -> None:
    """Compare files with those that a run began with.

    Args:
        folder: The folder they lie in.
        digests: The digest that each had then, by its place there.

    Raises:
        PointError: If one is another now, or absent.
    """
    for place, digest in digests.items():
        path = folder / place
        if not path.is_file() or files.digest(path) != digest:
            raise PointError(f"{place}: {_PROBLEM}")


def check_code(before: str | None) -> None:
    """Compare noiselab's own code with that which a run began with.

    Args:
        before: `fingerprint.code` then; None if that does not matter.

    Raises:
        PointError: If it is another now, such as after an update.
    """
    if before is not None and fingerprint.code() != before:
        raise PointError(f"noiselab's own code {_PROBLEM}")
