"""The straight line through a model's accuracies, and whether they lie near it."""

import numpy as np
import pytest
from helpers.studies import changed, diverged, first

from noiselab.analysis import intervals_and_tests, scopes, slopes
from noiselab.analysis.evidence import Evidence
from noiselab.study import sweep_file

STRAIGHT = {0: 390, 0.1: 351, 0.2: 309, 0.3: 270, 0.5: 190}  # about 10 points a step


@pytest.fixture
def study(sweep, make_study):
    """Makes a study of MLNN from how many of 400 images it has right at each level."""

    names = (f"study{number}" for number in range(9))

    def study(counts=STRAIGHT, **fields):
        fields = {"name": next(names), "noise": {"gaussian": [*counts]}} | fields
        fields["models"] = ["mlnn"]
        asked = {k: v for k, v in sweep.as_file().items() if k != "convnet"} | fields
        return make_study(
            sweep_file.check(asked), lambda p, level: first(counts[p.level] + p.repeat)
        )

    return study


def test_it_is_the_least_squares_line(study):
    (slope,) = slopes.of(study())
    shares = [right / 400 for right in STRAIGHT.values()]
    steepness, height = np.polyfit([*STRAIGHT], shares, 1)
    assert slope.contrast.difference == pytest.approx(-0.5 * steepness)
    assert slope.deviations == pytest.approx(
        [
            share - height - steepness * level
            for level, share in zip(STRAIGHT, shares, strict=True)
        ]
    )
    assert (slope.step, slope.per_step) == (0.1, 0.2)
    assert slope.conditions[0] == ("gaussian", 0)
    assert slope.contrast.is_of_runs


def test_it_is_bounded_over_the_images(study):
    (slope,) = slopes.of(study())
    levels = np.array([*STRAIGHT])
    weights = -0.5 * (levels - levels.mean()) / ((levels - levels.mean()) ** 2).sum()
    values = sum(w * first(n) for w, n in zip(weights, STRAIGHT.values(), strict=True))
    bounds = scopes.images_interval(values.mean(), float(values @ values), 400)
    assert slope.contrast.simultaneous == pytest.approx(bounds)
    assert slope.contrast.family == 1


def test_what_lies_along_a_line_is_near_it_and_what_is_curved_is_not(study):
    (straight,) = slopes.of(study())
    assert straight.is_near
    assert straight.is_claimed
    (curved,) = slopes.of(study({0: 390, 0.1: 385, 0.2: 370, 0.3: 330, 0.5: 190}))
    assert curved.contrast.is_significant
    assert not curved.is_near
    assert not curved.is_claimed


def test_few_images_cannot_show_that_a_line_is_near(sweep, make_study):
    """A deviation cannot be shown either: that is not enough."""
    counts = {0: 39, 0.1: 36, 0.2: 33, 0.3: 30}
    noise = {"gaussian": [*counts]}
    asked = sweep_file.check(sweep.as_file() | {"noise": noise})
    few = make_study(asked, lambda p, level: first(counts[p.level], 40))
    assert [s.is_near for s in slopes.of(few)] == [False, False]
    assert max(map(abs, slopes.of(few)[0].deviations)) < 1e-9


def test_no_fall_and_a_rise_have_no_cost(study):
    (flat,) = slopes.of(study(dict.fromkeys(STRAIGHT, 390)))
    assert not flat.is_claimed
    rising = dict(zip(STRAIGHT, [*STRAIGHT.values()][::-1], strict=True))
    assert not slopes.of(study(rising))[0].is_claimed


@pytest.mark.parametrize("levels", [(0, 0.1, 0.5), (0.1, 0.2, 0.3, 0.5)])
def test_fewer_than_four_levels_or_none_without_noise_have_no_line(study, levels):
    assert slopes.of(study({level: STRAIGHT.get(level, 380) for level in levels})) == []


def test_all_models_and_kinds_are_one_family(study):
    noise = {"gaussian": [*STRAIGHT], "shot": [*STRAIGHT]}
    slope, other = slopes.of(study(noise=noise))
    assert (slope.noise, other.noise) == ("gaussian", "shot")
    assert slope.contrast.family == 2
    confidence = intervals_and_tests.bonferroni(2)
    assert slope.contrast.simultaneous == slope.contrast.paired.interval(confidence)


def test_repeats_are_averaged(study):
    (slope,) = slopes.of(study(repeats=3))
    assert slope.contrast.paired.repeats == 3
    (single,) = slopes.of(study())
    assert slope.contrast.difference == pytest.approx(single.contrast.difference)
    assert slope.deviations == pytest.approx(single.deviations)


def test_a_level_that_is_missing_or_of_other_data_leaves_no_line(study):
    made = study()
    lost = [diverged(r) if r.point.level == 0.2 else r for r in made.results]
    (slope,) = slopes.of(Evidence(made.sweep, lost, made.folder.path))
    assert (slope.contrast.paired, slope.deviations) == (None, ())
    other = changed(made, lambda p: p.level == 0.2, fingerprint={"data": "e"})
    (slope,) = slopes.of(other)
    assert slope.contrast.paired is None
    assert not slope.is_claimed


def test_one_level_that_learns_and_one_that_does_not_may_be_luck(study):
    """Of 400 images 300 are of one class: 290 right is no better than that."""
    counts = {0: 390, 0.1: 355, 0.2: 325, 0.3: 290}
    assert slopes.of(study(counts))[0].contrast.is_significant
    (slope,) = slopes.of(study(counts, repeats=2))
    assert slope.contrast.paired.only_one_learns
    assert not slope.is_claimed


@pytest.mark.parametrize(
    ("last", "step"),
    [(0.5, 0.1), (0.2, 0.1), (2, 1), (1, 0.1), (127.5, 10), (0.04, 0.01)],
)
def test_a_step_is_a_power_of_ten_that_the_levels_hold_twice(last, step):
    slope = slopes.Slope("mlnn", "gaussian", (0.0, last), contrast=None)
    assert slope.step == pytest.approx(step)
