"""Axes that make a tick only when it is drawn.

Matplotlib makes four ticks, each of three lines and two texts, for any new axes, which
takes longer than all else about it; many axes of a report have no ticks to see.
"""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from noiselab.report.figures import look

_LISTS = {"major": "majorTicks", "minor": "minorTicks"}


class _Lean(Axis):
    """An axis without ticks, until they are asked for: then they are as always."""

    _clipped_by: tuple[Any, ...] = (None,)

    def set_clip_path(self, path: Any, transform: Any = None) -> None:
        """Clip the axis, and the ticks that there are; later ones as they are made."""
        self._clipped_by = (path, transform)
        Artist.set_clip_path(self, path, transform)
        for name in _LISTS.values():
            for tick in vars(self).get(name, ()):
                tick.set_clip_path(path, transform)
        self.stale = True

    def set_tick_params(
        self, which: Any = "major", reset: bool = False, **options: Any
    ) -> None:
        """Set how the ticks that there are look, and those that will be made."""
        absent = [name for name in _LISTS.values() if name not in vars(self)]
        for name in () if reset else absent:
            setattr(self, name, [])  # or looking for them would make them
        super().set_tick_params(which=which, reset=reset, **options)
        for name in () if reset else absent:
            delattr(self, name)

    def _get_tick(self, major: bool) -> Tick:
        if vars(self).get(_LISTS["major" if major else "minor"]):
            return super()._get_tick(major)  # type: ignore[misc]
        # what the others are made like; it may be drawn among other settings
        with look.applied():
            tick = super()._get_tick(major)  # type: ignore[misc]
        if self._clipped_by[0] is not None:
            tick.set_clip_path(*self._clipped_by)
        return tick


class _LeanX(_Lean, XAxis):
    pass


class _LeanY(_Lean, YAxis):
    pass


class _Ground(Rectangle):
    """The ground of axes, whose place on these never changes.

    Every line and text asks for its transformation, to be clipped by it.
    """

    _placed: Transform | None = None

    def get_transform(self) -> Transform:
        """Give the transformation from the unit square, put together once."""
        if self._placed is None:
            self._placed = super().get_transform()
        return self._placed

    def set_transform(self, t: Transform | None) -> None:
        """Place it on other axes."""
        self._placed = None
        super().set_transform(t)


class LeanAxes(Axes):
    """Axes as always, but for when its ticks are made."""

    def _gen_axes_patch(self) -> _Ground:
        return _Ground((0.0, 0.0), 1.0, 1.0)

    def _init_axis(self) -> None:
        self.xaxis, self.yaxis = _LeanX(self, clear=False), _LeanY(self, clear=False)
        for spine in ("bottom", "top"):
            self.spines[spine].register_axis(self.xaxis)
        for spine in ("left", "right"):
            self.spines[spine].register_axis(self.yaxis)

    def clear(self) -> None:
        """Clear the axes, and put its edges in place, which ticks do otherwise."""
        super().clear()
        for spine in self.spines.values():
            spine.get_spine_transform()
