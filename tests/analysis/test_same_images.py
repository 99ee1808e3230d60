import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import same_images
from noiselab.analysis.paired import Repeats, Runs
from noiselab.analysis.same_images import Met
from noiselab.store.images_met import ImagesMet


def met(right=None, data="d", snr_db=5.0):
    return Met(ImagesMet(data, snr_db), first(3, 9) if right is None else right)


@pytest.mark.parametrize(
    ("sizes", "paired", "unlike"),
    [
        ({0: (9, 9), 1: (9, 9)}, [0, 1], []),
        ({0: (9, 8), 1: (9, 9)}, [1], [0]),
        ({0: (8, 8), 1: (9, 9), 2: (9, 9)}, [1, 2], [0]),
        ({0: (8, 8), 1: (9, 9)}, [0], [1]),
        ({0: (9, 8)}, [], [0]),
    ],
)
def test_repeats_are_paired_where_their_number_of_images_is_the_same(
    sizes, paired, unlike
):
    a, b = ({n: met(first(1, size[k])) for n, size in sizes.items()} for k in (0, 1))
    pairs = same_images.paired(a, b | {7: met(first(1, 9))})
    assert pairs.a == tuple(a[n] for n in paired)
    assert pairs.b == tuple(b[n] for n in paired)
    assert pairs.unlike == tuple(unlike)
    assert (pairs.difference is None) is (not paired)


@pytest.mark.parametrize(
    ("of_a", "of_b", "unlike"),
    [
        ([{}, {}], [{}, {}], []),
        ([{}, {"snr_db": 5.1}], [{}, {}], [1]),
        ([{"snr_db": None}, {}], [{}, {}], []),
        ([{"data": "e"}, {}], [{}, {}], [0]),
        # over repeats, each image must be the same one, too
        ([{}, {"data": "e"}, {}], [{}, {"data": "e"}, {}], [1]),
        ([{}, {"data": None}], [{}, {}], []),
        ([{"snr_db": 1.0}, {}], [{"snr_db": 1.0}, {}], []),  # each repeat has its own
    ],
)
def test_repeats_are_paired_where_what_is_recorded_of_the_images_agrees(
    of_a, of_b, unlike
):
    a, b = ({n: met(**what) for n, what in enumerate(of)} for of in (of_a, of_b))
    assert same_images.paired(a, b).unlike == tuple(unlike)


def test_the_difference_is_that_of_runs_or_repeats():
    a, b = met(np.arange(9) < 7), met(np.arange(9) < 4)
    assert same_images.paired({0: a}, {0: b}).difference == Runs(4, 3, 0, 2)
    repeats = same_images.paired({0: a, 1: a}, {0: b, 1: a}).difference
    assert repeats == Repeats.of([a.right, a.right], [b.right, a.right])


def test_other_labels_show_other_images():
    a, b = (
        Met(ImagesMet("d", 5.0), first(3, 9), labels=first(count, 9))
        for count in (4, 5)
    )
    assert a.is_like(a)
    assert not a.is_like(b)
    assert a.is_like(met())
