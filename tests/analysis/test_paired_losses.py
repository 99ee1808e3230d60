import numpy as np
import pytest

from noiselab.analysis import intervals_and_tests, paired_losses
from noiselab.analysis.same_images import Met, paired
from noiselab.store.images_met import NOT_RECORDED

RNG = np.random.default_rng(0)
LOSSES = [RNG.exponential(size=200) for _ in range(4)]


def met(losses):
    return {
        n: Met(NOT_RECORDED, np.ones(200, bool), each) for n, each in enumerate(losses)
    }


def test_of_one_repeat_the_images_bound_the_difference():
    compared = paired_losses.compare(paired(met(LOSSES[:1]), met(LOSSES[1:2])), 0.95)
    assert compared.a == pytest.approx(LOSSES[0].mean())
    assert compared.b == pytest.approx(LOSSES[1].mean())
    assert compared.difference == pytest.approx(compared.a - compared.b)
    assert compared.bounds == intervals_and_tests.bootstrap(LOSSES[0] - LOSSES[1])


def test_of_several_the_wider_of_images_and_repeats():
    a, b = LOSSES[:2], [LOSSES[2], LOSSES[3] + 1]
    compared = paired_losses.compare(paired(met(a), met(b)), 0.95)
    means = [(x - y).mean() for x, y in zip(a, b, strict=True)]
    assert compared.difference == pytest.approx(np.mean(means))
    assert compared.bounds == pytest.approx(intervals_and_tests.t_interval(means))
    assert not compared.is_clear


def test_without_losses_nothing_is_compared():
    assert paired_losses.compare(paired(met([None]), met(LOSSES[:1])), 0.95) is None
    assert paired_losses.compare(paired({}, met(LOSSES[:1])), 0.95) is None
