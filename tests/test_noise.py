import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from noiselab import chance, noise
from noiselab.errors import LevelError, UnknownNameError


def fresh(seed=7):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def images():
    return fresh(1).random((50, 12, 10, 2), dtype=np.float32)


@pytest.fixture(scope="module")
def blank():
    return np.full((400, 28, 28, 1), 0.5, dtype=np.float32)


@pytest.mark.parametrize("kind", noise.KINDS.values(), ids=noise.KINDS)
class TestEveryKind:
    def test_level_zero_changes_nothing(self, kind, images):
        noisy = kind(images, 0.0, fresh())
        np.testing.assert_array_equal(noisy, images)
        assert noisy.dtype == np.float32

    def test_a_level_above_zero_changes_images(self, kind, images):
        noisy = kind(images, min(1.0, kind.highest), fresh())
        assert not np.array_equal(noisy, images)

    def test_same_seed_gives_same_noise(self, kind, images):
        once, again = (kind(images, 0.3, fresh()) for _ in "ab")
        np.testing.assert_array_equal(once, again)

    @pytest.mark.parametrize("level", [0.0, 0.3])
    def test_images_are_copied_not_changed(self, kind, level, images):
        before = images.copy()
        noisy = kind(images, level, fresh())
        np.testing.assert_array_equal(images, before)
        assert not np.shares_memory(noisy, images)

    def test_float32_and_shape_are_kept(self, kind, images):
        noisy = kind(images, 0.3, fresh())
        assert (noisy.dtype, noisy.shape) == (np.float32, images.shape)
        assert np.isfinite(noisy).all()

    def test_no_float64_copy_of_the_set_is_made(self, kind):
        many = np.zeros((2500, 28, 28, 1), dtype=np.float32)
        tracemalloc.start()
        try:
            noisy = noise.apply(kind.name, many, 0.3, fresh(), clip=True)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert noisy.nbytes == many.nbytes
        # the result counts once; a float64 copy beside it would make three times
        assert peak < 2.75 * many.nbytes

    def test_clip_sets_what_left_the_range_to_its_ends(self, kind, images):
        level = min(3.0, kind.highest)
        free = noise.apply(kind.name, images, level, fresh())
        clipped = noise.apply(kind.name, images, level, fresh(), clip=True)
        expected = np.where(free < 0, 0, np.where(free > 1, 1, free))
        np.testing.assert_array_equal(clipped, expected)
        assert clipped.dtype == np.float32

    @pytest.mark.parametrize(
        ("level", "written"),
        [
            (-0.1, "-0.1"),
            (math.nan, "nan"),
            (math.inf, "inf"),
            (10**400, str(10**400)),
            (True, "True"),
            ("0.1", "'0.1'"),
            (None, "None"),
            (1j, "1j"),
        ],
    )
    def test_what_is_no_level_is_refused(self, kind, level, written, images):
        with pytest.raises(LevelError) as caught:
            noise.apply(kind.name, images, level, fresh())
        assert str(caught.value) == (
            f"noise {kind.name}: level is {kind.expected}, not {written}"
        )

    def test_a_level_above_the_highest_is_refused(self, kind):
        if math.isfinite(kind.highest):
            with pytest.raises(LevelError):
                kind.check(np.nextafter(kind.highest, math.inf))
            assert kind.check(kind.highest) == kind.highest
        else:
            assert kind.check(1e6) == 1e6

    def test_its_words_are_there_and_its_name_is_its_key(self, kind):
        assert noise.KINDS[kind.name] is noise.kind(kind.name) is kind
        assert kind.unit
        assert kind.expected


@pytest.mark.parametrize(
    ("given", "level"),
    [(0, 0.0), (1, 1.0), (np.float32(0.5), 0.5), (Fraction(1, 4), 0.25), (-0.0, 0.0)],
)
def test_a_level_becomes_a_plain_float(given, level):
    found = noise.kind("gaussian").check(given)
    assert type(found) is float
    assert (found, math.copysign(1, found)) == (level, 1)


def test_an_unknown_kind_is_refused_with_those_there_are(images):
    with pytest.raises(UnknownNameError) as caught:
        noise.apply("gausian", images, 0.1, fresh())
    known = ", ".join(noise.KINDS)
    assert str(caught.value) == f"unknown noise kind 'gausian'; there is {known}"


class TestGaussian:
    @pytest.mark.parametrize("level", [0.1, 0.5, 25.5])
    def test_its_noise_is_normal_with_the_level_as_deviation(self, level, blank):
        noisy = noise.apply("gaussian", blank, level, fresh())
        added = noisy.astype(np.float64) - blank
        count = added.size
        # closed forms: the mean of n draws has deviation s/sqrt(n), their standard
        # deviation one of about s/sqrt(2n)
        assert abs(added.mean()) < 5 * level / math.sqrt(count)
        assert abs(added.std() - level) < 5 * level / math.sqrt(2 * count)
        part = added.ravel()[:20_000] / level
        assert stats.kstest(part, "norm").pvalue > 1e-3

    def test_each_image_and_each_value_has_its_own_draw(self, blank):
        added = noise.apply("gaussian", blank, 0.2, fresh()) - blank
        flat = added.reshape(len(added), -1)
        between = np.corrcoef(flat[:60])[np.triu_indices(60, k=1)]
        assert np.abs(between).max() < 6 / math.sqrt(flat.shape[1])
        assert abs(np.corrcoef(flat[:, :-1].ravel(), flat[:, 1:].ravel())[0, 1]) < 0.01

    def test_colours_have_their_own_draws(self):
        grey = np.zeros((100, 20, 20, 3), dtype=np.float32)
        added = noise.apply("gaussian", grey, 0.2, fresh()).reshape(-1, 3)
        between = np.corrcoef(added.T)[np.triu_indices(3, k=1)]
        assert np.abs(between).max() < 5 / math.sqrt(len(added))

    def test_train_and_test_have_independent_noise(self, blank):
        train, test = (
            noise.apply("gaussian", blank, 0.2, chance.noise_rng(0, 0, split, "x"))
            for split in ("train", "test")
        )
        correlation = np.corrcoef(train.ravel(), test.ravel())[0, 1]
        assert abs(correlation) < 5 / math.sqrt(blank.size)

    def test_levels_share_a_draw(self):
        black = np.zeros((20, 8, 8, 1), dtype=np.float32)
        weak = noise.apply("gaussian", black, 0.1, fresh())
        strong = noise.apply("gaussian", black, 0.2, fresh())
        np.testing.assert_array_equal(strong, 2 * weak)

    def test_noise_is_added_to_the_image(self, images):
        black = noise.apply("gaussian", np.zeros_like(images), 0.3, fresh())
        noisy = noise.apply("gaussian", images, 0.3, fresh())
        np.testing.assert_allclose(noisy - images, black, atol=1e-6)

    def test_other_seeds_give_other_noise(self, blank):
        one, other = (noise.apply("gaussian", blank, 0.2, fresh(s)) for s in (1, 2))
        correlation = np.corrcoef(one.ravel(), other.ravel())[0, 1]
        assert abs(correlation) < 5 / math.sqrt(blank.size)

    def test_nothing_is_clipped_unless_asked_for(self, blank):
        noisy = noise.apply("gaussian", blank, 0.5, fresh())
        # one deviation from grey to either end: 2 * normal.cdf(-1) lie outside
        outside = np.mean((noisy < 0) | (noisy > 1))
        assert outside == pytest.approx(2 * stats.norm.cdf(-1), abs=0.005)
