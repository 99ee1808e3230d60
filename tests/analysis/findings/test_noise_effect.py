"""What noise does to each model, first accuracy, then loss."""

import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import intervals_and_tests
from noiselab.study import sweep_file

TOPICS = ("accuracy falls", "accuracy rises", "loss rises", "loss falls", "no fall")
NOISY = ("gaussian", 0.5)


@pytest.fixture
def levels(sweep, make_study):
    """Makes a study of MLNN from how many of 400 images it has right at each level."""

    def levels(counts, **changes):
        fields = {"models": ["mlnn"], "noise": {"gaussian": [*counts]}} | changes
        asked = sweep_file.check(
            {k: v for k, v in sweep.as_file().items() if k != "convnet"} | fields
        )
        return make_study(asked, lambda p, level: first(counts[p.level]))

    return levels


def test_a_fall_is_told_with_its_figures(levels, statements):
    fall, loss = statements(levels({0: 390, 0.5: 240}), *TOPICS)
    low, high = intervals_and_tests.newcombe(240, 150, 0, 10)
    assert fall.text == (
        "Of these trained networks, the validation accuracy of MLNN falls from 0.975 "
        "without noise to 0.600 with Gaussian noise of 0.5, by 37.5 percentage points "
        f"({100 * low:.1f} to {100 * high:.1f})."
    )
    assert (fall.topic, fall.models, fall.conditions) == (
        "accuracy falls",
        ("mlnn",),
        (NOISY,),
    )
    before, after = (
        -(n * np.log(0.9) + (400 - n) * np.log(0.2)) / 400 for n in (390, 240)
    )
    assert loss.topic == "loss rises"
    assert loss.text.startswith(
        "Of these trained networks, on these test images, the mean validation loss of "
        f"MLNN rises from {before:.3f} without noise to {after:.3f} with Gaussian noise "
        f"of 0.5, by {after - before:.3f} ("
    )
    assert loss.without_scope.startswith("The mean validation loss of MLNN rises")


@pytest.mark.parametrize(
    ("counts", "where"),
    [
        ((390, 389, 360, 300), "at 0.2 and every level above"),
        ((390, 350, 340, 300), "at every level, from 0.1 on"),
        ((390, 389, 388, 300), "only at 0.3"),
        ((390, 300, 388, 290), "at 0.1 and 0.3"),
    ],
)
def test_it_says_from_which_level_on(levels, statements, counts, where):
    study = levels(dict(zip((0, 0.1, 0.2, 0.3), counts, strict=True)))
    (fall,) = statements(study, "accuracy falls")
    assert fall.text.endswith(f"; a fall is clear {where}.")


def test_the_strongest_clear_fall_is_told_where_the_strongest_level_is_open(
    levels, statements
):
    fall, _, undecided = statements(levels({0: 390, 0.1: 300, 0.2: 389}), *TOPICS)
    assert "to 0.750 with Gaussian noise of 0.1, by 22.5 " in fall.text
    assert fall.text.endswith("a fall is clear only at 0.1.")
    assert undecided.text == (
        "Whether noise changes validation accuracy cannot be said for MLNN with "
        "Gaussian noise of 0.2."
    )


def test_a_rise_is_called_so(levels, statements):
    rise, loss = statements(levels({0: 300, 0.5: 380}), *TOPICS)
    assert (rise.topic, loss.topic) == ("accuracy rises", "loss falls")
    assert "the validation accuracy of MLNN rises from 0.750 without" in rise.text
    assert "by 20.0 percentage points (1" in rise.text
    assert "loss of MLNN falls from" in loss.text


def test_where_all_levels_are_open_nothing_is_claimed(levels, statements):
    (undecided,) = statements(levels({0: 390, 0.1: 389, 0.2: 388}), *TOPICS)
    assert undecided.conditions == (("gaussian", 0.1), ("gaussian", 0.2))


def test_of_many_open_cases_the_number(levels, statements):
    counts = {n / 10: 390 - n for n in range(8)}
    (undecided,) = statements(levels(counts), *TOPICS)
    assert undecided.text == (
        "Whether noise changes validation accuracy cannot be said in 7 of 7 cases; "
        "falls.csv lists each."
    )


def test_of_repeats_it_is_an_average(sweep, make_study, statements):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(
        sweep, lambda p, level: first((340 if level else 390) + p.repeat)
    )
    fall, *_ = statements(study, "accuracy falls")
    assert fall.text.startswith(
        "On average over trainings and test images like these, the validation accuracy "
        "of MLNN falls from 0.978 without noise to 0.853 with Gaussian noise of 0.5"
    )


def test_many_cases_are_summed_up_first(sweep, make_study, statements):
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1], "uniform": [0, 0.2]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise})
    counts = {"gaussian": 200, "shot": 350, "uniform": 300}
    study = make_study(
        sweep,
        lambda p, level: first(
            counts[p.noise] + 5 * (p.model == "convnet") if level else 390
        ),
    )
    short, *rest = statements(study, "falls in short", *TOPICS)
    assert short.text == (
        "Of these trained networks, noise clearly lowers validation accuracy in 6 of 6 "
        "cases (a model with a kind of noise each); at the highest level where it does, "
        "the greatest fall is that of MLNN with Gaussian noise of 0.5, from 0.975 to "
        "0.500, the least that of ConvNet with shot noise of 0.1, from 0.975 to 0.887."
    )
    assert [s.topic for s in rest] == ["accuracy falls"] * 6 + ["loss rises"] * 6
