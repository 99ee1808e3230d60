"""Measure what noise in images does to classifiers, one notebook a point."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noiselab.api import load_sweep, run_sweep

__version__ = "0.1.0"
__all__ = ["load_sweep", "run_sweep"]


def __getattr__(name: str) -> Any:
    """Load what is asked for only then, so that small things start fast."""
    if name in __all__:
        from noiselab import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
