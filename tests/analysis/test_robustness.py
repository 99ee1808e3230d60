import math

import numpy as np
import pytest
from helpers.studies import diverged, first
from hypothesis import given
from hypothesis import strategies as st

from noiselab.analysis import intervals_and_tests, robustness
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.store import results
from noiselab.study import sweep_file


@pytest.fixture
def fields(sweep):
    return sweep.as_file() | {"noise": {"gaussian": [0, 0.2, 0.4, 1.0]}}


# Right answers of 400 by the level of training and test.
ALIKE = {0.0: 400, 0.2: 380, 0.4: 350, 1.0: 320}


def test_the_area_is_a_mean_accuracy(fields, make_study):
    sweep = sweep_file.check(fields)
    study = make_study(sweep, lambda point, level: first(ALIKE[level]))
    for row in robustness.summary(study, "mlnn"):
        # trapezoids: (1 + .95) / 2 * .2 + (.95 + .875) / 2 * .2 + (.875 + .8) / 2 * .6
        assert row.area == pytest.approx(0.195 + 0.1825 + 0.5025)
        assert row.area_interval is None


def test_over_repeats_the_area_has_an_interval(fields, make_study):
    sweep = sweep_file.check(fields | {"repeats": 2, "noise": {"gaussian": [0, 0.5]}})
    study = make_study(sweep, lambda point, level: first(380 - 40 * point.repeat))
    row, _ = robustness.summary(study, "mlnn")
    assert row.area == pytest.approx(0.9)
    expected = intervals_and_tests.t_interval([0.95, 0.85], limits=(0, 1))
    assert row.area_interval == pytest.approx(expected)


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        # chance is 0.75, so halfway down from 1 is 0.875
        ({0.0: 400, 0.2: 380, 0.4: 350, 1.0: 320}, 0.4),
        ({0.0: 400, 0.2: 380, 0.4: 340, 1.0: 320}, 0.35),
        ({0.0: 400, 0.2: 300, 0.4: 390, 1.0: 300}, 0.1),
        ({0.0: 400, 0.2: 400, 0.4: 390, 1.0: 360}, math.inf),
        ({0.0: 300, 0.2: 300, 0.4: 300, 1.0: 300}, None),
    ],
)
def test_halfway_to_chance(fields, make_study, counts, level):
    sweep = sweep_file.check(fields)
    study = make_study(sweep, lambda point, tested_at: first(counts[tested_at]))
    row, _ = robustness.summary(study, "mlnn")
    assert row.half_level == (None if level is None else pytest.approx(level))
    assert row.last_level == 1.0


@pytest.mark.parametrize("repeats", [1, 3, 6])
@pytest.mark.parametrize("images", [10, 13, 46])
def test_without_answers_above_chance_there_is_no_level_halfway_to_it(
    fields, make_study, repeats, images
):
    sweep = sweep_file.check(fields | {"repeats": repeats})
    study = make_study(sweep, lambda point, level: np.arange(images) % 4 != 0)
    stored = [results.read(study.folder.point(p.id), p) for p in sweep.points()]
    evidence = Evidence(sweep, stored, study.folder.path)
    assert {row.half_level for row in robustness.summary(evidence, "mlnn")} == {None}


def test_a_level_that_is_exactly_halfway_is_found(fields, make_study):
    """Accuracy stays there: a rounded half would be passed at no level."""
    sweep = sweep_file.check(fields | {"noise": {"gaussian": [0, 0.1, 0.3]}})
    # chance is 33 of 44, all is right without noise, so halfway are 38.5 images
    sweep = sweep.model_copy(update={"repeats": 2})
    right = {0.0: (44, 44), 0.1: (44, 44), 0.3: (38, 39)}
    study = make_study(sweep, lambda p, level: first(right[level][p.repeat], of=44))
    assert robustness.summary(study, "mlnn")[0].half_level == 0.3


@given(st.lists(st.integers(0, 7), min_size=3, max_size=3), st.data())
def test_the_area_is_never_beyond_the_accuracies(right, data):
    level = st.floats(0.01, 10)
    levels = sorted(data.draw(st.lists(level, min_size=3, max_size=3, unique=True)))
    area = robustness._mean_over([Accuracy(n, 7) for n in right], levels)
    assert min(right) / 7 <= area <= max(right) / 7


