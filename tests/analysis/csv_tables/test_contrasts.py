import pytest
from helpers.studies import first

from noiselab.analysis import comparisons, intervals_and_tests
from noiselab.analysis.csv_tables import contrasts


def rows_of_comparisons(study):
    compared = comparisons.between_models(study)
    return compared, list(contrasts.of_comparisons(study, compared))


def test_a_comparison_that_is_unknown_keeps_its_row(sweep, make_study):
    right = {"mlnn": first(300), "convnet": first(360)}
    study = make_study(sweep, lambda point, level: right[point.model])
    study.folder.point(sweep.point("mlnn", "gaussian", 0.5).id).predictions.unlink()
    _, (clean, noisy) = rows_of_comparisons(study)
    assert {*clean} == {*contrasts.OF_COMPARISONS}
    assert clean["difference"] == -0.15
    bounds = intervals_and_tests.newcombe(300, 0, 60, 40)
    assert (clean["low"], clean["high"]) == bounds
    assert clean["low_trainings"] is clean["high_trainings"] is None
    assert clean["method"] == (
        "one run: Newcombe's paired interval, McNemar's exact test"
    )
    assert list(noisy.values()) == ["gaussian", 0.5, "mlnn", "convnet"]


def test_with_repeats_a_comparison_has_both_scopes(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    counts = {"mlnn": (350, 350), "convnet": (380, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    compared, (row, _) = rows_of_comparisons(study)
    paired = compared[0].contrast.paired
    assert (row["low_trainings"], row["high_trainings"]) == paired.over_trainings()
    assert (row["low"], row["high"]) == paired.interval()
    assert row["low"] < row["low_trainings"] < row["high_trainings"] < row["high"]


@pytest.mark.parametrize(
    ("mlnn", "agrees"), [(first(300), True), (first(359), None)], ids=["far", "near"]
)
def test_loss_stands_beside_a_claimed_difference(sweep, make_study, mlnn, agrees):
    right = {"mlnn": mlnn, "convnet": first(360)}
    study = make_study(sweep, lambda point, level: right[point.model])
    _, (row, _) = rows_of_comparisons(study)
    assert row.get("loss_agrees") is agrees
    assert row["claimed"] == ("loss_difference" in row)
    if agrees:
        low, high = row["loss_simultaneous_low"], row["loss_simultaneous_high"]
        assert 0 < low < row["loss_difference"] < high


def test_each_gain_has_two_rows_with_its_bounds_and_whether_it_is_claimed(
    sweep, make_study
):
    counts = {(0.0, 0.0): 380, (0.0, 0.5): 300, (0.5, 0.5): 340, (0.5, 0.0): 379}
    study = make_study(sweep, lambda point, level: first(counts[point.level, level]))
    gains = comparisons.by_training(study)
    rows = list(contrasts.of_gains(gains))
    assert [(row["model"], row["test_level"], row["claimed"]) for row in rows] == [
        ("mlnn", 0.5, True),
        ("mlnn", 0.0, False),
        ("convnet", 0.5, True),
        ("convnet", 0.0, False),
    ]
    contrast = gains[0].at_noise
    assert rows[0]["difference"] == 0.1
    assert (rows[0]["low"], rows[0]["high"]) == contrast.paired.interval()
    bounds = rows[0]["simultaneous_low"], rows[0]["simultaneous_high"]
    assert bounds == contrast.simultaneous
    assert rows[0]["p_holm"] == contrast.p_holm
    assert {*rows[0]} == {*contrasts.OF_GAINS}


def test_an_unknown_gain_keeps_its_row(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300))
    for model in sweep.models:
        study.folder.point(sweep.point(model, "gaussian", 0.5).id).transfer.unlink()
    rows = list(contrasts.of_gains(comparisons.by_training(study)))
    assert [len(row) for row in rows] == [4] * 4
