"""Measure what noise in images does to classifiers, one notebook a point."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from noiselab.common.version import __version__

if TYPE_CHECKING:
    from noiselab import data, figures, models, noise, results
    from noiselab.front.api import load_sweep, run_sweep

__all__ = [
    "__version__",
    "data",
    "figures",
    "load_sweep",
    "models",
    "noise",
    "results",
    "run_sweep",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for only then, so that small things start fast."""
    from noiselab.common.shadowing import ToldShadowing

    with ToldShadowing():
        if name in ("load_sweep", "run_sweep"):
            from noiselab.front import api

            return getattr(api, name)
        if name in __all__:
            return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
