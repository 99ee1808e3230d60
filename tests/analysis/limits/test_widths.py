import pytest
from helpers.limits import texts
from helpers.studies import first

from noiselab.analysis.csv_tables import means
from noiselab.analysis.evidence import Evidence


def test_the_width_is_that_to_the_farther_side_for_single_runs(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(400))
    assert texts(study, "width of intervals") == [
        "With 400 test images, the 95 % confidence intervals of accuracies in the "
        "tables extend up to 1.0 percentage points to either side."
    ]


def test_the_width_is_that_to_the_farther_side_for_means(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda p, level: first((390, 398)[p.repeat]))
    # 0.985 and t(0.975, 1) times 0.01: 0.8579 to 1
    assert texts(study, "width of intervals") == [
        "Over the repeats and 400 test images, the 95 % confidence intervals of mean "
        "accuracies in the tables extend up to 12.7 percentage points to either side."
    ]


def test_equal_repeats_are_bounded_by_their_images(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda point, level: first(400))
    assert texts(study, "width of intervals") == [
        "Over the repeats and 400 test images, the 95 % confidence intervals of mean "
        "accuracies in the tables extend up to 1.0 percentage points to either side."
    ]


def widest(study):
    """How far the widest interval of an accuracy in `means.csv` extends."""
    return max(
        max(row["high"] - row["mean"], row["mean"] - row["low"])
        for row in means.rows(study)
        if row["measure"] == "val_accuracy"
    )


def test_networks_tested_at_other_levels_are_covered(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(396 if level == p.level else 200))
    assert widest(study) == pytest.approx(0.0487, abs=1e-4)
    (text,) = texts(study, "width of intervals")
    assert "extend up to 4.9 percentage points" in text


@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.parametrize("early", [0.0, 0.5])
def test_accuracies_after_fewer_epochs_are_covered(sweep, make_study, repeats, early):
    report = sweep.report.model_copy(update={"after_epochs": 1})
    sweep = sweep.model_copy(update={"report": report, "repeats": repeats})
    study = make_study(sweep, lambda p, level: first(396))
    results = [
        result.model_copy(
            update={
                "history": result.history.model_copy(
                    update={"val_accuracy": [early + 0.1 * result.point.repeat, 0.99]}
                )
            }
        )
        for result in study.results
    ]
    study = Evidence(sweep, results, study.folder.path)
    (text,) = texts(study, "width of intervals")
    assert f"extend up to {100 * widest(study):.1f} percentage points" in text


def test_an_epoch_that_was_not_validated_has_no_interval(sweep, make_study):
    report = sweep.report.model_copy(update={"after_epochs": 1})
    sweep = sweep.model_copy(update={"report": report})
    study = make_study(sweep, lambda p, level: first(400))
    for result in study.results:
        result.history.val_accuracy[0] = None
    (text,) = texts(study, "width of intervals")
    assert "extend up to 1.0 percentage points" in text


def test_test_sets_of_several_sizes_are_named(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(150, of=150 if p.level else 200))
    (text,) = texts(study, "width of intervals")
    assert text.startswith("With 150 to 200 test images, ")
