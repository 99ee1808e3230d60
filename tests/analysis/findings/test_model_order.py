import pytest
from helpers.studies import first

from noiselab.analysis import intervals_and_tests, scopes
from noiselab.study import sweep_file

TOPICS = ("better model", "no better model")
CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)
FEWER, MORE = first(330), first(390)


@pytest.mark.parametrize(
    ("right", "models"),
    [
        ({"mlnn": FEWER, "convnet": MORE}, ("convnet", "mlnn")),
        ({"mlnn": MORE, "convnet": FEWER}, ("mlnn", "convnet")),
    ],
)
def test_the_model_with_more_correct_images_is_better(
    sweep, make_study, claims, right, models
):
    study = make_study(sweep, lambda point, level: right[point.model])
    assert claims(study, *TOPICS) == [("better model", models, (CLEAN, NOISY))]


def test_each_condition_is_judged_by_itself(sweep, make_study, claims):
    counts = {
        ("mlnn", 0.0): 330,
        ("convnet", 0.0): 390,
        ("mlnn", 0.5): 390,
        ("convnet", 0.5): 330,
    }
    study = make_study(sweep, lambda point, level: first(counts[point.model, level]))
    assert claims(study, *TOPICS) == [
        ("better model", ("convnet", "mlnn"), (CLEAN,)),
        ("better model", ("mlnn", "convnet"), (NOISY,)),
    ]


def test_equal_models_are_not_ranked(sweep, make_study, claims):
    study = make_study(sweep, lambda point, level: first(350))
    assert claims(study, *TOPICS) == [
        ("no better model", ("mlnn", "convnet"), (CLEAN, NOISY))
    ]


def test_repeats_are_judged_by_their_averages(sweep, make_study, claims):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    assert claims(study, *TOPICS) == [
        ("better model", ("convnet", "mlnn"), (CLEAN, NOISY))
    ]


@pytest.mark.parametrize("repeats", [2, 3])
def test_equal_repeats_are_judged_by_their_images(sweep, make_study, claims, repeats):
    sweep = sweep.model_copy(update={"repeats": repeats})
    right = {"mlnn": first(350), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    assert claims(study, *TOPICS) == [
        ("better model", ("convnet", "mlnn"), (CLEAN, NOISY))
    ]


def test_what_cannot_be_tested_is_left_to_the_limits(sweep, make_study, claims):
    study = make_study(sweep, lambda point, level: first(350))
    for level in (0.0, 0.5):
        point = study.sweep.point("mlnn", "gaussian", level)
        study.folder.point(point.id).predictions.unlink()
    assert claims(study, *TOPICS) == []


def test_what_holds_without_noise_is_said_once(sweep, make_study, claims):
    fields = sweep.as_file() | {"noise": {"gaussian": [0, 0.5], "shot": [0, 0.1]}}
    right = {"mlnn": FEWER, "convnet": MORE}
    study = make_study(sweep_file.check(fields), lambda p, level: right[p.model])
    assert claims(study, *TOPICS) == [
        ("better model", ("convnet", "mlnn"), (CLEAN, NOISY, ("shot", 0.1)))
    ]


class TestWording:
    def test_of_two_trained_networks(self, sweep, make_study, statements):
        right = {"mlnn": FEWER, "convnet": MORE}
        study = make_study(sweep, lambda point, level: right[point.model])
        low, high = intervals_and_tests.newcombe(330, 60, 0, 10, 0.975)
        bounds = f"({100 * low:.1f} to {100 * high:.1f})"
        (better,) = statements(study, *TOPICS)
        assert better.text == (
            "Of these two trained networks, ConvNet classifies more test images "
            f"correctly than MLNN without noise, by 15.0 percentage points {bounds}; "
            f"and with Gaussian noise of 0.5, by 15.0 {bounds}."
        )

    def test_of_repeats(self, sweep, make_study, statements):
        sweep = sweep.model_copy(update={"repeats": 3, "noise": {"gaussian": (0.5,)}})
        counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
        study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
        squares = 48 + 2 / 9 + 8 / 9  # two images differ in one repeat, two in two
        low, high = scopes.images_interval(0.125, squares, 400)
        (better,) = statements(study, *TOPICS)
        assert better.text == (
            "On average over trainings and test images like these, ConvNet classifies "
            "more test images correctly than MLNN with Gaussian noise of 0.5, by 12.5 "
            f"percentage points ({100 * low:.1f} to {100 * high:.1f})."
        )

    def test_of_many_conditions_the_range(self, sweep, make_study, statements):
        levels = [n / 10 for n in range(8)]
        sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
        study = make_study(
            sweep,
            lambda p, level: first(
                390 if p.model == "convnet" else 330 - round(100 * level)
            ),
        )
        confidence = intervals_and_tests.bonferroni(8)
        low, _ = intervals_and_tests.newcombe(330, 60, 0, 10, confidence)
        _, high = intervals_and_tests.newcombe(260, 130, 0, 10, confidence)
        (better,) = statements(study, *TOPICS)
        assert better.text == (
            "Of these two trained networks, ConvNet classifies more test images "
            "correctly than MLNN without noise and with Gaussian noise of 0.1, 0.2, "
            "0.3, 0.4, 0.5, 0.6 and 0.7, by 15.0 to 32.5 percentage points as measured, "
            f"with bounds that range from {100 * low:.1f} to {100 * high:.1f} overall; "
            "the table below lists each."
        )

    def test_of_single_runs_without_a_difference(self, sweep, make_study, statements):
        study = make_study(sweep, lambda point, level: first(350))
        (undecided,) = statements(study, *TOPICS)
        assert undecided.text == (
            "It is not clear whether MLNN or ConvNet is better without noise and with "
            "Gaussian noise of 0.5: their difference is not significant on the 400 test "
            "images."
        )

    def test_of_repeats_without_a_difference(self, sweep, make_study, statements):
        sweep = sweep.model_copy(update={"repeats": 3, "noise": {"gaussian": (0.5,)}})
        counts = {"mlnn": (300, 340, 380), "convnet": (380, 340, 310)}
        study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
        (undecided,) = statements(study, *TOPICS)
        assert undecided.text == (
            "It is not clear whether MLNN or ConvNet is better with Gaussian noise of "
            "0.5: their difference is not significant on average over trainings and "
            "test images like these."
        )

    def test_of_many_conditions_without_a_difference(
        self, sweep, make_study, statements
    ):
        levels = [n / 10 for n in range(7)]
        sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
        study = make_study(sweep, lambda point, level: first(350))
        (undecided,) = statements(study, *TOPICS)
        assert undecided.text == (
            "It is not clear whether MLNN or ConvNet is better in 7 of 7 cases: their "
            "difference is not significant on the 400 test images."
        )
