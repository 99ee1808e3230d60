"""What a kind of noise is tried on, and what is left as it was."""

import random
import warnings

import numpy as np
import pytest

from noiselab.experiment.noise import Kind
from noiselab.experiment.random_streams import global_state
from noiselab.study import noise_trial

RGB = (6, 9, 3)


def kind(function):
    return Kind("mine", "mine", "level", "a level", np.inf, function)


def noisy(images, level, rng):
    return images + level * rng.random(images.shape)


@pytest.mark.parametrize(
    ("shape", "greys"), [((2, 2, 1), 64), (RGB, 8), ((8, 8, 1), 13), ((200, 200, 1), 4)]
)
def test_the_images_are_few_and_of_whole_grey_levels(shape, greys):
    images = noise_trial.images(shape)
    assert (images.dtype, images.shape) == (np.float32, (greys + 3, *shape))
    np.testing.assert_allclose(255 * images, np.rint(255 * images), atol=1e-4)
    assert np.unique(images[:greys]).tolist() == [np.float32(128 / 255)]
    assert (images[-3].max(), images[-2].min()) == (0, 1)
    assert (images[-1, 0, 0, 0], images[-1, 0, -1, 0]) == (0, 1)


def test_two_draws_are_kept_and_a_third_can_be_had():
    trial = noise_trial.of(kind(noisy), 0.5, RGB)
    assert trial.on_grey.shape == (16, *RGB)
    assert 0 <= trial.on_grey.min() < trial.on_grey.max() <= 0.5
    assert not np.array_equal(trial.noisy, trial.other)
    brighter = trial.again(51)
    np.testing.assert_allclose(brighter - trial.noisy, 51 / 255, atol=1e-6)
    assert (trial.on_black < 0.51).all()
    assert (trial.on_white >= 1).all()


def test_nothing_is_left_behind():
    def mine(images, level, rng):
        random.random()
        np.random.random()  # noqa: NPY002
        warnings.warn("mine", stacklevel=2)
        return noisy(images, level, rng)

    before = global_state()
    assert noise_trial.of(kind(mine), 0.5, RGB)
    assert global_state() == before


def test_the_images_cannot_be_written_to():
    def in_place(images, level, rng):
        images += level
        return images

    assert noise_trial.of(kind(in_place), 0.5, RGB) is None


def test_a_slow_kind_is_called_once(monkeypatch):
    monkeypatch.setattr(noise_trial, "SLOW", -1)
    calls = []
    slow = kind(lambda *given: calls.append(given) or noisy(*given))
    trial = noise_trial.of(slow, 0.5, RGB)
    assert (len(calls), trial.other, len(trial.on_grey)) == (1, None, 8)
