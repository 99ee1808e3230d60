import math

import pytest

from noiselab.analysis.csv_tables import robust


def test_each_model_has_a_row_for_each_kind(evidence):
    mlnn, convnet = robust.rows(evidence)
    assert {*mlnn} == {*robust.COLUMNS}
    assert mlnn["area"] == pytest.approx((300 + 310 + 305) / 3 / 400)
    assert mlnn["area_low"] < mlnn["area"] < mlnn["area_high"]
    assert (mlnn["half_level"], mlnn["last_level"]) == (math.inf, 0.5)
    assert (mlnn["baseline"], mlnn["corruption_error"]) == ("mlnn", 1)
    assert mlnn["mean_corruption_error"] is None
    assert convnet["model"] == "convnet"
