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


def check_code(before: Mapping[str, str], kind: str, model: str) -> None:
    """Compare noiselab's own code with that which a run began with.

    Args:
        before: The fingerprint of a point then; a part that is absent does not matter.
        kind: Its noise kind; empty if it has several, which are not compared.
        model: Its model.

    Raises:
        PointError: If it is another now, such as after an update.
    """
    now = {
        "code": fingerprint.code(),
        "kind": fingerprint.own("noise", kind),
        "model": fingerprint.own("models", model),
    }
    for part, digest in now.items():
        if digest and before.get(part, digest).partition("+")[0] != digest:
            raise PointError(f"noiselab's own code {_PROBLEM}")
