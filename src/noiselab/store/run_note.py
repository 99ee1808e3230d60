"""What a run notes of itself for others: its host, its process, its job."""

import json
import os
import platform
from pathlib import Path
from typing import Any

JOB = "SLURM_JOB_ID"  # stays as it is when SLURM starts a job anew


def own() -> dict[str, Any]:
    """Describe this process, so that others can tell whether it has ended."""
    note = {"host": platform.node(), "pid": os.getpid(), "began": began(os.getpid())}
    return note | {"job": os.environ.get(JOB)}


def read(path: Path) -> dict[str, Any] | None:
    """Read what a run noted; None if that cannot be read as a note.

    Raises:
        FileNotFoundError: If there is none.
    """
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        return note if {"host", "pid", "began"} <= note.keys() else None
    except FileNotFoundError:
        raise
    except (OSError, ValueError, AttributeError):
        return None


def way_on(path: Path) -> str:
    """Say what would do where a run left a note; empty if it has ended, or left none.

    SLURM starts a job anew only once it has ended: its note counts for nothing then.
    """
    try:
        note = read(path)
    except FileNotFoundError:
        return ""
    if note is None:
        return f"wait for it to end; if none is running, remove {path}"
    host, pid = note["host"], note["pid"]
    if host != platform.node():
        if note.get("job") is not None and note["job"] == os.environ.get(JOB):
            return ""
        return (
            f"wait for it to end; it is process {pid} on {host}: if that is no longer "
            f"running, remove {path}"
        )
    is_alive = note["began"] is not None and began(pid) == note["began"]
    return "wait for it to end" if is_alive else ""


def began(pid: int | None) -> float | None:
    """Give the time at which a process began; None if there is none of this number."""
    import psutil

    try:
        return round(psutil.Process(pid).create_time(), 1)
    except (psutil.Error, TypeError, ValueError, OverflowError):
        return None
