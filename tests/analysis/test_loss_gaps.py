"""How much noise widens the gap between training and validation loss."""

import numpy as np
import pytest
from helpers.studies import first, trained_to

from noiselab.analysis import intervals_and_tests, loss_gaps, training_gaps
from noiselab.analysis.same_images import Met
from noiselab.store.images_met import NOT_RECORDED
from noiselab.study import sweep_file

TRAINING = {0.0: 0.96, 0.5: 0.93}


@pytest.fixture
def networks(sweep, make_result):
    """Makes a network from its training loss and the losses of its test images."""

    def networks(training, losses):
        result = make_result(next(iter(sweep.points())))
        metrics = result.metrics.model_copy(update={"train_loss": training})
        right = np.zeros(0 if losses is None else len(losses), bool)
        met = Met(NOT_RECORDED, right, losses)
        return result.model_copy(update={"metrics": metrics}), met

    return networks


def test_it_is_the_difference_of_gaps(networks):
    rng = np.random.default_rng(0)
    clean, noisy = rng.exponential(0.2, 300), rng.exponential(0.9, 300)
    wider = loss_gaps.widening([(networks(0.1, clean), networks(0.3, noisy))], 0.95)
    of_images = (noisy - 0.3) - (clean - 0.1)
    assert wider.difference == pytest.approx(of_images.mean())
    assert wider.bounds == pytest.approx(intervals_and_tests.bootstrap(of_images))
    assert wider.is_clear


def test_over_repeats_the_wider_interval_counts(networks):
    losses = np.linspace(0.1, 0.3, 300)
    pairs = [
        (networks(0.1, losses), networks(training, losses + 1))
        for training in (0.1, 0.9, 0.5)
    ]
    wider = loss_gaps.widening(pairs, 0.95)
    assert wider.bounds == pytest.approx(intervals_and_tests.t_interval([1, 0.2, 0.6]))
    assert not wider.is_clear


def test_without_losses_there_is_none(networks):
    kept, lost = networks(0.1, np.ones(9)), networks(0.1, None)
    assert loss_gaps.widening([(kept, lost)], 0.95) is None
    assert loss_gaps.widening([(kept, kept), (kept, lost)], 0.95) is None
    assert loss_gaps.widening([], 0.95) is None


def test_it_is_given_where_the_widening_of_accuracy_is_significant(sweep, make_study):
    asked = sweep_file.check(sweep.as_file())
    counts = {"mlnn": {0.0: 380, 0.5: 240}, "convnet": {0.0: 380, 0.5: 370}}
    made = make_study(asked, lambda p, level: first(counts[p.model][p.level]))
    _, mlnn, _, convnet = training_gaps.of(trained_to(made, TRAINING))
    assert (mlnn.widening.is_significant, convnet.widening.is_significant) == (
        True,
        False,
    )
    assert convnet.loss_widening is None
    of_images = np.where(first(380) & ~first(240), np.log(0.9 / 0.2), 0.0)
    bounds = intervals_and_tests.bootstrap(of_images, intervals_and_tests.bonferroni(2))
    assert mlnn.loss_widening.bounds == pytest.approx(bounds)
