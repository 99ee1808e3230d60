import threading

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment import epoch_order, noise
from noiselab.experiment.epoch_order import Orders
from noiselab.experiment.fresh_images import MOST_BYTES, DrawnAhead, FreshImages
from noiselab.experiment.noise import Kind
from noiselab.experiment.training_noise import TrainingNoise

CLEAN = np.random.default_rng(0).random((60, 5, 5, 1), dtype=np.float32)


def fresh(clean=CLEAN, levels=None, **changes):
    fields = {"levels": levels or {"gaussian": 0.3}, "clip": False, "seed": 0}
    return FreshImages(clean, TrainingNoise(**(fields | {"repeat": 0} | changes)))


@pytest.fixture(autouse=True)
def outside_of_epochs():
    yield
    epoch_order.end()


def test_the_mean_over_epochs_of_an_image_tends_to_the_image():
    images, numbers = fresh(), np.arange(len(CLEAN))
    epochs = np.stack([images.of_epoch(numbers, epoch, 0) for epoch in range(400)])
    errors = epochs.mean(axis=0) - CLEAN
    assert np.abs(errors).max() < 5 * 0.3 / 400**0.5
    assert abs(errors.std() * 400**0.5 / 0.3 - 1) < 0.1
    correlated = np.corrcoef((epochs[:40] - CLEAN).reshape(40, -1))
    apart = correlated[~np.eye(40, dtype=bool)]
    assert np.abs(apart).max() < 5 / CLEAN.size**0.5


def test_an_epoch_is_the_same_whatever_was_drawn_before():
    numbers = np.arange(30)
    first = fresh().of_epoch(numbers, 7, 0)
    images = fresh()
    for epoch in range(7):
        images.of_epoch(numbers, epoch, 0)
    np.testing.assert_array_equal(images.of_epoch(numbers, 7, 0), first)


def test_the_same_share_of_images_stays_clean_in_every_epoch():
    images, numbers = fresh(share=0.25), np.arange(len(CLEAN))
    changed = [
        (images.of_epoch(numbers, epoch, 0) != CLEAN).any(axis=(1, 2, 3))
        for epoch in range(3)
    ]
    assert changed[0].sum() == 15
    np.testing.assert_array_equal(changed[0], changed[1])
    np.testing.assert_array_equal(changed[0], changed[2])


@pytest.mark.parametrize(
    "changes", [{"spread": "up_to"}, {"levels": {"gaussian": 0.3, "occlusion": 0.5}}]
)
def test_levels_and_kinds_are_drawn_anew(changes):
    images, numbers = fresh(**changes), np.arange(len(CLEAN))
    first, second = (images.of_epoch(numbers, epoch, 0) - CLEAN for epoch in (0, 1))
    sizes = [each.std(axis=(1, 2, 3)) for each in (first, second)]
    assert abs(np.corrcoef(*sizes)[0, 1]) < 0.5


def test_it_can_be_looked_at_like_an_array():
    images = fresh(share=0.5)
    assert (len(images), images.shape, images.dtype) == (60, (60, 5, 5, 1), np.float32)
    assert images[0].shape == images[-1].shape == (5, 5, 1)
    np.testing.assert_array_equal(images[:30], images[:30])
    changed = (images[:] != CLEAN).any(axis=(1, 2, 3))
    assert changed.sum() == 30


@pytest.mark.parametrize(
    ("images", "batch", "expected"), [(60, 4, 4), (64, 4, 8), (800, 7, 98), (3, 5, 5)]
)
def test_whole_batches_are_drawn_at_once(images, batch, expected):
    clean = np.zeros((images, 5, 5, 1), np.float32)
    assert fresh(clean).part_size(batch) == expected


def test_no_more_is_drawn_at_once_than_memory_is_meant_for():
    side = int((MOST_BYTES / 4 / 10) ** 0.5)
    clean = np.zeros((100, side, side, 1), np.float32)
    assert fresh(clean, {"salt_and_pepper": 0.1}).part_size(2) == 10


def test_parts_are_those_of_their_epoch_in_its_order():
    images, orders = fresh(), Orders(60, 5)
    ahead = DrawnAhead(images, orders, 16)
    for epoch in (0, 1):
        for part, count in enumerate((16, 16, 16, 12)):
            drawn, numbers = ahead.part(epoch, part)
            expected = orders.of(epoch)[16 * part : 16 * part + 16]
            assert len(numbers) == count
            np.testing.assert_array_equal(numbers, expected)
            again = images.of_epoch(expected, epoch, part)
            np.testing.assert_array_equal(drawn, again)


def test_other_parts_than_those_expected_are_drawn_as_well():
    ahead = DrawnAhead(fresh(), Orders(60, 5), 16)
    asked = [(0, 0), (0, 2), (5, 1), (0, 0), (5, 2)]
    drawn = [ahead.part(*place)[0] for place in asked]
    fresh_ones = [
        DrawnAhead(fresh(), Orders(60, 5), 16).part(*place)[0] for place in asked
    ]
    for one, other in zip(drawn, fresh_ones, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_next_part_is_drawn_while_the_last_one_is_used():
    ahead = DrawnAhead(fresh(), Orders(60, 5), 16)
    ahead.part(0, 0)
    (place,) = ahead._ahead
    assert place == (0, 1)  # and no other: one part is held besides
    ahead._ahead[place].result(timeout=10)
    assert any("fresh noise" in thread.name for thread in threading.enumerate())


def test_a_kind_that_draws_from_elsewhere_is_refused_before_training(monkeypatch):
    def elsewhere(images, level, rng):
        return images + np.random.normal(size=images.shape) * level  # noqa: NPY002

    kind = Kind("elsewhere", "elsewhere", "level", "a level", np.inf, elsewhere)
    monkeypatch.setitem(noise.KINDS, "elsewhere", kind)
    with pytest.raises(NoiselabError, match="two calls with equal generators differ"):
        fresh(levels={"elsewhere": 0.3})
