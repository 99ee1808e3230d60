import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from noiselab.report.figures import look, style
from noiselab.report.figures.lean_axes import LeanAxes

BOX = (0.2, 0.2, 0.7, 0.7)


def drawn(change, kind):
    """A picture of axes of a kind, drawn among matplotlib's own settings."""
    with look.applied():
        figure = Figure(figsize=(2, 2))
        ax = figure.add_axes(BOX, axes_class=kind)
        ax.plot([0, 3], [1, 1e3])
        change(ax)
    with matplotlib.rc_context({"grid.color": "red", "xtick.major.size": 9}):
        picture = io.BytesIO()
        figure.savefig(picture, format="rgba")
    return np.frombuffer(picture.getvalue(), np.uint8)


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: None,
        lambda ax: ax.set_axis_off(),
        lambda ax: (ax.xaxis.set_visible(False), ax.yaxis.set_visible(False)),
        lambda ax: (ax.set_yscale("log"), ax.grid(True, which="both")),
        lambda ax: (ax.tick_params(axis="x", rotation=45), ax.minorticks_on()),
        lambda ax: ax.tick_params(reset=True, length=9),
        lambda ax: ax.set_xticks([0, 1.5, 3], ["a", "b", "c"]),
        lambda ax: (ax.set_xlim(1, 2), ax.text(0.9, 9, "cut", clip_on=True)),
        lambda ax: (ax.set_xlim(1, 2), ax.set_position((0.4, 0.4, 0.5, 0.5))),
    ],
)
def test_they_look_as_any_other_axes(change):
    lean, usual = (drawn(change, kind) for kind in (LeanAxes, None))
    assert np.array_equal(lean, usual)


def test_ticks_that_nobody_sees_are_never_made():
    for hide in (
        lambda ax: ax.set_axis_off(),
        lambda ax: [axis.set_visible(False) for axis in (ax.xaxis, ax.yaxis)],
    ):
        ax = style.new_axes()
        hide(ax)
        ax.figure.savefig(io.BytesIO())
        for axis in (ax.xaxis, ax.yaxis):
            assert not {"majorTicks", "minorTicks"} & vars(axis).keys()
