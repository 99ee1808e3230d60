from helpers.studies import first

CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)


def repeated(sweep, make_study, **counts):
    """A study whose repeats have so many of 400 images right; chance is 300."""
    sweep = sweep.model_copy(update={"repeats": len(counts["mlnn"])})
    return make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))


def test_repeats_of_which_some_have_learnt_nothing_are_named(
    sweep, make_study, statements
):
    study = repeated(
        sweep, make_study, mlnn=(400, 300, 400, 398, 300), convnet=(390,) * 5
    )
    clean, noisy = statements(study, "repeats disagree")
    assert (clean.models, clean.conditions) == (("mlnn",), (CLEAN,))
    assert noisy.conditions == (NOISY,)
    assert clean.text == (
        "The repeats of MLNN, trained and tested without noise, disagree: 3 of 5 reach "
        "an accuracy of 0.99 to 1.00, but 2 (repeats 1 and 4) cannot be shown to do "
        "better than always predicting class 0; their mean, 0.90, is like none."
    )


def test_a_mean_that_is_like_some_repeat_is_not_called_otherwise(
    sweep, make_study, statements
):
    study = repeated(sweep, make_study, mlnn=(400, 350, 300), convnet=(390,) * 3)
    split, _ = statements(study, "repeats disagree")
    assert split.text.endswith(
        "but 1 (repeat 2) cannot be shown to do better than always predicting class 0."
    )


def test_repeats_below_chance_are_called_so(sweep, make_study, statements):
    study = repeated(
        sweep, make_study, mlnn=(400, 300, 200, 200, 300), convnet=(390,) * 5
    )
    split, _ = statements(study, "repeats disagree")
    assert split.text.endswith(
        "disagree: 1 of 5 reach an accuracy of 1.00, but 2 (repeats 1 and 4) cannot be "
        "shown to do better than always predicting class 0 and 2 (repeats 2 and 3) "
        "classify fewer test images correctly than that; their mean, 0.70, is like none."
    )


def test_a_single_repeat_below_chance_is_called_so(sweep, make_study, statements):
    study = repeated(sweep, make_study, mlnn=(400, 200), convnet=(390,) * 2)
    split, _ = statements(study, "repeats disagree")
    assert split.text.endswith(
        "but 1 (repeat 1) classifies fewer test images correctly than always "
        "predicting class 0; their mean, 0.75, is like none."
    )


def test_repeats_that_may_be_equal_do_not_disagree(sweep, make_study, claims):
    # 0.78 is above chance by no more than 0.76 is not
    study = repeated(sweep, make_study, mlnn=(320, 304), convnet=(390, 390))
    assert claims(study, "repeats disagree") == []


def test_a_mean_at_chance_says_nothing_where_repeats_disagree(
    sweep, make_study, claims
):
    study = repeated(
        sweep, make_study, mlnn=(340, 280, 280, 280), convnet=(390, 390, 390, 390)
    )
    assert claims(study, "repeats disagree", "at chance", "below chance") == [
        ("repeats disagree", ("mlnn",), (CLEAN,)),
        ("repeats disagree", ("mlnn",), (NOISY,)),
    ]


def test_below_chance_needs_the_repeats_to_agree(sweep, make_study, claims):
    # a mean of 0.625 with 400 images, but trainings vary from 0.5 to 0.75
    study = repeated(sweep, make_study, mlnn=(200, 300), convnet=(200, 201))
    assert claims(study, "at chance", "below chance") == [
        ("at chance", ("mlnn",), (CLEAN, NOISY)),
        ("below chance", ("convnet",), (CLEAN, NOISY)),
    ]
