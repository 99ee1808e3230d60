"""Measure what noise in images does to classifiers, one notebook a point."""

from typing import TYPE_CHECKING, Any

from noiselab.common.version import __version__

if TYPE_CHECKING:
    from noiselab.front.api import load_sweep, run_sweep

__all__ = ["__version__", "load_sweep", "run_sweep"]


def __getattr__(name: str) -> Any:
    """Load what is asked for only then, so that small things start fast."""
    if name in ("load_sweep", "run_sweep"):
        from noiselab.front import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
