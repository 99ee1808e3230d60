from dataclasses import replace

import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import comparisons, intervals_and_tests
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.paired import Repeats, Runs
from noiselab.store import cross_tests
from noiselab.store.cross_tests import Transfer
from noiselab.store.images_met import ImagesMet
from noiselab.study import sweep_file
from noiselab.study.condition import Condition

# 350, 360, 355 images against 380, 385, 400, of 400, the first ones in each case
REPEATED = Repeats(
    pytest.approx((-30 / 400, -25 / 400, -45 / 400)),
    400,
    pytest.approx((5 * 1 + 5 * 4 + 20 * 9 + 5 * 4 + 15) / 9),
)


def test_one_run_is_judged_by_newcombe_and_mcnemar(sweep, make_study):
    right = {"mlnn": first(300), "convnet": first(360)}
    study = make_study(sweep, lambda point, level: right[point.model])
    compared = comparisons.between_models(study)
    assert [(c.condition, c.models) for c in compared] == [
        (("gaussian", level), ("mlnn", "convnet")) for level in (0.0, 0.5)
    ]
    for comparison in compared:
        contrast = comparison.contrast
        assert contrast.paired == Runs(300, 0, 60, 40)
        assert contrast.paired.difference == -0.15
        assert contrast.paired.interval() == intervals_and_tests.newcombe(
            300, 0, 60, 40
        )
        p_value = intervals_and_tests.mcnemar(0, 60)
        assert contrast.paired.p_value == p_value
        assert contrast.p_holm == pytest.approx(2 * p_value)
        assert contrast.simultaneous == intervals_and_tests.newcombe(
            300, 0, 60, 40, 0.975
        )
        assert contrast.is_significant


