import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from noiselab.common.errors import LevelError, UnknownNameError
from noiselab.experiment import noise


def fresh(seed=7):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def images():
    return fresh(1).random((50, 12, 10, 2), dtype=np.float32)


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

    @pytest.mark.filterwarnings("ignore::noiselab.experiment.noise.UnchangedWarning")
    def test_no_float64_copy_of_the_set_is_made(self, kind):
        many = np.zeros((2500, 28, 28, 1), dtype=np.float32)
        many[:, 7:21, 7:21] = 0.5
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
    def test_what_is_not_a_level_is_refused(self, kind, level, written, images):
        with pytest.raises(LevelError) as caught:
            noise.apply(kind.name, images, level, fresh())
        assert str(caught.value) == (
            f"noise {kind.name}: level is {kind.expected}, not {written}"
        )

    def test_a_level_above_the_highest_is_refused(self, kind):
        if math.isfinite(kind.highest):
            level = np.nextafter(kind.highest, math.inf)
            with pytest.raises(LevelError) as caught:
                kind.check(level)
            assert str(caught.value) == (
                f"noise {kind.name}: level is {kind.expected}, not {level!r}"
            )
            assert kind.check(kind.highest) == kind.highest
        else:
            assert kind.check(1e6) == 1e6

    def test_it_has_unit_and_range_and_its_name_is_its_key(self, kind):
        assert noise.KINDS[kind.name] is noise.kind(kind.name) is kind
        assert kind.unit
        assert kind.expected


@pytest.mark.parametrize(
    ("raw", "level"),
    [(0, 0.0), (1, 1.0), (np.float32(0.5), 0.5), (Fraction(1, 4), 0.25), (-0.0, 0.0)],
)
def test_a_level_becomes_a_plain_float(raw, level):
    checked = noise.kind("gaussian").check(raw)
    assert type(checked) is float
    assert (checked, math.copysign(1, checked)) == (level, 1)


def test_an_unknown_kind_is_refused_with_a_list_of_kinds(images):
    with pytest.raises(UnknownNameError) as caught:
        noise.apply("gausian", images, 0.1, fresh())
    kinds = ", ".join(noise.KINDS)
    assert str(caught.value) == f"unknown noise kind 'gausian'; available: {kinds}"
