import dataclasses

import pytest

from noiselab.estimate import Estimate, in_words


def trained_for(point, epochs, **changes):
    return dataclasses.replace(point, epochs=epochs, **changes)


def test_nothing_is_known_before_a_point_is_finished(point):
    assert Estimate().expect(point) is None


def test_time_grows_with_the_epochs(point):
    estimate = Estimate()
    estimate.learn(trained_for(point, 4), 20.0)
    assert estimate.expect(trained_for(point, 4)) == pytest.approx(20)
    assert estimate.expect(trained_for(point, 10)) == pytest.approx(50)


def test_finished_points_are_averaged(point):
    estimate = Estimate()
    estimate.learn(trained_for(point, 2), 10.0)  # 5 s an epoch
    estimate.learn(trained_for(point, 10), 70.0)  # 7 s an epoch
    assert estimate.expect(trained_for(point, 3)) == pytest.approx(18)


def test_noise_level_and_repeat_make_no_difference(point):
    estimate = Estimate()
    estimate.learn(trained_for(point, 2, level=0.1), 10.0)
    other = trained_for(point, 2, level=9.0, noise="other", repeat=4)
    assert estimate.expect(other) == pytest.approx(10)


def test_another_model_is_guessed_until_it_is_measured(point):
    estimate = Estimate()
    convnet = trained_for(point, 2, model="convnet")
    estimate.learn(trained_for(point, 2), 10.0)
    assert estimate.expect(convnet) == pytest.approx(90)
    estimate.learn(convnet, 50.0)
    assert estimate.expect(convnet) == pytest.approx(50)
    assert estimate.expect(trained_for(point, 2)) == pytest.approx(10)


def test_the_guess_goes_both_ways(point):
    estimate = Estimate()
    estimate.learn(trained_for(point, 2, model="convnet"), 90.0)
    assert estimate.expect(trained_for(point, 2)) == pytest.approx(10)
    assert estimate.expect(trained_for(point, 2, model="new")) == pytest.approx(10)


def test_another_dataset_tells_nothing(point):
    estimate = Estimate()
    estimate.learn(point, 10.0)
    assert estimate.expect(trained_for(point, 2, dataset="mnist")) is None


def test_it_starts_from_finished_results_only(point, make_result):
    done = make_result(trained_for(point, 2), seconds={"train": 1.0, "total": 8.0})
    failed = make_result(point, status="failed", seconds={"total": 500.0})
    assert Estimate([failed]).expect(point) is None
    estimate = Estimate([done, failed])
    assert estimate.expect(trained_for(point, 3)) == pytest.approx(12)


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
    ],
)
def test_times_are_written_as_people_say_them(seconds, words):
    assert in_words(seconds) == words
