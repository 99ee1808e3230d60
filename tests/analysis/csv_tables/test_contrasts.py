from helpers.studies import first

from noiselab.analysis import comparisons
from noiselab.analysis.csv_tables import contrasts


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
