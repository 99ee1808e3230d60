"""Finished points of which a clone holds only what stands for their files."""

from collections.abc import Sequence
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import RERUN, HintedError
from noiselab.common.words import counted
from noiselab.store.again import Again
from noiselab.store.planned import Planned


def is_pointer(path: Path) -> bool:
    """Say whether a file, which may be absent, is only a pointer of Git LFS."""
    return path.is_file() and files.is_lfs_pointer(path)


def check(planned: Sequence[Planned], again: Again) -> None:
    """Refuse to train again what was finished and only has to be fetched.

    Raises:
        HintedError: If there are such points and `again` is `stop` or `keep`.
    """
    unfetched = [item for item in planned if item.unfetched]
    if not unfetched or again not in ("stop", "keep"):
        return
    first = unfetched[0]
    count = counted(len(unfetched), "finished point")
    raise HintedError(
        f"{count} {'is' if len(unfetched) == 1 else 'are'} not whole here: "
        f"{first.point.id}: {first.why}; nothing was run. Fetch what is missing, or "
        "train it again with ",
        RERUN,
    )
