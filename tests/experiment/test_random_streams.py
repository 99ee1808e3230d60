import inspect
import random
from itertools import combinations, product

import numpy as np
import pytest

from noiselab.experiment import random_streams


def draw(*arguments, count=20_000):
    return random_streams.noise_rng(*arguments).standard_normal(count)


def test_same_arguments_give_the_same_stream():
    np.testing.assert_array_equal(
        draw(3, 1, "test", "gaussian"), draw(3, 1, "test", "gaussian")
    )


def test_streams_are_pairwise_independent():
    kinds = ("gaussian", "gaussian_blur")
    arguments = product((0, 1, 2**32 - 1), (0, 1), random_streams.SPLITS, kinds)
    streams = [draw(*values) for values in arguments]
    for first, second in combinations(streams, 2):
        # the correlation of independent draws has standard deviation 1/sqrt(count)
        assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(len(first))


def test_neither_model_nor_level_is_a_parameter():
    parameters = inspect.signature(random_streams.noise_rng).parameters
    assert list(parameters) == ["seed", "repeat", "split", "kind"]


def of_training(*arguments, count=20_000):
    return random_streams.training_rng(*arguments).standard_normal(count)


def test_streams_of_training_are_those_of_no_kind_and_of_each_other():
    arguments = [
        *[(0, 0, what) for what in random_streams.OF_TRAINING],
        *[(0, repeat, "noise", (), "gaussian") for repeat in (0, 1)],
        *[(0, 0, "noise", stage, "gaussian") for stage in ((0,), (1,), (0, 0), (0, 1))],
        *[(0, 0, "noise", stage, "gaussian_blur") for stage in ((0,), (1,))],
        (0, 0, "level", (0,)),
    ]
    streams = [of_training(*values) for values in arguments]
    streams += [draw(0, 0, "train", kind) for kind in ("gaussian", "gaussian_blur")]
    for first, second in combinations(streams, 2):
        assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(len(first))


def test_no_name_of_a_kind_gives_the_stream_of_a_stage():
    """A kind called `ab` and the 99th step of `a` were one, were names not apart."""
    for name, step in (("ab", ord("b")), ("aa", ord("a"))):
        staged = of_training(0, 0, "noise", (step,), "a", count=5)
        assert not np.array_equal(staged, draw(0, 0, "train", name, count=5))


def test_streams_of_training_stay_what_they_were():
    drawn = random_streams.training_rng(0, 0, "noise", (3, 1), "gaussian").random(3)
    np.testing.assert_array_equal(
        drawn, [0.5251169812398232, 0.36418943054608055, 0.6419559156065663]
    )
    share = random_streams.training_rng(0, 0, "share").permutation(8).tolist()
    assert share == [1, 2, 6, 3, 0, 7, 5, 4]


def test_there_is_no_third_split():
    with pytest.raises(ValueError, match=r"^tuple\.index\(x\): x not in tuple$"):
        random_streams.noise_rng(0, 0, "validation", "gaussian")


def test_streams_stay_what_they_were():
    expected = [0.20325496689739397, 0.34665638556956024, 0.6365371410792223]
    drawn = random_streams.noise_rng(0, 0, "train", "gaussian").random(3)
    np.testing.assert_array_equal(drawn, expected)


def test_weights_seeds_are_those_of_numpys_spawned_sequences():
    for seed in (0, 7):
        spawned = np.random.SeedSequence(seed).spawn(3)
        expected = [child.generate_state(1)[0] for child in spawned]
        assert [
            random_streams.weights_seed(seed, repeat) for repeat in range(3)
        ] == expected


def test_weights_seeds_differ_and_fit_what_keras_takes():
    seeds = [
        random_streams.weights_seed(seed, repeat)
        for seed, repeat in product(range(30), range(30))
    ]
    assert len(set(seeds)) == 900
    assert all(type(seed) is int and 0 <= seed < 2**32 for seed in seeds)


def test_the_global_random_state_is_not_changed():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    draw(0, 0, "train", "gaussian")
    random_streams.weights_seed(0, 0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_the_global_generators_are_kept():
    before = random_streams.global_state()
    with random_streams.global_state_kept():
        random.random()
        assert random_streams.global_state() != before
        np.random.normal()  # noqa: NPY002
    assert random_streams.global_state() == before
