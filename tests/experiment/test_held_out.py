import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment.batches import batches
from noiselab.experiment.epoch_order import Orders
from noiselab.experiment.held_out import Split
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noisy_training_images import noisy_training_images

SEEDS = {"seed": 3, "repeat": 1}
LABELS = np.repeat(np.arange(3), [40, 20, 10])
CLEAN = np.random.default_rng(0).random((70, 4, 4, 1), np.float32)


def noisy(**options):
    return noisy_training_images(CLEAN, "gaussian", 0.3, **SEEDS, **options)


def test_without_validation_all_images_train_and_test_images_validate():
    split = Split.of(LABELS, **SEEDS)
    test = (np.zeros(1), np.zeros(1))
    assert (split.training, split.held_out, split.count) == (None, None, 0)
    assert split.validation_images((noisy(), LABELS), test) is test


def test_a_share_of_each_class_is_held_out_and_follows_from_seed_and_repeat():
    split = Split.of(LABELS, **SEEDS, validation=0.2, patience=3, measure="val_loss")
    assert np.bincount(LABELS[split.held_out]).tolist() == [8, 4, 2]
    both = np.concatenate([split.training, split.held_out])
    assert sorted(both.tolist()) == list(range(70))
    again = Split.of(LABELS, **SEEDS, validation=0.2)
    assert np.array_equal(again.held_out, split.held_out)
    for seeds in ({"seed": 3, "repeat": 0}, {"seed": 4, "repeat": 1}):
        other = Split.of(LABELS, **seeds, validation=0.2)
        assert not np.array_equal(other.held_out, split.held_out)


def test_where_no_class_has_two_images_one_line_says_so():
    with pytest.raises(NoiselabError, match=r"^validation is 0\.2, but no class has"):
        Split.of(np.arange(3), **SEEDS, validation=0.2)


@pytest.mark.parametrize(
    "options", [{}, {"share": 0.5}, {"spread": "up_to"}, {"draw": "fresh"}]
)
def test_held_out_images_have_the_noise_of_training_images(options):
    split = Split.of(LABELS, **SEEDS, validation=0.2)
    images = noisy(**options)
    x, y = split.validation_images((images, LABELS), (None, None))
    fixed = noisy(**{**options, "draw": "fixed"})
    assert np.array_equal(x, fixed[split.held_out])
    assert np.array_equal(y, LABELS[split.held_out])
    assert not np.array_equal(x, CLEAN[split.held_out])


class OnDemand(ImagesOnDemand):
    def some(self, places):
        return CLEAN[places]


def test_fresh_noise_that_large_images_cannot_keep_is_refused_in_one_line():
    images = noisy_training_images(
        OnDemand(CLEAN.shape), "gaussian", 0.3, **SEEDS, draw="fresh", spread="up_to"
    )
    split = Split.of(LABELS, **SEEDS, validation=0.2)
    with pytest.raises(NoiselabError, match=r"^held-out images have the same noise"):
        split.validation_images((images, LABELS), (None, None))


@pytest.mark.parametrize("draw", ["fixed", "fresh"])
def test_only_the_others_are_trained_on_in_the_order_of_each_epoch(draw):
    split = Split.of(LABELS, **SEEDS, validation=0.2)
    # each image says which it is, also with its noise
    images = noisy_training_images(
        CLEAN * 0, "gaussian", 0 if draw == "fixed" else 1e-6, **SEEDS, draw=draw
    )
    numbers = np.arange(70)
    for _, order in zip(range(2), (0, 1), strict=True):
        made = batches(images, numbers, 16, 5, split.training)
        passes = [[y.numpy() for _, y in made] for _ in range(2)]
        wanted = Orders(len(split.training), 5, split.training).of(order)
        assert np.array_equal(np.concatenate(passes[order]), wanted)
        assert sorted(wanted) == split.training.tolist()


def test_orders_of_all_images_stay_what_they_were():
    assert np.array_equal(Orders(70, 5).of(2), Orders(70, 5, np.arange(70)).of(2))
    with pytest.raises(ValueError, match="shuffle="):
        batches(CLEAN, LABELS, 16, places=np.arange(3))
