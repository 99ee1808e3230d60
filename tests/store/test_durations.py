import dataclasses

import pytest

from noiselab.experiment.models import MODELS
from noiselab.store.durations import Estimate, in_words


@pytest.fixture
def finished(point, make_result):
    """Makes a finished point: so many epochs in so many seconds, and the rest."""

    def make(epochs, train, rest=0.0, status="done", history=None, **changes):
        trained = dataclasses.replace(point, epochs=epochs, **changes)
        seconds = {"train": train, "total": train + rest}
        history = history or {}
        return make_result(trained, seconds=seconds, status=status, history=history)

    return make


def test_nothing_is_known_before_a_point_is_finished(point, finished):
    assert Estimate().expect(point) is None
    assert Estimate([finished(2, 9.0, status="failed")]).expect(point) is None


def test_training_grows_with_the_epochs_and_the_rest_does_not(point, finished):
    estimate = Estimate([finished(4, 20.0, rest=3.0)])
    assert estimate.expect(dataclasses.replace(point, epochs=4)) == pytest.approx(23)
    assert estimate.expect(dataclasses.replace(point, epochs=10)) == pytest.approx(53)


def test_finished_points_are_averaged(point, finished):
    estimate = Estimate([finished(2, 10.0, rest=1.0), finished(10, 70.0, rest=3.0)])
    # (5 + 7) / 2 s an epoch, and (1 + 3) / 2 s besides
    assert estimate.expect(dataclasses.replace(point, epochs=3)) == pytest.approx(20)


def test_a_model_that_stops_early_is_expected_to_do_so_again(point, finished):
    asked = dataclasses.replace(point, epochs=20)
    history = {"loss": [0.5] * 4, "accuracy": [0.5] * 4}
    history |= {f"val_{name}": values for name, values in history.items()}
    stopped = finished(20, 8.0, rest=1.0, history=history)
    convnet = dataclasses.replace(asked, model="convnet")
    ratio = MODELS["convnet"].work((28, 28, 1)) / MODELS["mlnn"].work((28, 28, 1))
    estimate = Estimate([stopped])
    assert estimate.expect(asked) == pytest.approx(9)
    assert estimate.expect(convnet) == pytest.approx(20 * 2 * ratio + 1)


def test_a_variant_is_guessed_from_its_own_size(point, finished):
    options = {"model": "mlnn", "width": 2048}
    wide = dataclasses.replace(point, model="wide", model_options=options)
    shape = (28, 28, 1)
    ratio = 4 * (784 + 2048) / (784 + 512)
    estimate = Estimate([finished(2, 10.0, rest=1.0)], shape)
    assert estimate.expect(wide) == pytest.approx(10 * ratio + 1)
    lost = dataclasses.replace(wide, model_options={"model": "gone"})
    assert Estimate([], shape).size(lost) == lost.epochs


def test_another_model_is_guessed_from_its_size_until_it_is_measured(point, finished):
    convnet = dataclasses.replace(point, model="convnet")
    shape = (28, 28, 1)
    ratio = MODELS["convnet"].work(shape) / MODELS["mlnn"].work(shape)
    estimate = Estimate([finished(2, 10.0, rest=1.0)], shape)
    assert estimate.expect(convnet) == pytest.approx(10 * ratio + 1)
    estimate.learn(finished(2, 50.0, rest=1.0, model="convnet"))
    assert estimate.expect(convnet) == pytest.approx(51)
    assert estimate.expect(point) == pytest.approx(11)


@pytest.mark.parametrize(
    ("model", "multiplications"),
    [
        ("mlnn", 784 * 512 + 512 * 512),
        ("convnet", 194_688 + 10_616_832 + 1_179_648),
        ("resnet20", 112_896 + 10_838_016 + 9_934_848 + 9_934_848),
    ],
)
def test_work_counts_the_multiplications_by_hand(model, multiplications):
    assert MODELS[model].work((28, 28, 1)) == multiplications


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (3 * 3600 + 7 * 60 + 59, "3 h 07 min"),
        (30 * 3600, "30 h 00 min"),
        (1.7e308, "more than 30 years"),
        (float("inf"), "more than 30 years"),
    ],
)
def test_times_are_written_as_people_say_them(seconds, words):
    assert in_words(seconds) == words
