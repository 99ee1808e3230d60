"""What each step of noise costs, in words."""

import pytest
from helpers.studies import first

from noiselab.analysis import slopes
from noiselab.study import sweep_file

STRAIGHT = {0: 390, 0.1: 351, 0.2: 309, 0.3: 270, 0.5: 190}


@pytest.fixture
def study(sweep, make_study):
    """Makes a study of two models from how many of 400 images MLNN has right."""

    def study(counts, others, **fields):
        of_model = {"mlnn": counts, "convnet": others}
        noise = {"noise": {"gaussian": [*counts]}}
        asked = sweep_file.check(sweep.as_file() | noise | fields)
        return make_study(
            asked, lambda p, level: first(of_model[p.model][p.level] + p.repeat)
        )

    return study


def test_it_is_told_where_accuracies_lie_near_a_line(study, statements):
    curved = dict(zip(STRAIGHT, (390, 389, 380, 350, 190), strict=True))
    made = study(STRAIGHT, curved)
    (told,) = statements(made, "slope")
    slope, _ = slopes.of(made)
    low, high = (20 * bound for bound in slope.contrast.simultaneous)
    assert told.text == (
        "Of these trained networks, the validation accuracy of MLNN falls nearly in a "
        "straight line with Gaussian noise, up to 0.5: each step of 0.1 costs "
        f"{20 * slope.contrast.difference:.1f} percentage points ({low:.1f} to "
        f"{high:.1f}) on average, and no accuracy lies further off that line than a tenth "
        "of the whole fall."
    )
    assert told.models == ("mlnn",)
    assert told.conditions == tuple(("gaussian", level) for level in STRAIGHT)


def test_of_repeats_it_is_an_average(study, statements):
    told, other = statements(study(STRAIGHT, STRAIGHT, repeats=5), "slope")
    assert told.text.startswith(
        "On average over trainings and test images like these, the validation accuracy "
        "of MLNN falls nearly in a straight line"
    )
    assert other.models == ("convnet",)
    assert told.without_scope.startswith("The validation accuracy of MLNN falls")


def test_of_a_curve_nothing_is_told(study, statements):
    curved = dict(zip(STRAIGHT, (390, 389, 380, 350, 190), strict=True))
    assert statements(study(curved, curved), "slope") == []
