"""What every kind of noise promises, whatever it does."""

import warnings

import numpy as np
import pytest
from helpers.kinds import drawn, images

from noiselab.experiment import noise
from noiselab.experiment.noise import blocks
from noiselab.study import noise_checks

# a level at which each does something
LEVELS = {
    "gaussian": 0.3,
    "uniform": 0.3,
    "speckle": 0.3,
    "salt_and_pepper": 0.3,
    "shot": 0.1,
    "gaussian_blur": 1,
    "occlusion": 0.4,
    "impulse": 0.3,
    "motion_blur": 4,
    "defocus_blur": 2,
    "glass_blur": 1,
    "pixelate": 0.5,
    "jpeg": 70,
    "brightness": 0.3,
    "contrast": 0.5,
    "quantization": 6,
    "fog": 1.5,
    "spatter": 0.3,
    "rotation": 20,
    "shear": 0.4,
    "scale": 0.3,
    "translate": 1,
    "elastic": 1.4,
    "dotted_line": 1,
    "zigzag": 1,
    "stripe": 0.5,
}
# kinds that leave values in the range that they had
WITHIN = (
    *("salt_and_pepper", "gaussian_blur", "occlusion", "impulse", "motion_blur"),
    *("defocus_blur", "glass_blur", "jpeg", "pixelate", "contrast", "quantization"),
    *("fog", "spatter", "rotation", "shear", "scale", "translate", "elastic", "stripe"),
)


def test_all_kinds_are_here():
    assert list(LEVELS) == list(noise.KINDS)


@pytest.mark.parametrize("kind", LEVELS)
def test_level_0_is_clean_and_the_input_stays(kind):
    clean = images(channels=3)
    kept = clean.copy()
    np.testing.assert_array_equal(drawn(kind, clean, 0), clean)
    noisy = drawn(kind, clean, LEVELS[kind])
    assert (noisy.dtype, noisy.shape) == (np.float32, clean.shape)
    assert not np.array_equal(noisy, clean)
    np.testing.assert_array_equal(clean, kept)


@pytest.mark.parametrize("kind", WITHIN)
def test_values_stay_in_range_where_that_is_promised(kind):
    clean = images(channels=3)
    clean[0], clean[1] = 0, 1
    noisy = drawn(kind, clean, LEVELS[kind])
    assert noisy.min() >= 0
    assert noisy.max() <= 1


@pytest.mark.parametrize("kind", LEVELS)
@pytest.mark.parametrize("shape", [(1, 1, 1), (8, 8, 1), (5, 9, 3), (32, 20, 3)])
def test_images_may_have_any_size(kind, shape):
    clean = images(3, *shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", noise.UnchangedWarning)
        noisy = drawn(kind, clean, LEVELS[kind])
        assert noisy.shape == clean.shape
        assert drawn(kind, clean[:0], LEVELS[kind]).shape == (0, *shape)


@pytest.mark.parametrize("kind", LEVELS)
def test_all_levels_draw_equally_many_numbers(kind):
    clean, after = images(), []
    highest = min(noise.KINDS[kind].highest, 4 * LEVELS[kind])
    for level in (LEVELS[kind] / 3, LEVELS[kind], highest):
        rng = np.random.default_rng(3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", noise.UnchangedWarning)
            noise.apply(kind, clean, level, rng)
        after.append(rng.bytes(8))
    assert after[0] == after[1] == after[2]


@pytest.mark.parametrize("kind", LEVELS)
def test_more_of_it_changes_more(kind):
    clean = images(count=40, height=16, width=16)
    changes = [
        np.abs(drawn(kind, clean, share * LEVELS[kind]) - clean).mean()
        for share in (0.3, 1)
    ]
    assert changes[0] < changes[1]


@pytest.mark.parametrize("kind", LEVELS)
def test_a_batch_may_be_of_several_blocks(kind, monkeypatch):
    clean = images(count=9, channels=3)
    monkeypatch.setattr(blocks, "VALUES", 4 * clean[0].size)
    noisy = drawn(kind, clean, LEVELS[kind])
    assert np.isfinite(noisy).all()
    different = [not np.array_equal(a, b) for a, b in zip(noisy, clean, strict=True)]
    assert sum(different) >= 8


@pytest.mark.parametrize("kind", LEVELS)
def test_the_checks_of_kinds_of_ones_own_find_nothing(kind):
    for shape in ((28, 28, 1), (16, 16, 3)):
        found = noise_checks.find(noise.KINDS[kind], LEVELS[kind], shape)
        assert found == []
