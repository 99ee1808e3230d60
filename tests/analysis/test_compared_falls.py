import numpy as np
import pytest
from helpers.studies import changed, first

from noiselab.analysis import compared_falls, scopes

RIGHT = {
    ("mlnn", 0.0): first(390),
    ("mlnn", 0.5): first(300),
    ("convnet", 0.0): first(380),
    ("convnet", 0.5): np.roll(first(350), 10),
}


@pytest.fixture
def study(sweep, make_study):
    return make_study(sweep, lambda p, level: RIGHT[p.model, level])


def test_falls_are_compared_image_by_image(study):
    (compared,) = compared_falls.of(study)
    assert (compared.condition, compared.models) == (
        ("gaussian", 0.5),
        ("mlnn", "convnet"),
    )
    assert compared.falls == pytest.approx((0.225, 0.075))
    fall_a, fall_b = (
        RIGHT[model, 0.0].astype(int) - RIGHT[model, 0.5]
        for model in ("mlnn", "convnet")
    )
    values = fall_a - fall_b
    paired = compared.contrast.paired
    assert paired.difference == pytest.approx(0.15)
    assert paired.interval() == pytest.approx(
        scopes.images_interval(0.15, float(values @ values), 400, limit=2.0)
    )
    assert compared.contrast.is_significant


def test_an_image_may_count_for_two(sweep, make_study):
    right = {("mlnn", 0.0): 400, ("convnet", 0.5): 400}
    study = make_study(sweep, lambda p, level: first(right.get((p.model, level), 0)))
    (compared,) = compared_falls.of(study)
    assert compared.contrast.difference == 2.0
    assert compared.contrast.paired.interval()[1] == 2.0


@pytest.mark.parametrize(
    ("changes", "level"),
    [({"snr_db": 12.6}, 0.5), ({"fingerprint": {"data": "e"}}, 0.0)],
)
def test_only_where_all_four_networks_met_the_same_images(study, changes, level):
    other = changed(study, lambda p: (p.model, p.level) == ("mlnn", level), **changes)
    (compared,) = compared_falls.of(other)
    assert (compared.contrast.paired, compared.falls) == (None, None)
    assert compared.contrast.unlike == (0,)


def test_over_repeats_the_wider_interval_counts(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    noisy = {"mlnn": (300, 340, 330), "convnet": (340, 345, 350)}
    study = make_study(
        sweep, lambda p, level: first(noisy[p.model][p.repeat] if level else 390)
    )
    (compared,) = compared_falls.of(study)
    assert compared.contrast.paired.differences == pytest.approx((0.1, 0.0125, 0.05))
    assert not compared.contrast.is_significant


def test_where_only_one_learns_it_may_be_luck(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(
        sweep,
        lambda p, level: first(200 if level and p.model == "mlnn" else 390),
    )
    (compared,) = compared_falls.of(study)
    assert compared.contrast.p_holm == 2 / 4**2
    assert not compared.contrast.is_significant


@pytest.mark.parametrize("images", [360, 10_000])
@pytest.mark.parametrize("accuracy", [0.7, 0.97, 0.999])
def test_the_interval_covers_the_truth(images, accuracy):
    """In 300 studies each; Student's alone covers 84 % where few images differ."""
    rng = np.random.default_rng(round(1000 * accuracy))
    covered = 0
    for _ in range(300):
        right = rng.random((4, images)) < np.array(
            [[accuracy], [accuracy - 0.05], [accuracy], [accuracy - 0.05]]
        )
        falls = right[0].astype(int) - right[1] - right[2] + right[3]
        bounds = scopes.images_interval(
            float(falls.mean()), float(falls @ falls), images, limit=2.0
        )
        covered += bounds[0] <= 0 <= bounds[1]
    assert covered >= 0.925 * 300
