"""The key `test`: noise that networks are tested on, and not trained with."""

import pytest

from noiselab.common.errors import SweepError
from noiselab.common.folders import SweepFolder
from noiselab.store import prepare
from noiselab.study import record, sweep_file
from noiselab.study.condition import CLEAN, Condition

BLUR = {"kind": "motion_blur", "angle": 45, "levels": [3]}


def checked(sweep, tested_on, **fields):
    return sweep_file.check(sweep.as_file() | {"test": {"noise": tested_on}} | fields)


def test_further_noise_adds_conditions_and_no_point(sweep):
    further = checked(sweep, {"shot": [0.2, 0.1], "gaussian": [0.3], "blur45": BLUR})
    assert [*further.points()] == [*sweep.points()]
    assert further.conditions() == [
        *(CLEAN, Condition("gaussian", 0.5), Condition("shot", 0.1)),
        *(Condition("shot", 0.2), Condition("gaussian", 0.3), Condition("blur45", 3)),
    ]
    assert further.noise_kind("blur45").options["angle"] == 45
    assert further.parts.noise["shot"].label == "shot noise"


def test_it_is_stored_and_read_back(sweep, tmp_path):
    further = checked(sweep, {"blur45": BLUR, "shot": 0.1})
    assert sweep_file.check(further.as_file()) == further
    folder = SweepFolder(tmp_path / "small")
    prepare.prepare(further, folder)
    stored = record.read(folder)
    assert stored.conditions() == further.conditions()
    assert stored.noise_options == further.noise_options
    assert stored.parts == further.parts


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            {"noise": {"gaussian": [0.2, 0.5]}},
            "test.noise.gaussian has the level 0.5, which the sweep has: every "
            "network is tested there already; leave it out",
        ),
        (
            {"noise": {"shot": [0.2, 0.2]}},
            "test.noise.shot lists 0.2 twice",
        ),
        (
            {"noise": {"sho": [0.2]}},
            'test.noise has no kind "sho" (did you mean shot?)',
        ),
        ({"noise": [0.2]}, "test.noise must hold keys and values, not [0.2]"),
        ({"nose": {}}, "test.nose is not a key of test (did you mean noise?)"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(sweep, test, message):
    with pytest.raises(SweepError) as caught:
        sweep_file.check(sweep.as_file() | {"test": test})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_kind_of_other_options_needs_a_name_of_its_own(sweep):
    noise = {"motion_blur": {"levels": [0, 3], "angle": 45}}
    with pytest.raises(SweepError, match="give it a name of its own: motion_blur2"):
        checked(sweep, {"motion_blur": {"levels": [5], "angle": 0.5}}, noise=noise)
    more = checked(sweep, {"motion_blur": [5]}, noise=noise)
    assert more.noise_kind("motion_blur").options["angle"] == 45
