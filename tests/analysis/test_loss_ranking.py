import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import comparisons, intervals_and_tests, loss_ranking
from noiselab.analysis.evidence import Evidence


@pytest.fixture
def one_level(sweep):
    return sweep.model_copy(update={"noise": {"gaussian": (0.5,)}})


@pytest.fixture
def study_of(make_study):
    """Makes a study from the probability that each network gives the true class.

    `probability(point)` gives it for each image, shape (count,); there are two classes,
    so an image is classified correctly where it is above a half.
    """

    def make(sweep, probability):
        study = make_study(sweep, lambda point, level: probability(point) > 0.5)
        for point in sweep.points():
            path = study.folder.point(point.id).predictions
            with np.load(path) as file:
                labels = file["labels"]
            true = probability(point)[:, np.newaxis]
            probabilities = np.where(np.eye(2)[labels] == 1, true, 1 - true)
            np.savez(path, probabilities=probabilities, labels=labels)
        return study

    return make


def probabilities(count, correct, wrong):
    """Those of the true class, for a network with the first `count` images correct."""
    return np.where(first(count), correct, wrong)


def ranked(study):
    return loss_ranking.ranks(study, comparisons.between_models(study))


@pytest.mark.parametrize("counts", [(330, 390), (390, 330)])
def test_higher_accuracy_and_lower_loss_rank_alike(sweep, make_study, counts):
    right = dict(zip(sweep.models, map(first, counts), strict=True))
    study = make_study(sweep, lambda point, level: right[point.model])
    compared = comparisons.between_models(study)
    assert [comparison.level for comparison in compared] == [0, 0.5]
    assert loss_ranking.ranks(study, compared) == loss_ranking.Ranks(alike=compared)


@pytest.mark.parametrize(("accurate", "sign"), [("convnet", -1), ("mlnn", 1)])
def test_higher_accuracy_and_higher_loss_are_opposed(sweep, study_of, accurate, sign):
    better, worse = probabilities(390, 0.51, 1e-9), probabilities(330, 0.9, 0.2)
    study = study_of(sweep, lambda p: better if p.model == accurate else worse)
    compared = comparisons.between_models(study)
    ranks = loss_ranking.ranks(study, compared)
    assert ranks.alike == ranks.unknown == []
    assert [loss.comparison for loss in ranks.opposed] == compared
    differences = sign * (np.log(worse) - np.log(better))
    for loss in ranks.opposed:
        assert loss.mean == pytest.approx(differences.mean(), rel=1e-5)
        bounds = intervals_and_tests.bootstrap(differences, 0.975)  # of two comparisons
        assert loss.bounds == pytest.approx(bounds, rel=1e-5)


def test_where_accuracy_ranks_none_loss_does_not_matter(one_level, study_of):
    by_model = {
        "mlnn": probabilities(350, 0.99, 0.4),
        "convnet": probabilities(351, 0.6, 0.1),
    }
    ranks = ranked(study_of(one_level, lambda point: by_model[point.model]))
    assert ranks.alike == ranks.opposed == []
    assert [comparison.level for comparison in ranks.unknown] == [0.5]


def test_loss_that_may_be_equal_ranks_none(one_level, study_of):
    # each mistake of the convnet costs about as much loss as seven of the others
    by_model = {
        "mlnn": probabilities(330, 0.9, 0.2),
        "convnet": probabilities(390, 0.9, 2.4e-5),
    }
    study = study_of(one_level, lambda point: by_model[point.model])
    (comparison,) = comparisons.between_models(study)
    assert comparison.contrast.is_significant
    ranks = loss_ranking.ranks(study, [comparison])
    assert ranks == loss_ranking.Ranks(unknown=[comparison])


