"""One look for all figures: their fonts and lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import matplotlib.style

RC: Any = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titley": 1.0,  # to find out where titles belong takes time
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e4e8ec",
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
}

_is_applied = ContextVar("is_applied", default=False)


@contextmanager
def applied() -> Iterator[None]:
    """Draw in this look meanwhile, and leave matplotlib's settings as they were."""
    if _is_applied.get():  # setting the look takes time
        yield
        return
    token = _is_applied.set(True)
    try:
        with matplotlib.rc_context():
            # checked once, and then taken as they are: to check each takes longer
            settings: dict[Any, Any] = matplotlib.rcParams
            dict.update(settings, _settings())
            yield
    finally:
        _is_applied.reset(token)


@cache
def _settings() -> dict[str, Any]:
    """Give all settings of this look; to find them out each time takes longer.

    A user's matplotlibrc, which may set colours or LaTeX, has no say in them.
    """
    with matplotlib.style.context(RC, after_reset=True):
        settings: Any = matplotlib.rcParams.copy()
    return {key: value for key, value in settings.items() if key != "backend"}
