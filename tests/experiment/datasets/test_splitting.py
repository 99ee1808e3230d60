import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noiselab.experiment.datasets import splitting
from noiselab.experiment.datasets.options import HeldOut

LABELS = np.array([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2])


def test_the_first_of_each_class_stay_in_their_order():
    labels = np.array([2, 0, 2, 1, 2, 0, 0])
    assert splitting.first_of_each(labels, 2).tolist() == [0, 1, 2, 3, 5]


def test_a_draw_is_the_same_for_ever():
    training, test = splitting.drawn(LABELS, HeldOut(0.3, seed=1))
    assert (training.tolist(), test.tolist()) == RECORDED


RECORDED = ([0, 2, 4, 5, 8, 9, 10, 11, 12, 13], [1, 3, 6, 7])


@given(st.lists(st.integers(0, 4), min_size=2, max_size=60), st.floats(0.05, 0.95))
def test_every_image_is_drawn_once_and_shares_are_kept(labels, share):
    labels = np.array(labels)
    training, test = splitting.drawn(labels, HeldOut(share))
    assert sorted([*training, *test]) == [*range(len(labels))]
    sizes, held = np.bincount(labels), np.bincount(labels[test], minlength=5)
    for label, size in enumerate(sizes):
        assert abs(held[label] - share * size) <= 1
        assert held[label] < max(size, 1)


@pytest.mark.parametrize("stratified", [True, False])
def test_another_seed_draws_others(stratified):
    draws = [
        splitting.drawn(np.arange(40) % 4, HeldOut(0.25, seed, stratified))[1].tolist()
        for seed in (0, 1)
    ]
    assert draws[0] != draws[1]
    assert [*map(len, draws)] == [10, 10]
