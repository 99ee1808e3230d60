from helpers.limits import texts
from helpers.studies import first


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
        "Over the repeats and 400 test images, the 95 % confidence intervals of mean "
        "accuracies extend up to 12.7 percentage points to either side."
    ]


def test_equal_repeats_are_bounded_by_their_images(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda point, level: first(400))
    assert texts(study, "width of intervals") == [
        "Over the repeats and 400 test images, the 95 % confidence intervals of mean "
        "accuracies extend up to 1.0 percentage points to either side."
    ]
