"""What a report says first of studies that were put together: in what they differ."""

from html import escape
from pathlib import Path

from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.store import compared


def studies(folder: str | Path) -> str:
    """List the studies that a folder's study was put together from, and differences.

    Args:
        folder: The study's folder.

    Returns:
        HTML; empty if it was not put together.
    """
    known = compared.read(SweepFolder(Path(folder)))
    if known is None:
        return ""
    sources = "; ".join(
        f"{source.name} ({counted(source.done, 'point')})" for source in known.sources
    )
    listed = "".join(f"<li>{escape(text)}</li>" for text in known.differences)
    differing = (
        f"<p>They differ in this:</p><ul>{listed}</ul>"
        if known.differences
        else "<p>They differ in nothing that is recorded.</p>"
    )
    return (
        f"<h2>Studies beside each other</h2><p>{escape(sources)}. All are of the same "
        "data. Networks of different studies are compared where they met the same test "
        f"images.</p>{differing}"
    )
