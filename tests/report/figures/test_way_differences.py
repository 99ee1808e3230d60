"""The scale of the figure of ways; the figure itself is in `test_kind_map`."""

from types import SimpleNamespace

import pytest

from noiselab.report.figures.way_differences import scale_of


def compared(difference, bounds):
    contrast = SimpleNamespace(paired=1, difference=difference, simultaneous=bounds)
    return SimpleNamespace(contrast=contrast)


@pytest.mark.parametrize(
    ("bounds", "end"),
    [((0.02, 0.06), 6), ((-1.0, 1.0), 14), (None, 4)],
)
def test_wide_bounds_do_not_hide_the_differences(bounds, end):
    ends = scale_of([compared(0.04, bounds)])
    assert ends == pytest.approx((-1.1 * end, 1.1 * end))
