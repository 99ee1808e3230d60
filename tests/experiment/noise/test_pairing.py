"""A kind that draws from elsewhere than its generator is refused, and no other."""

# ruff: noqa: NPY002
import random

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.experiment.random_streams import global_state

OWN = np.random.default_rng(5)
KEPT: dict[str, object] = {}


def kind(function):
    return Kind("mine", "mine", "level", "a level", np.inf, function)


def fresh(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(autouse=True)
def images():
    KEPT.clear()
    return fresh(1).random((6, 4, 3, 1), dtype=np.float32)


def counted(images, level, rng):
    KEPT["calls"] = KEPT.get("calls", 0) + 1
    return images + KEPT["calls"]


def pattern_of_the_first_call(images, level, rng):
    if "pattern" not in KEPT:
        KEPT["pattern"] = rng.normal(size=images.shape[1:])
    return images + KEPT["pattern"]


def generator_of_the_first_call(images, level, rng):
    return images + KEPT.setdefault("rng", rng).normal(size=images.shape)


def only_many_and_unpaired(images, level, rng):
    if len(images) < 5:
        raise ValueError("too few images")
    return images + OWN.normal(size=images.shape)


def global_state_only_for_many(images, level, rng):
    return images + (np.random.normal() if len(images) > 2 else level)


@pytest.mark.parametrize(
    "function",
    [
        lambda images, *_: images + np.random.normal(size=images.shape),
        lambda images, *_: images + random.random(),
        lambda images, *_: images + OWN.normal(size=images.shape),
        lambda images, *_: images + fresh(None).normal(size=images.shape),
        counted,
        pattern_of_the_first_call,
        generator_of_the_first_call,
        only_many_and_unpaired,
        global_state_only_for_many,
    ],
)
def test_a_kind_that_draws_from_elsewhere_is_refused_each_time(images, function):
    mine = kind(function)
    for _ in range(2):
        with pytest.raises(NoiselabError) as caught:
            noise.apply(mine, images, 0.5, fresh())
        assert str(caught.value) == (
            "noise mine at level 0.5: two calls with equal generators differ, so "
            "models could not be compared on the same images; draw all random numbers "
            "from the generator, and keep nothing of a call for the next"
        )


def only_many(images, level, rng):
    if len(images) < 5:
        raise ValueError("too few images")
    return images + rng.normal(size=images.shape)


def seeded_each_time(images, level, rng):
    np.random.seed(3)
    return images + np.random.normal(size=images.shape)


def from_a_table(images, level, rng):
    table = KEPT.setdefault("table", fresh(2).normal(size=(4, 3, 1)))
    return images + table * rng.normal()


def other_numbers_for_few(images, level, rng):
    return images + rng.normal(size=(len(images), len(images)))[0, 0]


@pytest.mark.parametrize(
    "function", [only_many, seeded_each_time, from_a_table, other_numbers_for_few]
)
def test_a_kind_that_repeats_itself_is_not(images, function):
    mine = kind(function)
    first = noise.apply(mine, images, 0.5, fresh())
    np.testing.assert_array_equal(noise.apply(mine, images, 0.5, fresh()), first)


def test_checking_draws_nothing_and_leaves_the_global_generators(images):
    expected = images + fresh().normal(size=images.shape)
    rng, state = fresh(), global_state()
    mine = kind(lambda images, level, rng: images + rng.normal(size=images.shape))
    noisy = noise.apply(mine, images, 0.5, rng)
    np.testing.assert_array_equal(noisy, expected.astype(np.float32))
    after = fresh()
    after.normal(size=images.shape)
    assert rng.bit_generator.state == after.bit_generator.state
    assert global_state() == state


def test_a_kind_is_tried_once_on_two_images(images):
    sizes = []

    def function(images, level, rng):
        sizes.append(len(images))
        return images + level

    for level in (0.5, 0.5, 0.75):
        noise.apply(kind(function), images, level, fresh())
    assert sizes == [2, 2, 6, 6, 6]
