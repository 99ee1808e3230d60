from helpers.limits import named, texts
from helpers.studies import first

NOISY = ("gaussian", 0.5)


def test_the_width_is_that_to_the_farther_side_for_single_runs(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(400))
    assert texts(study, "width of intervals") == [
        "With 400 test images, the 95 % confidence intervals of accuracies extend "
        "up to 1.0 percentage points to either side."
    ]


def test_the_width_is_that_to_the_farther_side_for_means(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda p, level: first((390, 398)[p.repeat]))
    # 0.985 and t(0.975, 1) times 0.01: 0.8579 to 1
    assert texts(study, "width of intervals") == [
        "Over the repeats, the 95 % confidence intervals of mean accuracies extend "
        "up to 12.7 percentage points to either side."
    ]


def test_equal_repeats_give_no_interval(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(
        sweep,
        lambda p, level: first(300 if level else 350 + p.repeat + (p.model == "mlnn")),
    )
    assert named(study, "no interval") == [
        (("mlnn",), (NOISY,)),
        (("convnet",), (NOISY,)),
    ]
    assert texts(study, "no interval")[0] == (
        "The accuracy of MLNN with gaussian noise of 0.5 has no confidence "
        "interval: it is the same in all repeats."
    )
