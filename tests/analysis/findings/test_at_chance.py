from helpers.studies import first

CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)


# chance is 300 of 400
def test_accuracy_at_chance_is_named_for_each_model(sweep, make_study, claims):
    study = make_study(sweep, lambda p, level: first(300 if level else 390))
    assert claims(study, "at chance", "below chance") == [
        ("at chance", ("mlnn",), (NOISY,)),
        ("at chance", ("convnet",), (NOISY,)),
    ]


def test_below_chance_is_not_called_chance(sweep, make_study, claims):
    counts = {("mlnn", 0.0): 100, ("mlnn", 0.5): 300}
    study = make_study(sweep, lambda p, level: first(counts.get((p.model, level), 390)))
    assert claims(study, "at chance", "below chance") == [
        ("at chance", ("mlnn",), (NOISY,)),
        ("below chance", ("mlnn",), (CLEAN,)),
    ]


def test_the_wording(sweep, make_study, statements):
    counts = {("mlnn", 0.0): 100, ("mlnn", 0.5): 300}
    study = make_study(sweep, lambda p, level: first(counts.get((p.model, level), 390)))
    within, below = statements(study, "at chance", "below chance")
    assert within.text == (
        "MLNN, trained and tested with gaussian noise of 0.5, cannot be distinguished "
        "from always predicting class 0, to which 75.00% of the test images belong."
    )
    assert below.text == (
        "MLNN, trained and tested without noise, classifies fewer test images "
        "correctly than always predicting class 0, to which 75.00% of the test images "
        "belong."
    )
