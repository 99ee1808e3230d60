import numpy as np
import pytest
from helpers.limits import statements, texts
from helpers.studies import first

from noiselab.analysis import comparisons

FREQUENT = np.arange(400) % 4 != 0  # always the class of 300 images of 400
CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)


@pytest.fixture
def collapsed(sweep, make_study):
    """Makes a study whose MLNN learns nothing at 0.5, and whose ConvNet always does."""

    def make(repeats):
        asked = sweep.model_copy(update={"repeats": repeats, "name": f"of_{repeats}"})

        def right(p, level):
            return FREQUENT if (p.model, p.level) == ("mlnn", 0.5) else first(390)

        return make_study(asked, right)

    return make


def test_differences_that_luck_explains_are_named_and_not_claimed(collapsed):
    study = collapsed(2)
    compared = comparisons.between_models(study)
    assert not any(c.contrast.is_significant for c in compared)
    of_noise, of_models, of_training = statements(study, "few trainings")
    assert of_models.models == ("mlnn", "convnet")
    assert of_models.conditions == of_training.conditions == (NOISY,)
    assert of_models.text == (
        "MLNN and ConvNet with Gaussian noise of 0.5: one learns in all 2 repeats, the "
        "other in none; of these trainings, those of ConvNet classify more test images "
        "correctly. Of others that is not shown, and it may be luck: where every second "
        "training of both fails, one study in 8 looks like this. It takes 4 repeats to "
        "show a difference here."
    )
    assert of_noise.text.startswith(
        "MLNN trained and tested without noise and with Gaussian noise of 0.5: one "
        "learns in all 2 repeats, the other in none. That may be luck"
    )
    assert of_training.text.startswith(
        "MLNN trained without noise and with Gaussian noise of 0.5: one learns in all "
    )


def test_as_many_repeats_as_are_asked_for_show_it(collapsed):
    study = collapsed(4)
    _, noisy = comparisons.between_models(study)
    assert noisy.contrast.is_significant
    assert texts(study, "few trainings") == []


@pytest.mark.parametrize("mlnn", [(300, 300), (400, 300)])
def test_nothing_is_named_where_both_or_some_learn(sweep, make_study, mlnn):
    sweep = sweep.model_copy(update={"repeats": 2})
    counts = {"mlnn": mlnn, "convnet": mlnn}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    assert texts(study, "few trainings") == []
