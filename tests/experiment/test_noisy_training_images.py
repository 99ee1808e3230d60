import hashlib

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment import noise
from noiselab.experiment.aligned_arrays import is_aligned
from noiselab.experiment.fresh_images import FreshImages
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noisy_training_images import noisy_training_images
from noiselab.experiment.random_streams import noise_rng

CLEAN = np.random.default_rng(0).random((50, 6, 6, 1), dtype=np.float32)
PLACE = {"seed": 2, "repeat": 1}


def noisy(level=0.3, clean=CLEAN, kind="gaussian", **options):
    return noisy_training_images(clean, kind, level, **PLACE, **options)


@pytest.mark.parametrize("kind", noise.KINDS)
@pytest.mark.parametrize("clip", [False, True])
def test_fixed_noise_is_that_of_every_version(kind, clip):
    rng = noise_rng(2, 1, "train", kind)
    expected = noise.apply(kind, CLEAN, 0.3, rng, clip)
    drawn = noisy_training_images(CLEAN, kind, 0.3, clip, **PLACE)
    np.testing.assert_array_equal(drawn, expected)


def test_fixed_noise_stays_the_same_to_the_last_bit_for_ever():
    grey = np.full((20, 4, 4, 1), 0.5, np.float32)
    drawn = noisy_training_images(grey, "salt_and_pepper", 0.3, seed=0, repeat=0)
    digest = hashlib.sha256(drawn.tobytes()).hexdigest()
    assert digest[:16] == "b5e2d0d2a59fcd9a"


def test_without_noise_all_images_are_clean_whatever_is_said():
    said = {"draw": "fresh", "share": 0.1, "spread": "up_to", "mixed": {"shot": 0.1}}
    np.testing.assert_array_equal(noisy(0.0, **said), CLEAN)


@pytest.mark.parametrize(
    "options", [{}, {"spread": "up_to"}, {"mixed": {"gaussian": 0.3, "shot": 0.1}}]
)
def test_an_image_has_the_same_noise_at_every_share(options):
    whole, some = noisy(**options), noisy(share=0.4, **options)
    is_noisy = (some != CLEAN).any(axis=(1, 2, 3))
    assert is_noisy.sum() == 20
    np.testing.assert_array_equal(some[is_noisy], whole[is_noisy])
    np.testing.assert_array_equal(some[~is_noisy], CLEAN[~is_noisy])
    assert is_aligned(some)


def test_fresh_images_look_like_fixed_ones():
    drawn = noisy(draw="fresh", share=0.5)
    assert isinstance(drawn, FreshImages)
    np.testing.assert_array_equal(drawn[:], noisy(share=0.5))


@pytest.mark.parametrize("draw", ["fixed", "fresh"])
def test_a_share_of_none_is_refused_before_training(draw):
    with pytest.raises(NoiselabError, match="none of 50 training images"):
        noisy(draw=draw, share=0.001)


class OnDemand(ImagesOnDemand):
    """The images above, as if they did not fit into memory."""

    def some(self, places):
        return CLEAN[places]


LARGE = OnDemand(CLEAN.shape)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"share": 0.4},
        {"draw": "fresh"},
        {"draw": "fresh", "share": 0.4, "spread": "up_to", "mixed": {"gaussian": 0.3}},
    ],
)
def test_images_that_do_not_fit_into_memory_get_the_same_noise(options):
    large, small = noisy(clean=LARGE, **options), noisy(**options)
    np.testing.assert_array_equal(large[:7], small[:7])
    if "draw" in options:
        numbers = np.array([3, 1, 4])
        drawn = (images.of_epoch(numbers, 2, 1) for images in (large, small))
        np.testing.assert_array_equal(*drawn)
    else:
        np.testing.assert_array_equal(large.some(np.arange(50)), small)


def test_what_cannot_be_drawn_out_of_memory_says_what_can():
    assert noisy(0.0, LARGE, spread="up_to") is LARGE
    for options in ({"spread": "up_to"}, {"mixed": {"gaussian": 0.3, "shot": 0.1}}):
        with pytest.raises(NoiselabError, match="say draw: fresh as well"):
            noisy(clean=LARGE, **options)