def test_loss_is_a_mean_over_the_repeats_that_both_have(one_level, study_of):
    sweep = one_level.model_copy(update={"repeats": 3})
    answers = {
        "mlnn": [probabilities(n, 0.9, 0.2) for n in (345, 346, 347)],
        "convnet": [probabilities(n, 0.51, 1e-9) for n in (380, 382, 381)],
    }
    study = study_of(sweep, lambda p: answers[p.model][p.repeat])
    lost = sweep.point("convnet", "gaussian", 0.5, 2)
    study.folder.point(lost.id).predictions.unlink()
    (opposed,) = ranked(study).opposed
    mlnn, convnet = (-np.log(answers[model][:2]) for model in ("mlnn", "convnet"))
    differences = mlnn - convnet
    assert opposed.mean == pytest.approx(differences.mean(), rel=1e-5)
    expected = intervals_and_tests.t_interval(differences.mean(axis=1))
    assert opposed.bounds == pytest.approx(expected, rel=1e-4)


def test_repeats_with_equal_losses_are_ranked_by_their_images(one_level, study_of):
    sweep = one_level.model_copy(update={"repeats": 2})
    better, worse = probabilities(390, 0.51, 1e-9), probabilities(330, 0.9, 0.2)
    study = study_of(sweep, lambda p: better if p.model == "convnet" else worse)
    (opposed,) = ranked(study).opposed
    differences = np.log(better) - np.log(worse)
    bounds = intervals_and_tests.bootstrap(differences, 0.95)
    assert opposed.bounds == pytest.approx(bounds, rel=1e-5)


def test_without_a_common_repeat_loss_ranks_none(one_level, make_study):
    sweep = one_level.model_copy(update={"repeats": 2})
    counts = {"mlnn": (330, 331), "convnet": (390, 392)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    (comparison,) = comparisons.between_models(study)
    assert loss_ranking.ranks(study, [comparison]) == loss_ranking.Ranks(
        alike=[comparison]
    )
    for model, repeat in (("mlnn", 0), ("convnet", 1)):
        point = sweep.point(model, "gaussian", 0.5, repeat)
        study.folder.point(point.id).predictions.unlink()
    remaining = Evidence(sweep, study.results, study.folder.path)
    assert loss_ranking.ranks(remaining, [comparison]) == loss_ranking.Ranks(
        unknown=[comparison]
    )


def test_where_accuracies_are_not_compared_nothing_is_said(one_level, make_study):
    study = make_study(one_level, lambda point, level: first(350))
    point = one_level.point("mlnn", "gaussian", 0.5)
    study.folder.point(point.id).predictions.unlink()
    assert ranked(study) == loss_ranking.Ranks()


def test_without_noise_loss_is_of_the_same_networks_as_accuracy(sweep, make_study):
    levels = {"gaussian": (0.0, 0.5), "uniform": (0.0, 0.5)}
    sweep = sweep.model_copy(update={"noise": levels})
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model], old=True)
    lost = sweep.point("mlnn", "gaussian", 0.0)
    study.folder.point(lost.place_id).predictions.unlink()
    compared = comparisons.between_models(study)
    assert loss_ranking.ranks(study, compared) == loss_ranking.Ranks(alike=compared)


@pytest.mark.parametrize("models", [("mlnn",), ("mlnn", "convnet")])
def test_a_repeat_with_other_test_images_is_left_out_where_it_cannot_be_paired(
    one_level, study_of, models
):
    sweep = one_level.model_copy(update={"repeats": 4})
    counts = {"mlnn": (300, 301, 302, 300), "convnet": (380, 382, 381, 383)}
    study = study_of(
        sweep, lambda p: probabilities(counts[p.model][p.repeat], 0.9, 0.2)
    )
    for model in models:
        point = sweep.point(model, "gaussian", 0.5, 3)
        path = study.folder.point(point.id).predictions
        with np.load(path) as file:
            fewer = {name: file[name][:396] for name in file}
        np.savez(path, **fewer)
    (comparison,) = comparisons.between_models(study)
    assert loss_ranking.ranks(study, [comparison]) == loss_ranking.Ranks(
        alike=[comparison]
    )
