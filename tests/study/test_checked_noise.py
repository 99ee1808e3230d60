"""A user's own kind is tried as it is first used, and told of once."""

import warnings

import numpy as np
import pytest

import noiselab.noise
from noiselab.common.folders import PointFolder
from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.study import checked_noise, noise_warnings
from noiselab.study.noise_warnings import NoiseWarning

IMAGES = np.full((5, 8, 8, 1), 0.5, np.float32)


def kind(function):
    return Kind("mine", "mine", "level", "a level", np.inf, function)


def own(images, level, rng):
    return images + level * rng.standard_normal(images.shape)


def clipped(images, level, rng):
    return own(images, level, rng).clip(0, 1)


def one_pattern(images, level, rng):
    return clipped(images[:1], level, rng) - images[:1] + images


@pytest.fixture(autouse=True)
def untried(monkeypatch):
    monkeypatch.setattr(checked_noise, "_tried", {})
    checked_noise.record_in("")
    yield
    checked_noise.record_in("")


def told(mine, level=0.5, **how):
    """What is warned of as the kind is used twice."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            noiselab.noise.apply(mine, IMAGES, level, np.random.default_rng(0), **how)
    return caught


def test_what_is_found_is_told_once_with_its_place():
    (warned,) = told(kind(one_pattern))
    assert warned.category is NoiseWarning
    assert (warned.filename, warned.lineno) == (
        "test_checked_noise.py",
        one_pattern.__code__.co_firstlineno,
    )
    assert str(warned.message) == (
        "noise mine at level 0.5 lays one pattern over all images (correlation 1.00 "
        "between the noise of two); call the transform once for each image, with a "
        "draw of its own"
    )


def test_clipping_is_told_unless_it_is_asked_for():
    (warned,) = told(kind(clipped))
    assert "cuts off what lies beyond 0 and 1" in str(warned.message)
    checked_noise._tried.clear()
    assert told(kind(clipped), clip=True) == []


@pytest.mark.parametrize(
    ("mine", "level"),
    [
        (kind(own), 0.5),
        ("speckle", 0.5),
        (noise.KINDS["shot"], 0.5),
        (kind(clipped), 0),
    ],
)
def test_nothing_is_told_of_what_is_right(mine, level):
    assert told(mine, level) == []


def test_the_noise_is_that_without_a_trial():
    mine, rngs = kind(own), [np.random.default_rng(3), np.random.default_rng(3)]
    tried = noiselab.noise.apply(mine, IMAGES, 0.5, rngs[0])
    np.testing.assert_array_equal(tried, noise.apply(mine, IMAGES, 0.5, rngs[1]))
    assert rngs[0].random() == rngs[1].random()


def test_a_kind_may_use_others():
    def both(images, level, rng):
        return noiselab.noise.apply(kind(both_again), images, level, rng)

    def both_again(images, level, rng):
        return noiselab.noise.apply("gaussian", images, level, rng)

    assert told(kind(both)) == []


class TestRecord:
    def test_what_is_found_is_written_beside_the_point(self, tmp_path):
        folder = PointFolder(tmp_path)
        checked_noise.record_in(tmp_path)
        told(kind(own))
        assert not folder.noise_warnings.exists()
        told(kind(one_pattern))
        told(kind(clipped))
        found = noise_warnings.read(folder)
        assert [noted.topic for noted in found] == ["one pattern", "cut off"]

    def test_a_finished_point_stays_as_it_is(self, tmp_path):
        PointFolder(tmp_path).result.write_text("{}")
        checked_noise.record_in(tmp_path)
        assert told(kind(clipped))
        assert [path.name for path in tmp_path.iterdir()] == ["result.json"]

    def test_a_folder_that_cannot_be_written_to_stops_nothing(self, tmp_path):
        (tmp_path / "file").write_text("")
        checked_noise.record_in(tmp_path / "file")
        assert len(told(kind(clipped))) == 1
