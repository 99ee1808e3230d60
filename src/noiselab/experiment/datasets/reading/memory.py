"""Whether what a file promises can be held, asked before anything is unpacked."""

from pathlib import Path

import psutil

from noiselab.common.errors import DataError


def check(path: Path, size: int, what: str = "its arrays") -> None:
    """Refuse what is larger than this machine's memory.

    Args:
        path: The file or folder that is read.
        size: Bytes that would be held.
        what: What they are, in words.

    Raises:
        DataError: If they are more than there are.
    """
    there = psutil.virtual_memory().total
    if size > there:
        raise DataError(
            str(path),
            f"{what} would take {size / 1e9:,.1f} GB, but this machine has "
            f"{there / 1e9:,.1f} GB of memory; save fewer or smaller images",
        )
