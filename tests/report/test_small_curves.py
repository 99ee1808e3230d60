import re

import pytest

from noiselab.report import small_curves
from noiselab.report.model_styles import MARKERS


@pytest.fixture
def curve(sweep, make_result):
    """Draws the curves of a study whose points all have one accuracy."""

    def draw(accuracy, without=(), levels=(0.0, 0.1, 0.2, 0.3)):
        asked = sweep.model_copy(update={"noise": {"gaussian": levels}})
        done = [
            make_result(point, accuracy)
            for point in asked.points()
            if (point.model, point.level) not in without
        ]
        return small_curves.curve(asked, done)

    return draw


def heights(html):
    """Where the first line is, in pixels from the top."""
    corners = re.search('<polyline points="([^"]*)"', html)[1].split()
    return {float(corner.split(",")[1]) for corner in corners}


def test_all_studies_are_drawn_on_one_scale(curve):
    (low,), (high,) = heights(curve(0.25)), heights(curve(1.0))
    assert (low, high) == (47.0, 8.0)
    for html in (curve(0.25), curve(1.0)):
        assert re.findall(r">([\d.]+)</text>", html) == ["0", "0.5", "1", "0", "0.3"]


def test_a_legend_names_each_model_and_the_noise(curve):
    html = curve(0.5)
    assert html.count('<svg class="key"') == 2
    assert re.findall(r"</svg> (\w+)</span>", html) == ["MLNN", "ConvNet"]
    assert '<div class="legend">level of Gaussian noise</div>' in html
    assert 'aria-label="Validation accuracy, Gaussian noise: MLNN 0.5' in html


def test_a_curve_is_broken_where_a_level_has_no_result(curve):
    html = curve(0.5, without={("mlnn", 0.1)})
    assert html.count("<polyline") == 3
    assert html.count('<path class="mark"') == 7 + 2


def test_a_single_level_is_named_once(curve):
    assert re.findall(r">([\d.]+)</text>", curve(0.5, levels=(0.2,))) == [
        *("0", "0.5", "1"),
        "0.2",
    ]


def test_nothing_done_is_a_dash(sweep):
    assert small_curves.curve(sweep, []) == "–"


def test_every_marker_of_figures_has_an_outline():
    assert {*MARKERS} == {*small_curves._MARKS}
