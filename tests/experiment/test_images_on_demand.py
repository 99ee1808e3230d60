import numpy as np
import pytest

from noiselab.experiment import images_on_demand
from noiselab.experiment.images_on_demand import ImagesOnDemand, is_run, together

ARRAY = np.random.default_rng(0).random((11, 4, 3, 2), dtype=np.float32)


class Made(ImagesOnDemand):
    def __init__(self):
        super().__init__(ARRAY.shape)

    def some(self, places):
        return ARRAY[places]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(images_on_demand, "AT_ONCE", 24 * 3)  # three images


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        np.int64(4),
        slice(None),
        slice(2, 7),
        slice(None, None, -2),
        slice(9, 2),
        slice(5, 500),
        [3, 1, 1],
        np.array([[0, 1], [2, 3]]),
        np.arange(11) % 2 == 0,
        (0, slice(None), slice(None), 0),
        (slice(3), 1, 2),
        (Ellipsis, 0),
        (slice(None), np.newaxis),
        (),
    ],
    ids=str,
)
def test_a_choice_is_that_of_the_array(key):
    chosen = Made()[key]
    np.testing.assert_array_equal(chosen, ARRAY[key])
    assert chosen.dtype == np.float32


def test_what_an_array_would_say_of_itself():
    made = Made()
    assert len(made) == 11
    for name in ("shape", "dtype", "ndim", "size", "nbytes"):
        assert getattr(made, name) == getattr(ARRAY, name)
    assert (made.min(), made.max(), made.any()) == (ARRAY.min(), ARRAY.max(), True)
    np.testing.assert_array_equal(np.asarray(made), ARRAY)
    np.testing.assert_array_equal([*made], ARRAY)
    assert np.asarray(made, np.float64).dtype == np.float64
    with pytest.raises(IndexError):
        made[11]
    with pytest.raises(ValueError, match="do not lie in memory"):
        np.array(made, copy=False)


def test_blocks_are_all_images_in_turn():
    made = Made()
    assert [len(block) for block in made.blocks()] == [3, 3, 3, 2]
    assert [len(block) for block in images_on_demand.blocks(made, 8)] == [8, 3]
    labels = np.arange(11)
    for images, some, own in together(made, ARRAY, labels):
        np.testing.assert_array_equal(images, some)
        assert len(own) == len(some)
    assert [len(one) for (one,) in together(ARRAY)] == [11]


@pytest.mark.parametrize(
    ("places", "run"),
    [([0], True), ([3, 4, 5], True), ([3, 5, 4], False), ([], False), ([2, 2], False)],
)
def test_places_that_follow_each_other_are_read_at_once(places, run):
    assert is_run(np.array(places, int)) == run
