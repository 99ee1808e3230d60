"""Ways of training one model with noise; the figures themselves are recomputed."""

import pytest
from helpers.answered import checked
from helpers.studies import first

from noiselab.analysis import comparisons, ways_compared
from noiselab.analysis.findings import ways as findings

BOTH = {"draw": ["fresh", "fixed"], "share": [1, 0.1, 0.5]}


def right(point, level):
    """Fresh noise is better; a larger share is worse."""
    return first(250 + 60 * (point.way.draw == "fresh") - round(100 * point.way.share))


@pytest.fixture
def study(make_study):
    return make_study(checked(train=BOTH, models=["mlnn"]), right)


def test_ways_that_differ_on_one_axis_are_compared_with_the_next(study):
    pairs = [*ways_compared.pairs(study)]
    assert {axis for axis, *_ in pairs} == {"draw", "share"}
    assert ("draw", "mlnn--fresh", "mlnn") in pairs
    assert ("share", "mlnn", "mlnn--share0.5") in pairs
    assert ("share", "mlnn--fresh--share0.5", "mlnn--fresh--share0.1") in pairs
    assert len(pairs) == len({*pairs}) == 3 + 2 * 2


def test_every_level_above_0_is_compared_as_one_family(study):
    compared = ways_compared.of(study)
    assert {each.contrast.family for each in compared} == {len(compared)} == {7 * 4}
    by_axis = dict(ways_compared.by_axis(compared))
    assert len(by_axis["draw"]) == 12
    assert {each.contrast.difference for each in by_axis["draw"]} == {0.15}
    assert comparisons.between_models(study) == []  # of one model


def test_one_way_asks_nothing(make_study):
    assert ways_compared.of(make_study(checked(), right)) == []


def test_sentences_say_which_way_is_better(study):
    compared = ways_compared.of(study)
    said = [s.text for s in findings.statements(study, compared)]
    assert any(
        text.startswith(
            "Of these trained networks, MLNN (fresh noise, all noisy) classifies more "
            "test images correctly than MLNN (fixed noise, all noisy) with Gaussian "
            "noise of 0.3, by 15.0 percentage points ("
        )
        for text in said
    )
    # the better one comes first
    (share,) = [t for t in said if "MLNN (fixed noise, 10 % noisy) classifies" in t]
    assert "than MLNN (fixed noise, 50 % noisy)" in share
    assert [*findings.undecided(study, compared)] == []
