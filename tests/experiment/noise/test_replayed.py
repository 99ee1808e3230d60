import numpy as np
import pytest

from noiselab.experiment.noise import replayed
from noiselab.experiment.noise.replayed import CannotReplayError

IMAGES = np.zeros((50, 6, 5, 2), np.float32)


def fresh():
    return np.random.default_rng(4)


def drawn_by(function, in_portions=False):
    """What a function that draws gets for all images, and what is replayed to it."""
    parts = replayed.calls(function, IMAGES[:3], 1.0, fresh(), in_portions)
    rng = fresh()
    for part in parts:
        part.read(rng, len(IMAGES))
    at_once = fresh()
    whole = function(IMAGES, 1.0, at_once)
    assert rng.bit_generator.state == at_once.bit_generator.state
    return whole, lambda places: function(
        IMAGES[places], 1.0, replayed.given(parts, np.array(places))
    )


@pytest.mark.parametrize(
    "function",
    [
        lambda x, level, rng: rng.standard_normal(x.shape, dtype=np.float32),
        lambda x, level, rng: rng.standard_normal(x.shape, np.float32),
        lambda x, level, rng: rng.normal(0, level, x.shape),
        lambda x, level, rng: rng.normal(scale=level, size=x.shape),
        lambda x, level, rng: rng.integers(3, size=len(x)),
        lambda x, level, rng: rng.random((len(x) * 7, 2)).reshape(len(x), 7, 2),
        lambda x, level, rng: rng.random((2, len(x), 3)).swapaxes(0, 1),
        lambda x, level, rng: rng.random() + rng.random(x.shape) * rng.random(3)[0],
        lambda x, level, rng: rng.gamma(2.0, size=x.shape) + rng.poisson(3, x.shape),
    ],
)
@pytest.mark.parametrize("places", [[0], [49], [7, 8, 9], [20, 3, 4, 48, 3]])
def test_some_images_get_what_all_at_once_get(function, places):
    whole, again = drawn_by(function)
    np.testing.assert_array_equal(again(places), whole[places])


def test_numbers_that_are_drawn_in_portions_are_one_stream():
    def function(images, level, rng):
        left, parts = images.size, []
        while left:
            parts.append(rng.random(min(left, 70)))
            left -= len(parts[-1])
        return np.concatenate(parts).reshape(images.shape)

    with pytest.raises(CannotReplayError):
        drawn_by(function)
    whole, again = drawn_by(function, in_portions=True)
    np.testing.assert_array_equal(again([9, 4]), whole[[9, 4]])


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda x, level, rng: rng.permutation(len(x)), "it uses permutation"),
        (lambda x, level, rng: rng.poisson(x), "what it draws with poisson"),
        (
            lambda x, level, rng: rng.random(out=np.empty(x.shape)),
            "what it draws with random",
        ),
        (lambda x, level, rng: rng.random(len(x) ** 2), "how much it draws follows"),
        (lambda x, level, rng: [rng.random() for _ in x], "how often it draws follows"),
        (lambda x, level, rng: rng.random((99, len(x))), "its numbers for an image"),
    ],
)
def test_what_cannot_be_repeated_is_known(function, why):
    with pytest.raises(CannotReplayError, match=why):
        drawn_by(function)


def test_a_function_that_asks_for_more_than_there_is_is_stopped():
    parts = replayed.calls(
        lambda x, level, rng: rng.random(len(x)), IMAGES[:3], 1, fresh(), False
    )
    parts[0].read(fresh(), 50)
    with pytest.raises(CannotReplayError):
        replayed.given(parts, np.array([1])).random(2)
