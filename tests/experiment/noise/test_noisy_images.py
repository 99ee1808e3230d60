import numpy as np
import pytest
from helpers.on_demand import OnDemand

from noiselab import noise
from noiselab.common.errors import NoiselabError
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noise import (
    KINDS,
    Kind,
    UnchangedWarning,
    blocks,
    noisy_images,
)
from noiselab.experiment.random_streams import noise_rng

SHAPES = [(40, 9, 7, 3), (23, 28, 28, 1), (7, 70, 60, 1)]


def clean(shape):
    return np.random.default_rng(3).random(shape, dtype=np.float32)


def kind(function, name="mine"):
    return Kind(name, name, "level", "a level", np.inf, function)


def both(chosen, images, level, clip=False):
    name = chosen if isinstance(chosen, str) else chosen.name
    at_once, in_parts = (noise_rng(5, 1, "train", name) for _ in range(2))
    whole = noise.apply(chosen, images, level, at_once, clip)
    made = noise.apply(chosen, OnDemand(images), level, in_parts, clip)
    assert in_parts.bit_generator.state == at_once.bit_generator.state
    return whole, made


def check(whole, made):
    """All images, in turn and out of turn, are those of the whole batch."""
    assert isinstance(made, ImagesOnDemand)
    np.testing.assert_array_equal(np.asarray(made), whole)
    order = np.random.default_rng(1).permutation(len(whole))
    for size in (1, 4, len(whole)):
        places = order[:size]
        np.testing.assert_array_equal(made.some(places), whole[places])
    np.testing.assert_array_equal(made[3:6], whole[3:6])
    assert made[0].dtype == np.float32


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_gives_the_very_images_of_a_set_in_memory(name, shape):
    level = min(0.4, KINDS.find(name).highest)
    check(*both(name, clean(shape), level))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_and_where_a_kind_works_on_a_few_images_at_a_time(name, monkeypatch):
    monkeypatch.setattr(blocks, "VALUES", 3 * 12 * 12)
    level = min(0.4, KINDS.find(name).highest)
    check(*both(name, clean((20, 12, 12, 1)), level))


def test_noise_is_clipped_as_in_memory():
    whole, made = both("gaussian", clean(SHAPES[0]), 0.5, clip=True)
    check(whole, made)
    assert whole.max() == 1


def test_without_noise_the_images_are_the_clean_ones():
    images = OnDemand(clean(SHAPES[0]))
    assert noise.apply("gaussian", images, 0, np.random.default_rng(0)) is images


def angles_and_pixels(images, level, rng):
    shift = rng.integers(0, 3, size=len(images))
    gain = rng.uniform(size=(2, len(images)))
    noisy = images * gain[0, :, None, None, None] + rng.normal(0, level, images.shape)
    return (noisy + shift[:, None, None, None] + rng.random()).astype(np.float32)


def of_the_images(images, level, rng):
    return rng.poisson(images / level).astype(np.float32) * level


def in_portions(images, level, rng):
    noisy = images.copy().reshape(-1)
    for start in range(0, len(noisy), 100):
        noisy[start : start + 100] += rng.random(len(noisy[start : start + 100]))
    return noisy.reshape(images.shape)


def image_by_image(images, level, rng):
    return np.stack([image + level * rng.permutation(image) for image in images])


OWN = [angles_and_pixels, of_the_images, in_portions, image_by_image]


@pytest.mark.parametrize("function", OWN, ids=lambda function: function.__name__)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_kinds_of_ones_own_draw_as_in_memory(function, shape):
    check(*both(kind(function), clean(shape), 0.3))


def shuffled_together(images, level, rng):
    return images + level * rng.permutation(images)


def mean_of_all(images, level, rng):
    return images + level * images.mean() + 0 * rng.random(images.shape)


@pytest.mark.filterwarnings("ignore:noise mine")  # of what it does to few images
@pytest.mark.parametrize("function", [shuffled_together, mean_of_all])
def test_a_kind_that_needs_all_images_at_once_is_refused_in_a_line(function):
    with pytest.raises(NoiselabError) as error:
        both(kind(function), clean(SHAPES[0]), 0.3)
    assert str(error.value) == (
        "noise mine at level 0.3: the images do not fit into memory, and this kind "
        "cannot draw for some of them alone; draw with methods of the generator whose "
        "size begins with the number of images, such as rng.normal(size=images.shape)"
    )


def test_a_value_that_is_no_number_is_refused_when_it_is_drawn():
    def function(images, level, rng):
        return np.where(images > 0.999, np.nan, images + level)

    images = np.zeros((20, 4, 4, 1), np.float32)
    images[11] = 1
    with pytest.raises(NoiselabError, match=r"noise mine at level 0.5: returns nan in"):
        noise.apply(kind(function), OnDemand(images), 0.5, np.random.default_rng(0))


def test_noise_that_changes_nothing_is_warned_of():
    images = OnDemand(np.zeros((20, 4, 4, 1), np.float32))
    with pytest.warns(UnchangedWarning, match="all 20 images stay clean"):
        noise.apply("speckle", images, 0.5, np.random.default_rng(0))
    assert not noisy_images.are_unchanged(OnDemand(images.images + 1), images)
