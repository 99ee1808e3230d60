"""Which of two models suffers more from noise, in words."""

import pytest
from helpers.studies import first

from noiselab.study import sweep_file

TOPICS = ("suffers more", "neither suffers more")
NOISY = ("gaussian", 0.5)


@pytest.fixture
def study(sweep, make_study):
    """Makes a study from numbers of right images, without noise and with it."""

    def study(mlnn, convnet, **fields):
        counts = {"mlnn": mlnn, "convnet": convnet}
        asked = sweep_file.check(sweep.as_file() | fields)
        return make_study(asked, lambda p, level: first(counts[p.model][level > 0]))

    return study


def test_the_one_that_falls_further_is_named_first(study, statements):
    (more,) = statements(study((390, 320), (380, 370)), *TOPICS)
    assert (more.models, more.conditions) == (("mlnn", "convnet"), (NOISY,))
    assert more.text.startswith(
        "Of these two trained networks, MLNN loses more accuracy to noise than ConvNet "
        "with Gaussian noise of 0.5, by 15.0 percentage points ("
    )
    turned = study((390, 380), (390, 320), name="turned")
    (more,) = statements(turned, *TOPICS)
    assert more.models == ("convnet", "mlnn")


def test_one_that_gains_more_does_not_make_the_other_fall(study, statements):
    (more,) = statements(study((320, 325), (320, 390)), *TOPICS)
    assert "MLNN gains less accuracy from noise than ConvNet" in more.text


def test_where_it_is_open_one_sentence_says_so(study, statements):
    (undecided,) = statements(study((390, 350), (385, 347)), *TOPICS)
    assert undecided.text == (
        "Which of two models loses more accuracy to noise cannot be said for MLNN and "
        "ConvNet with Gaussian noise of 0.5."
    )


def test_where_both_are_at_chance_nothing_is_said(study, statements):
    assert statements(study((390, 300), (340, 300)), "suffers more") == []
