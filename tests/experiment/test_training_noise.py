from collections import Counter

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment import noise
from noiselab.experiment.random_streams import noise_rng
from noiselab.experiment.training_noise import STEPS, TrainingNoise

GREY = np.full((400, 6, 6, 1), 0.5, dtype=np.float32)


def noise_of(levels=None, **changes):
    fields = {"levels": levels or {"gaussian": 0.2}, "clip": False, "seed": 3}
    return TrainingNoise(**(fields | {"repeat": 1} | changes))


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("count", [7, 100, 401])
def test_exactly_the_share_is_chosen(share, count):
    assert noise_of(share=share).chosen(count).sum() == round(share * count)


def test_a_smaller_share_is_among_a_larger_one_whatever_the_noise():
    before = np.zeros(200, dtype=bool)
    for share in (0.1, 0.25, 0.5, 1.0):
        chosen = noise_of(share=share).chosen(200)
        assert (chosen >= before).all()
        other = noise_of({"speckle": 2.0, "shot": 1.0}, share=share, spread="up_to")
        np.testing.assert_array_equal(other.chosen(200), chosen)
        before = chosen
    assert (
        noise_of(share=0.5, seed=4).chosen(200) != noise_of(share=0.5).chosen(200)
    ).any()


def test_a_share_of_no_image_is_refused():
    message = (
        "share is 0.001, which is none of 400 training images; give a larger share"
    )
    with pytest.raises(NoiselabError, match=f"^{message}$"):
        noise_of(share=0.001).chosen(400)


def test_a_fixed_draw_of_one_kind_is_the_noise_of_ever():
    rng = noise_rng(3, 1, "train", "gaussian")
    expected = noise.apply("gaussian", GREY, 0.2, rng)
    np.testing.assert_array_equal(noise_of().noisy(GREY), expected)


def test_levels_up_to_one_are_uniform():
    drawn = noise_of(spread="up_to").noisy(GREY)
    spread = (drawn - GREY).std(axis=(1, 2, 3))
    shares = np.sort(spread / 0.2)  # each is known to 12 % of it
    even = (np.arange(len(shares)) + 0.5) / len(shares)
    assert np.abs(shares - even)[:360].max() < 0.06
    assert abs(shares.mean() - 0.5) < 0.05


def test_each_step_up_to_a_level_is_as_frequent():
    many = np.zeros((20_000, 1, 1, 1), dtype=np.float32)
    steps = Counter()
    for _, level, of_part, _ in noise_of({"uniform": 1.0}, spread="up_to")._parts(
        len(many), ()
    ):
        steps[round(level * STEPS - 0.5)] += len(of_part)
    assert sorted(steps) == list(range(STEPS))
    assert all(abs(count - 200) < 5 * 200**0.5 for count in steps.values())


@pytest.mark.parametrize("changes", [{}, {"spread": "up_to"}])
@pytest.mark.parametrize("stage", [(), (2, 1)])
def test_levels_share_a_draw(changes, stage):
    one, two = (
        noise_of({"gaussian": level}, **changes).noisy(GREY, stage) - GREY
        for level in (0.1, 0.2)
    )
    np.testing.assert_allclose(two, 2 * one, atol=1e-6)


def test_mixed_kinds_are_about_as_frequent_and_in_any_order():
    levels = {"salt_and_pepper": 1.0, "occlusion": 1.0}
    drawn = noise_of(levels).noisy(GREY)
    black = (drawn == 0).all(axis=(1, 2, 3))
    assert ((drawn == 0) | (drawn == 1)).all()
    assert 160 < black.sum() < 240
    turned = noise_of(dict(reversed(levels.items()))).noisy(GREY)
    np.testing.assert_array_equal(turned, drawn)


def test_a_mixed_image_has_the_noise_of_its_kind_alone():
    levels = {"gaussian": 0.2, "occlusion": 1.0}
    some = noise_of(levels).noisy(GREY)
    noisy = (some != 0).any(axis=(1, 2, 3))
    assert abs((some[noisy] - 0.5).std() - 0.2) < 0.01


def test_stages_are_independent_and_each_is_the_same_again():
    drawn = {
        stage: noise_of().noisy(GREY, stage) for stage in [(), (0, 0), (0, 1), (1, 0)]
    }
    for stage, images in drawn.items():
        np.testing.assert_array_equal(noise_of().noisy(GREY, stage), images)
        for other, others in drawn.items():
            if other != stage:
                both = (images - GREY).ravel(), (others - GREY).ravel()
                assert abs(np.corrcoef(*both)[0, 1]) < 5 / GREY.size**0.5


@pytest.mark.parametrize("stage", [(), (0, 0)])
def test_values_are_clipped_where_that_is_asked_for(stage):
    drawn = noise_of({"gaussian": 2.0}, clip=True).noisy(GREY, stage)
    assert (drawn.min(), drawn.max()) == (0, 1)


@pytest.mark.parametrize("levels", [{"gaussian": 0.2}, {"gaussian": 0.2, "shot": 0.1}])
@pytest.mark.parametrize("spread", ["exact", "up_to"])
@pytest.mark.parametrize("stage", [(), (4, 0)])
def test_the_clean_images_stay(levels, spread, stage):
    clean = GREY.copy()
    drawn = noise_of(levels, spread=spread).noisy(clean, stage)
    np.testing.assert_array_equal(clean, GREY)
    assert (drawn.dtype, drawn.shape) == (GREY.dtype, GREY.shape)
    assert (drawn != GREY).any(axis=(1, 2, 3)).mean() > 0.9
