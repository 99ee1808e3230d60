import numpy as np
import pytest
from helpers.studies import changed, diverged, first

from noiselab.analysis import falls, intervals_and_tests
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.paired import Repeats, Runs
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.study import sweep_file


@pytest.fixture
def study(sweep, make_study):
    """Both models fall from 380 images to 300, of 400; cross tests say otherwise."""
    return make_study(
        sweep,
        lambda p, level: first({0.0: 380, 0.5: 300}[level] if level == p.level else 7),
    )


def test_a_network_with_noise_is_compared_with_one_without(study):
    judged = falls.of(study)
    assert [(f.model, f.condition) for f in judged] == [
        ("mlnn", ("gaussian", 0.5)),
        ("convnet", ("gaussian", 0.5)),
    ]
    for fall in judged:
        assert fall.contrast.paired == Runs(300, 80, 0, 20)
        assert fall.contrast.family == 2
        assert fall.contrast.simultaneous == intervals_and_tests.newcombe(
            300, 80, 0, 20, 0.975
        )
        assert fall.accuracies == (0.95, 0.75)
        assert fall.contrast.is_significant


def test_losses_are_those_of_the_compared_networks(study):
    losses = falls.of(study)[0].losses
    # -ln 0.9 of a right answer, -ln 0.2 of a wrong one
    of = [-(share * np.log(0.9) + (1 - share) * np.log(0.2)) for share in (0.95, 0.75)]
    assert (losses.a, losses.b) == pytest.approx(of)
    assert losses.difference == pytest.approx(of[0] - of[1])
    assert losses.is_clear


def test_where_accuracy_is_open_nothing_is_said_of_loss(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(380))
    assert [fall.losses for fall in falls.of(study)] == [None, None]


def test_images_are_paired_whatever_their_noise_but_not_those_of_other_data(study):
    seed = changed(study, lambda p: p.model == "mlnn" and p.level, point={"seed": 5})
    assert [f.contrast.unlike for f in falls.of(seed)] == [(), ()]
    other = changed(
        study, lambda p: p.model == "mlnn" and p.level, fingerprint={"data": "e"}
    )
    mlnn, convnet = falls.of(other)
    assert (mlnn.contrast.paired, mlnn.contrast.unlike) == (None, (0,))
    assert (mlnn.accuracies, mlnn.losses) == (None, None)
    assert convnet.contrast.family == 1


def test_repeats_are_judged_by_their_averages(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {0.0: (380, 381, 382), 0.5: (300, 310, 290)}
    study = make_study(sweep, lambda p, level: first(counts[level][p.repeat]))
    fall = falls.of(study)[0]
    assert isinstance(fall.contrast.paired, Repeats)
    assert fall.contrast.paired.differences == pytest.approx((0.2, 0.1775, 0.23))
    assert fall.accuracies == pytest.approx((381 / 400, 0.75))


def test_a_repeat_that_diverged_is_left_out_on_both_sides(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {0.0: (380, 381, 382), 0.5: (300, 310, 290)}
    study = make_study(sweep, lambda p, level: first(counts[level][p.repeat]))
    results = [
        diverged(r) if r.point.level and r.point.repeat == 2 else r
        for r in study.results
    ]
    fall = falls.of(Evidence(sweep, results, study.folder.path))[0]
    assert fall.contrast.paired.repeats == 2
    assert fall.accuracies == pytest.approx((380.5 / 400, 305 / 400))


def test_one_that_learns_and_one_that_does_not_may_be_luck(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    frequent = np.arange(400) % 4 != 0
    study = make_study(sweep, lambda p, level: frequent if level else first(390))
    assert not any(fall.contrast.is_significant for fall in falls.of(study))


def test_another_kinds_network_without_noise_stands_in_unless_it_is_kept(
    sweep, make_study
):
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise})
    study = make_study(sweep, lambda p, level: first(300 if level else 380), old=True)
    missing = sweep.point("mlnn", "shot", 0.0).place_id
    results = [r for r in study.results if r.point.place_id != missing]
    less = Evidence(sweep, results, study.folder.path)
    assert all(fall.contrast.paired for fall in falls.of(less))
    older = sweep.point("mlnn", "gaussian", 0.0)
    was = study.done("mlnn", "gaussian", 0.0, 0).fingerprint
    kept.write(
        study.folder, {older.place_id: Kept(fingerprint=was, differs=["settings"])}
    )
    less = Evidence(sweep, results, study.folder.path)
    unknown = [f.condition for f in falls.of(less) if f.contrast.paired is None]
    assert unknown == [("shot", 0.1)]


def test_without_a_level_0_there_are_none(sweep, make_study):
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.1, 0.5]}})
    assert falls.of(make_study(sweep, lambda p, level: first(350))) == []
