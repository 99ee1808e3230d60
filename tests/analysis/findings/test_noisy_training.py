import pytest
from helpers.studies import first

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence

TOPICS = (
    "gain at noise",
    "drop at noise",
    "gain on clean images",
    "drop on clean images",
    "gain up to chance",
    "no gain or drop",
)
NOISY = ("gaussian", 0.5)
# correct images by the level trained at and the level tested at
CHANGES = {(0.0, 0.0): 400, (0.0, 0.5): 310, (0.5, 0.5): 370, (0.5, 0.0): 360}
REVERSED = {(0.0, 0.0): 350, (0.0, 0.5): 370, (0.5, 0.5): 310, (0.5, 0.0): 390}


@pytest.fixture
def study_of(sweep, make_study):
    """Makes a study in which only the MLNN changes by training with noise."""
    return lambda counts: make_study(
        sweep,
        lambda p, level: first(
            counts[p.level, level] if p.model == "mlnn" else counts[0.0, level]
        ),
    )


def test_training_with_noise_gains_there_and_costs_on_clean_images(study_of, claims):
    assert claims(study_of(CHANGES), *TOPICS) == [
        ("gain at noise", ("mlnn",), (NOISY,)),
        ("drop on clean images", ("mlnn",), (NOISY,)),
        ("no gain or drop", (), ()),
    ]


def test_training_with_noise_may_do_the_opposite(study_of, claims):
    assert claims(study_of(REVERSED), *TOPICS) == [
        ("drop at noise", ("mlnn",), (NOISY,)),
        ("gain on clean images", ("mlnn",), (NOISY,)),
        ("no gain or drop", (), ()),
    ]


@pytest.mark.parametrize(("count", "up_to_chance"), [(340, False), (314, True)])
def test_a_gain_that_only_reaches_chance_is_named(
    study_of, claims, count, up_to_chance
):
    # chance is 300 of 400
    study = study_of(CHANGES | {(0.0, 0.5): 200, (0.5, 0.5): count})
    statement = ("gain up to chance", ("mlnn",), (NOISY,))
    assert claims(study, "gain up to chance") == [statement] * up_to_chance


def lacking(study, *repeats):
    """The same study without some repeats of the networks trained without noise."""
    results = [
        result
        for result in study.results
        if result.point.level or result.point.repeat not in repeats
    ]
    return Evidence(study.sweep, results, study.folder.path)


@pytest.mark.parametrize(
    ("counts", "without", "up_to_chance"),
    [
        # the gain is that of the first repeat, which is far above chance
        ((390, 200, 200), (1, 2), False),
        ((314, 390, 390), (1, 2), True),
        # of two repeats of which one has learnt, the mean is like none
        ((390, 200, 200), (2,), False),
        ((314, 314, 390), (2,), True),
    ],
)
def test_a_gain_is_held_against_chance_in_its_own_repeats(
    sweep, make_study, claims, counts, without, up_to_chance
):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(
        sweep,
        lambda p, level: first(counts[p.repeat] if p.level and level else 20),
    )
    study = lacking(study, *without)
    assert len(claims(study, "gain up to chance")) == 2 * up_to_chance


def test_repeats_are_judged_by_their_averages(sweep, make_study, claims):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(
        sweep,
        lambda p, level: first(CHANGES[p.level, level] - p.repeat * (p.level > 0)),
    )
    assert claims(study, *TOPICS) == [
        (topic, (model,), (NOISY,))
        for model in ("mlnn", "convnet")
        for topic in ("gain at noise", "drop on clean images")
    ]


class TestWording:
    def test_of_gain_and_drop(self, study_of, statements):
        gain, drop, undecided = statements(study_of(CHANGES), *TOPICS)
        confidence = intervals_and_tests.bonferroni(4)
        low, high = intervals_and_tests.newcombe(310, 60, 0, 30, confidence)
        assert gain.text == (
            "Of these trained networks, on images with the same noise, MLNN trained with "
            "Gaussian noise of 0.5 classifies more correctly than MLNN trained without "
            "noise, by 15.0 percentage points "
            f"({100 * low:.1f} to {100 * high:.1f})."
        )
        low, high = intervals_and_tests.newcombe(360, 40, 0, 0, confidence)
        assert drop.text == (
            "Of these trained networks, on images without noise, MLNN trained with "
            "Gaussian noise of 0.5 classifies fewer correctly than MLNN trained without "
            "noise, by 10.0 percentage points "
            f"({100 * low:.1f} to {100 * high:.1f})."
        )
        assert undecided.text == (
            "In 2 of 4 cases, neither a gain nor a drop in accuracy from training with "
            "noise can be shown; the table below lists them."
        )

    def test_of_the_opposite(self, study_of, statements):
        drop, gain, _ = statements(study_of(REVERSED), *TOPICS)
        assert (
            " noise, MLNN trained with Gaussian noise of 0.5 classifies fewer"
            in drop.text
        )
        assert (
            " noise, MLNN trained with Gaussian noise of 0.5 classifies more"
            in gain.text
        )

    def test_of_repeats(self, sweep, make_study, statements):
        sweep = sweep.model_copy(update={"repeats": 3})
        study = make_study(
            sweep,
            lambda p, level: first(CHANGES[p.level, level] - p.repeat * (p.level > 0)),
        )
        gain, *_ = statements(study, "gain at noise")
        assert gain.text.startswith(
            "On average over trainings and test images like these, on images with the "
            "same noise, MLNN trained with Gaussian noise of 0.5 "
        )

    def test_of_a_gain_up_to_chance(self, study_of, statements):
        study = study_of(CHANGES | {(0.0, 0.5): 200, (0.5, 0.5): 314})
        (up_to_chance,) = statements(study, "gain up to chance")
        assert up_to_chance.text == (
            "Even with that gain, MLNN with Gaussian noise of 0.5 cannot be shown to do "
            "better than always predicting one class."
        )
