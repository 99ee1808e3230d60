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

    `sure(point)` gives it for each image, shape (count,); there are two classes, so an
    image is right where it is more than a half.
    """

    def make(sweep, sure):
        study = make_study(sweep, lambda point, level: sure(point) > 0.5)
        for point in sweep.points():
            path = study._folder.point(point.id).predictions
            with np.load(path) as file:
                labels = file["labels"]
            true = sure(point)[:, np.newaxis]
            probabilities = np.where(np.eye(2)[labels] == 1, true, 1 - true)
            np.savez(path, probabilities=probabilities, labels=labels)
        return study

    return make


def sure(right, yes, no):
    """What a network is sure of that has the first so many images right."""
    return np.where(first(right), yes, no)


def ranked(study):
    return loss_ranking.ranks(study, comparisons.between_models(study))


@pytest.mark.parametrize("counts", [(330, 390), (390, 330)])
def test_more_images_and_less_loss_rank_alike(sweep, make_study, counts):
    right = dict(zip(sweep.models, map(first, counts), strict=True))
    study = make_study(sweep, lambda point, level: right[point.model])
    compared = comparisons.between_models(study)
    assert [one.level for one in compared] == [0, 0.5]
    assert loss_ranking.ranks(study, compared) == loss_ranking.Ranks(alike=compared)


@pytest.mark.parametrize(("accurate", "sign"), [("convnet", -1), ("mlnn", 1)])
def test_more_images_and_more_loss_are_opposed(sweep, study_of, accurate, sign):
    better, worse = sure(390, 0.51, 1e-9), sure(330, 0.9, 0.2)
    study = study_of(sweep, lambda p: better if p.model == accurate else worse)
    compared = comparisons.between_models(study)
    found = loss_ranking.ranks(study, compared)
    assert found.alike == found.unknown == []
    assert [one.comparison for one in found.opposed] == compared
    each = sign * (np.log(worse) - np.log(better))
    for one in found.opposed:
        assert one.mean == pytest.approx(each.mean(), rel=1e-5)
        bounds = intervals_and_tests.bootstrap(each, 0.975)  # of two comparisons
        assert one.bounds == pytest.approx(bounds, rel=1e-5)


def test_where_accuracy_ranks_none_loss_may_say_what_it_will(one_level, study_of):
    by_model = {"mlnn": sure(350, 0.99, 0.4), "convnet": sure(351, 0.6, 0.1)}
    found = ranked(study_of(one_level, lambda point: by_model[point.model]))
    assert found.alike == found.opposed == []
    assert [one.level for one in found.unknown] == [0.5]


def test_loss_that_may_be_equal_ranks_none(one_level, study_of):
    # of the convnet's mistakes each is about as dear as seven of the others
    by_model = {"mlnn": sure(330, 0.9, 0.2), "convnet": sure(390, 0.9, 2.4e-5)}
    study = study_of(one_level, lambda point: by_model[point.model])
    (comparison,) = comparisons.between_models(study)
    assert comparison.contrast.is_carried
    found = loss_ranking.ranks(study, [comparison])
    assert found == loss_ranking.Ranks(unknown=[comparison])


def test_loss_is_a_mean_over_the_repeats_that_both_have(one_level, study_of):
    sweep = one_level.model_copy(update={"repeats": 3})
    answers = {
        "mlnn": [sure(n, 0.9, 0.2) for n in (300, 301, 302)],
        "convnet": [sure(n, 0.51, 1e-9) for n in (380, 382, 381)],
    }
    study = study_of(sweep, lambda p: answers[p.model][p.repeat])
    lost = sweep.point("convnet", "gaussian", 0.5, 2)
    study._folder.point(lost.id).predictions.unlink()
    (opposed,) = ranked(study).opposed
    mlnn, convnet = (-np.log(answers[model][:2]) for model in ("mlnn", "convnet"))
    each = mlnn - convnet
    assert opposed.mean == pytest.approx(each.mean(), rel=1e-5)
    expected = intervals_and_tests.t_interval(each.mean(axis=1))
    assert opposed.bounds == pytest.approx(expected, rel=1e-4)


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
        study._folder.point(point.id).predictions.unlink()
    left = Evidence(sweep, study.results, study._folder.path)
    assert loss_ranking.ranks(left, [comparison]) == loss_ranking.Ranks(
        unknown=[comparison]
    )


def test_where_accuracies_are_not_compared_nothing_is_said(one_level, make_study):
    study = make_study(one_level, lambda point, level: first(350))
    point = one_level.point("mlnn", "gaussian", 0.5)
    study._folder.point(point.id).predictions.unlink()
    assert ranked(study) == loss_ranking.Ranks()


def test_without_noise_loss_is_of_the_same_networks_as_accuracy(sweep, make_study):
    levels = {"gaussian": (0.0, 0.5), "uniform": (0.0, 0.5)}
    sweep = sweep.model_copy(update={"noise": levels})
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    lost = sweep.point("mlnn", "gaussian", 0.0)
    study._folder.point(lost.id).predictions.unlink()
    compared = comparisons.between_models(study)
    assert loss_ranking.ranks(study, compared) == loss_ranking.Ranks(alike=compared)


@pytest.mark.parametrize("models", [("mlnn",), ("mlnn", "convnet")])
def test_a_repeat_with_other_images_counts_as_far_as_it_goes(
    one_level, study_of, models
):
    sweep = one_level.model_copy(update={"repeats": 4})
    counts = {"mlnn": (300, 301, 302, 300), "convnet": (380, 382, 381, 383)}
    study = study_of(sweep, lambda p: sure(counts[p.model][p.repeat], 0.9, 0.2))
    for model in models:
        point = sweep.point(model, "gaussian", 0.5, 3)
        path = study._folder.point(point.id).predictions
        with np.load(path) as file:
            fewer = {name: file[name][:396] for name in file}
        np.savez(path, **fewer)
    (comparison,) = comparisons.between_models(study)
    assert loss_ranking.ranks(study, [comparison]) == loss_ranking.Ranks(
        alike=[comparison]
    )