def test_repeats_are_judged_for_other_trainings_and_images(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {"mlnn": (350, 360, 355), "convnet": (380, 385, 400)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    contrast = comparisons.between_models(study)[0].contrast
    differences = (-30 / 400, -25 / 400, -45 / 400)
    assert contrast.paired == REPEATED
    assert contrast.paired.interval() == pytest.approx(
        intervals_and_tests.t_interval(differences)
    )
    assert contrast.p_holm == pytest.approx(2 * intervals_and_tests.t_test(differences))


def test_a_claim_needs_the_adjusted_p_value(sweep, make_study):
    # 12 images against 2: p is 0.0129 for one comparison, but above 0.05 for six
    fields = sweep.as_file() | {"noise": {"gaussian": [0, 0.1, 0.2, 0.3, 0.4, 0.5]}}
    mlnn, convnet = first(312), np.r_[np.zeros(2, bool), first(322, 398)]
    study = make_study(
        sweep_file.check(fields),
        lambda point, level: mlnn if point.model == "mlnn" else convnet,
    )
    contrasts = [c.contrast for c in comparisons.between_models(study)]
    assert [c.family for c in contrasts] == [6] * 6
    assert {(c.paired.only_a, c.paired.only_b) for c in contrasts} == {(2, 12)}
    assert all(c.paired.interval()[1] < 0 for c in contrasts)
    assert not any(c.is_significant for c in contrasts)


def test_equal_predictions_support_no_difference(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    for comparison in comparisons.between_models(study):
        contrast = comparison.contrast
        assert (contrast.paired.difference, contrast.p_holm) == (0, 1)
        assert not contrast.is_significant


@pytest.mark.parametrize(("count", "claimed"), [(350, True), (389, False)])
def test_repeats_with_equal_differences_are_tested(sweep, make_study, count, claimed):
    sweep = sweep.model_copy(update={"repeats": 2})
    right = {"mlnn": first(count), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    for comparison in comparisons.between_models(study):
        contrast = comparison.contrast
        assert contrast.paired.over_trainings() is None
        assert contrast.family == 2
        assert contrast.is_significant is claimed


def test_a_result_missing_on_one_side_is_not_compared(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    point = sweep.point("mlnn", "gaussian", 0.5)
    study.folder.point(point.id).predictions.unlink()
    clean, noisy = (c.contrast for c in comparisons.between_models(study))
    assert noisy.paired is None
    assert clean.family == 1


def test_gains_are_against_training_without_noise(sweep, make_study):
    # trained with noise: 40 more at that noise, 20 fewer on clean images
    counts = {(0.0, 0.0): 380, (0.0, 0.5): 300, (0.5, 0.5): 340, (0.5, 0.0): 360}
    study = make_study(sweep, lambda point, level: first(counts[point.level, level]))
    gains = comparisons.by_training(study)
    assert [(gain.model, gain.condition) for gain in gains] == [
        ("mlnn", ("gaussian", 0.5)),
        ("convnet", ("gaussian", 0.5)),
    ]
    for gain in gains:
        assert gain.at_noise.paired == Runs(300, 40, 0, 60)
        assert gain.on_clean.paired == Runs(360, 0, 20, 20)
        assert gain.at_noise.family == 4


def test_without_a_clean_level_there_are_no_gains(sweep, make_study):
    noisy = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.1, 0.5]}})
    study = make_study(noisy, lambda point, level: first(350))
    assert comparisons.by_training(study) == []


def test_without_noise_all_kinds_share_a_comparison(sweep, make_study):
    fields = sweep.as_file() | {"noise": {"gaussian": [0, 0.5], "shot": [0, 0.1]}}
    right = {"mlnn": first(300), "convnet": first(360)}
    study = make_study(sweep_file.check(fields), lambda p, level: right[p.model])
    compared = comparisons.between_models(study)
    assert [c.condition for c in compared] == [
        ("gaussian", 0),
        ("gaussian", 0.5),
        ("shot", 0),
        ("shot", 0.1),
    ]
    assert compared[0].contrast is compared[2].contrast
    assert [c.contrast.family for c in compared] == [3] * 4


def test_without_noise_each_repeat_counts_under_whatever_kind_it_was_done(
    sweep, make_study
):
    kinds = {"gaussian": [0, 0.5], "uniform": [0, 0.5]}
    fields = sweep.as_file() | {"noise": kinds, "repeats": 3}
    counts = {"mlnn": (350, 360, 355), "convnet": (380, 385, 400)}
    study = make_study(
        sweep_file.check(fields),
        lambda p, level: first(counts[p.model][p.repeat]),
        old=True,
    )
    for repeat in (1, 2):  # lost under the kind that comes first
        point = study.sweep.point("mlnn", "gaussian", 0.0, repeat)
        study.folder.point(point.place_id).predictions.unlink()
    clean = [c.contrast for c in comparisons.between_models(study) if c.level == 0]
    assert [c.paired for c in clean] == [REPEATED] * 2


def unlike(study, chosen, **changes):
    """Give the same study, in which chosen points recorded something else."""
    results = [
        result.model_copy(update=changes) if chosen(result.point) else result
        for result in study.results
    ]
    return Evidence(study.sweep, results, study.folder.path)


@pytest.mark.parametrize(
    "changes", [{"snr_db": 12.6}, {"snr_db": None}, {"fingerprint": {"data": "e"}}]
)
def test_networks_that_met_other_images_are_not_compared(sweep, make_study, changes):
    right = {"mlnn": first(300), "convnet": first(360)}
    study = make_study(sweep, lambda point, level: right[point.model])
    study = unlike(study, lambda p: p.model == "mlnn" and p.level, **changes)
    clean, noisy = (c.contrast for c in comparisons.between_models(study))
    assert (noisy.paired, noisy.p_holm, noisy.is_significant) == (None, None, False)
    assert noisy.unlike == (0,)
    assert (clean.family, clean.unlike) == (1, ())
    assert clean.is_significant


def test_only_the_repeats_on_other_images_are_left_out(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda p, level: first({"mlnn": 300}.get(p.model, 360)))
    study = unlike(study, lambda p: p.model == "mlnn" and p.repeat == 1, snr_db=0.0)
    for comparison in comparisons.between_models(study):
        assert comparison.contrast.paired.repeats == 2
        assert comparison.contrast.unlike == (1,)


def test_a_test_on_images_drawn_anew_is_compared_with_none_at_that_level(
    sweep, make_study
):
    counts = {(0.0, 0.0): 380, (0.0, 0.5): 300, (0.5, 0.5): 340, (0.5, 0.0): 360}
    study = make_study(sweep, lambda point, level: first(counts[point.level, level]))
    result = next(
        r for r in study.results if r.point == sweep.point("mlnn", "gaussian", 0.0)
    )
    folder = study.folder.point(result.point.id)
    stored, noisy = cross_tests.read(folder, result).tests, Condition("gaussian", 0.5)
    for snr_db, is_known in ((12.5, True), (12.6, False), (np.inf, False)):
        drawn = replace(stored[noisy], images=ImagesMet("d", snr_db))
        tests = Transfer({**stored, noisy: drawn})
        cross_tests.write(folder, result, tests)
        read = cross_tests.read(folder, result).tests[noisy]
        assert read.images == drawn.images
        again = Evidence(sweep, study.results, study.folder.path)
        mlnn, convnet = comparisons.by_training(again)
        assert (mlnn.at_noise.paired is not None) is is_known
        assert mlnn.at_noise.unlike == (() if is_known else (0,))
        assert None not in (mlnn.on_clean.paired, convnet.at_noise.paired)