def test_no_level_is_withstood_that_was_not_measured(fields, make_study):
    study = make_study(
        sweep_file.check(fields), lambda point, level: first(400 - int(20 * level))
    )
    mlnn, convnet = (
        study.sweep.point(name, "gaussian", 1.0) for name in study.sweep.models
    )
    results = []
    for result in study.results:
        if result.point == mlnn:
            result = result.model_copy(update={"status": "failed"})
        if result.point == convnet:
            result = diverged(result)
        results.append(result)
    rows = robustness.summary(Evidence(study.sweep, results, study.folder.path), "mlnn")
    assert [(row.half_level, row.last_level) for row in rows] == [(math.inf, 0.4)] * 2


def test_no_level_is_passed_over(fields, make_study):
    counts = {0.0: 400, 0.2: 300, 0.4: 300, 1.0: 300}
    study = make_study(sweep_file.check(fields), lambda p, level: first(counts[level]))
    lost = study.sweep.point("mlnn", "gaussian", 0.2)
    results = [
        result.model_copy(update={"status": "failed"})
        if result.point == lost
        else result
        for result in study.results
    ]
    remaining = Evidence(study.sweep, results, study.folder.path)
    mlnn, convnet = robustness.summary(remaining, "mlnn")
    assert mlnn.half_level is None
    assert convnet.half_level == pytest.approx(0.1)


def test_only_the_same_repeats_are_compared(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    wrong = (20, 100)  # equal models; only the repeats differ
    study = make_study(
        sweep, lambda p, level: first(400 - (wrong[p.repeat] if level else 0))
    )
    lost = sweep.point("convnet", "gaussian", 0.0, 1)
    results = [
        result.model_copy(update={"status": "failed"})
        if result.point == lost
        else result
        for result in study.results
    ]
    remaining = Evidence(sweep, results, study.folder.path)
    mlnn, convnet = robustness.summary(remaining, "mlnn")
    assert (mlnn.corruption_error, convnet.corruption_error) == (1, 1)
    # halfway to 0.75 is 0.875: the common repeat of the second falls to 0.95 only
    assert (mlnn.half_level, convnet.half_level) == (pytest.approx(5 / 12), math.inf)


def test_the_corruption_error_is_a_ratio_of_sums(fields, make_study):
    sweep = sweep_file.check(fields)
    right = {
        "mlnn": {0.2: 380, 0.4: 340, 1.0: 320},
        "convnet": {0.2: 390, 0.4: 380, 1.0: 330},
    }
    study = make_study(
        sweep,
        lambda point, level: first(
            right[point.model].get(level, 400) - 10 * point.level
        ),
    )
    mlnn, convnet = robustness.summary(study, "mlnn")
    assert mlnn.corruption_error == 1
    assert convnet.corruption_error == pytest.approx((10 + 20 + 70) / (20 + 60 + 80))
    mlnn, convnet = robustness.summary(study, "convnet")
    assert mlnn.corruption_error == pytest.approx(160 / 100)
    assert robustness.mean_corruption_error([mlnn, convnet], "mlnn") is None


def test_the_mean_corruption_error_is_over_two_or_more_kinds(sweep, make_study):
    kinds = {"gaussian": [0, 0.5], "uniform": [0, 0.5]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": kinds})
    wrong = {"gaussian": (100, 50), "uniform": (40, 80)}
    study = make_study(
        sweep,
        lambda point, level: first(
            400 - bool(level) * wrong[point.noise][point.model == "convnet"]
        ),
    )
    rows = robustness.summary(study, "mlnn")
    assert robustness.mean_corruption_error(rows, "convnet") == pytest.approx(
        (50 / 100 + 80 / 40) / 2
    )


def test_without_a_clean_level_little_can_be_said(sweep, make_study):
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.5]}})
    study = make_study(sweep, lambda point, level: first(350))
    row, _ = robustness.summary(study, "mlnn")
    assert (row.area, row.half_level, row.corruption_error) == (None, None, None)
