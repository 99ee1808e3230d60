import pytest
from helpers.studies import first

from noiselab.analysis.percentage_points import PercentagePoints, signed


@pytest.mark.parametrize("size", [1.7e-5, -1.7e-5, 0.0, 0.25])
def test_no_bound_reads_as_0_that_is_not(size, sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    written = PercentagePoints(study).text(size)
    assert float(written) == pytest.approx(100 * size, rel=0.2)


def test_bounds_of_the_opposite_change_places():
    assert signed((-0.1, 0.3), 1) == (-0.1, 0.3)
    assert signed((-0.1, 0.3), -1) == (-0.3, 0.1)
