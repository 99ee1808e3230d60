import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence

TOPICS = ("loss agrees", "loss disagrees", "loss undecided")
CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)
PAIR = ("mlnn", "convnet")
RIGHT = {"mlnn": first(330), "convnet": first(390)}


@pytest.fixture
def barely_right(sweep, make_study):
    """A study whose ConvNet is barely right on more images, and very wrong on few."""
    study = make_study(sweep, lambda point, level: RIGHT[point.model])
    probability = np.where(RIGHT["convnet"], 0.51, 1e-9)
    for level in (0.0, 0.5):
        give_probability(study, sweep.point("convnet", "gaussian", level), probability)
    return Evidence(sweep, study.results, study.folder.path)


def give_probability(study, point, probability):
    """Store the probability of the true class of each image; there are two classes."""
    path = study.folder.point(point.id).predictions
    with np.load(path) as file:
        labels = file["labels"]
    true = probability[:, np.newaxis]
    probabilities = np.where(np.eye(2)[labels] == 1, true, 1 - true)
    np.savez(path, probabilities=probabilities, labels=labels)


def test_loss_may_rank_as_accuracy_does(sweep, make_study, claims):
    study = make_study(sweep, lambda point, level: RIGHT[point.model])
    assert claims(study, *TOPICS) == [("loss agrees", PAIR, (CLEAN, NOISY))]


def test_loss_may_rank_the_models_in_the_opposite_order(barely_right, claims):
    accurate_first = ("convnet", "mlnn")
    assert claims(barely_right, *TOPICS) == [
        ("loss disagrees", accurate_first, (CLEAN,)),
        ("loss disagrees", accurate_first, (NOISY,)),
    ]


def test_where_accuracy_ranks_none_loss_does_not_either(sweep, make_study, claims):
    counts = {0.0: {"mlnn": 330, "convnet": 390}, 0.5: {"mlnn": 350, "convnet": 351}}
    study = make_study(sweep, lambda p, level: first(counts[p.level][p.model]))
    assert claims(study, *TOPICS) == [
        ("loss agrees", PAIR, (CLEAN,)),
        ("loss undecided", PAIR, (NOISY,)),
    ]


def test_a_loss_that_some_repeats_reverse_ranks_none(sweep, make_study, claims):
    sweep = sweep.model_copy(update={"repeats": 3, "noise": {"gaussian": (0.5,)}})
    counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    reversed_in = sweep.point("convnet", "gaussian", 0.5, 0)
    give_probability(study, reversed_in, np.where(first(380), 0.9, 1e-30))
    study = Evidence(sweep, study.results, study.folder.path)
    assert claims(study, "better model", *TOPICS) == [
        ("better model", ("convnet", "mlnn"), (NOISY,)),
        ("loss undecided", PAIR, (NOISY,)),
    ]


class TestWording:
    def test_of_agreement(self, sweep, make_study, statements):
        study = make_study(sweep, lambda point, level: RIGHT[point.model])
        (agreement,) = statements(study, *TOPICS)
        assert agreement.text == (
            "Of these two trained networks, on these test images, the one that "
            "classifies more correctly also has the lower mean loss without noise and "
            "with Gaussian noise of 0.5: there, loss ranks MLNN and ConvNet in the same "
            "order as accuracy."
        )

    def test_of_repeats_it_is_narrowed_to_these_images(
        self, sweep, make_study, statements
    ):
        """A few very large losses may be among other images, and none among these."""
        sweep = sweep.model_copy(update={"repeats": 3, "noise": {"gaussian": (0.5,)}})
        counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
        study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
        (agreement,) = statements(study, *TOPICS)
        assert agreement.text.startswith(
            "On average over trainings, on these test images, the one that classifies "
            "more correctly also has the lower mean loss "
        )

    def test_of_disagreement(self, barely_right, statements):
        convnet = -np.log(np.where(RIGHT["convnet"], 0.51, 1e-9))
        mlnn = -np.log(np.where(RIGHT["mlnn"], 0.9, 0.2))
        size = (convnet - mlnn).mean()
        low, high = intervals_and_tests.bootstrap(convnet - mlnn, 0.975)
        disagreement, _ = statements(barely_right, *TOPICS)
        assert disagreement.text == (
            "Of these two trained networks, on these test images, ConvNet classifies "
            "more correctly without noise, but MLNN has the lower mean loss, by "
            f"{size:.4f} ({low:.4f} to {high:.4f}): there, loss and accuracy rank them "
            "differently."
        )

    def test_of_neither(self, sweep, make_study, statements):
        study = make_study(sweep, lambda point, level: first(350))
        (undecided,) = statements(study, *TOPICS)
        assert undecided.text == (
            "It is not clear whether loss ranks MLNN and ConvNet in the same order as "
            "accuracy without noise and with Gaussian noise of 0.5."
        )
