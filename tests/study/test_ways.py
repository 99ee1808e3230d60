import pytest
from helpers.answered import checked

from noiselab.common.errors import SweepError
from noiselab.study import changes, names, sweep_file
from noiselab.study.ways import USUAL, Way

TWO = {"gaussian": [0, 0.1, 0.5], "speckle": [1, 2, 0]}


def sweep(train, noise=None, **fields):
    base = {"name": "small", "dataset": "digits", "models": ["mlnn"]}
    noise = TWO if noise is None else noise
    return sweep_file.check({**base, "noise": noise, "train": train, **fields})


def ids(train, **fields):
    return [point.id for point in sweep(train, **fields).points()]


def test_the_usual_way_leaves_ids_and_settings_as_they_were():
    usual = sweep({})
    assert [point.id for point in usual.points()][:3] == [
        "mlnn--clean--0.0--r0",
        "mlnn--gaussian--0.1--r0",
        "mlnn--gaussian--0.5--r0",
    ]
    assert usual.ways == [USUAL]
    assert all(point.train_options == {} for point in usual.points())
    said = {"draw": "fixed", "share": 1, "spread": ["exact"], "kinds": "own"}
    assert sweep(said) == usual


def test_each_way_names_what_is_not_as_usual():
    every = {"draw": "fresh", "share": 0.1, "spread": "up_to", "kinds": "mixed"}
    assert ids(every)[1] == "mlnn--gaussian--0.1--fresh--share0.1--upto--mixed--r0"
    assert ids({"draw": "fresh"})[1] == "mlnn--gaussian--0.1--fresh--r0"
    assert ids({"spread": "up_to"})[1] == "mlnn--gaussian--0.1--upto--r0"


def test_several_values_are_an_axis_and_without_noise_all_ways_are_one():
    noise = {"gaussian": [0, 0.5]}
    train = {"draw": ["fixed", "fresh"], "share": [0.25, 1]}
    assert ids(train, noise=noise) == [
        "mlnn--clean--0.0--r0",
        "mlnn--gaussian--0.5--share0.25--r0",
        "mlnn--gaussian--0.5--r0",
        "mlnn--gaussian--0.5--fresh--share0.25--r0",
        "mlnn--gaussian--0.5--fresh--r0",
    ]
    clean = next(sweep(train, noise=noise).points())
    assert (clean.train_options, clean.way) == ({}, USUAL)


def test_points_hold_what_the_template_is_told():
    points = sweep({"draw": "fresh", "share": 0.1, "kinds": ["own", "mixed"]}).points()
    options = {point.id: point.train_options for point in points}
    usual = {"draw": "fresh", "share": 0.1}
    assert options["mlnn--gaussian--0.5--fresh--share0.1--r0"] == usual
    mixed = usual | {"mixed": {"gaussian": 0.5, "speckle": 2.0}}
    for place in ("gaussian--0.5", "speckle--2.0"):  # of each kind the higher level
        assert options[f"mlnn--{place}--fresh--share0.1--mixed--r0"] == mixed


def test_a_way_is_read_back_from_the_options_of_its_points():
    every = {
        "draw": ["fixed", "fresh"],
        "share": [1, 0.1],
        "spread": ["exact", "up_to"],
    }
    grid = sweep({**every, "kinds": ["own", "mixed"]})
    assert {point.way for point in grid.points() if point.level} == {*grid.ways}
    assert len(grid.ways) == 16


def test_a_sweep_is_stored_with_its_ways_and_read_again(tmp_path):
    one = sweep({"draw": ["fixed", "fresh"], "share": 0.5})
    path = tmp_path / "again.yaml"
    path.write_text(sweep_file.dump(one))
    assert sweep_file.load(path) == one
    assert "share: 0.5" in path.read_text()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("train.draw=fixed,fresh", {"draw": ["fixed", "fresh"]}),
        ("train.share=0.1,1", {"share": [0.1, 1]}),
        ("train.spread=up_to", {"spread": ["up_to"]}),
    ],
)
def test_the_command_may_say_it_too(change, expected):
    fields = {}
    changes.apply(fields, change, ["mlnn"])
    assert fields == {"train": expected}


@pytest.mark.parametrize(
    ("train", "problem"),
    [
        (
            {"draw": "frehs"},
            'train.draw must be fixed or fresh, not "frehs" (did you mean fresh?)',
        ),
        ({"spread": 1}, "train.spread must be exact or up_to, not 1"),
        ({"draw": ["fresh", "fresh"]}, "train.draw lists fresh twice"),
        ({"share": [1, 0.5, 1.0]}, "train.share lists 1.0 twice"),
        ({"share": 1.5}, "train.share must be from 0 to 1, not 1.5"),
        ({"share": "all"}, 'train.share must be a share from 0 to 1, not "all"'),
        ({"share": True}, "train.share must be a share from 0 to 1, not true"),
        ({"draw": []}, "train.draw must have at least one value, not []"),
        (
            {"share": 0},
            "train.share is 0, so no image would get noise at level 0.1 of gaussian; "
            "leave it out, and add the level 0 for training without noise",
        ),
        ({"drow": "x"}, "train.drow is not a key of train (did you mean draw?)"),
        ("fresh", 'train must hold keys and values, not "fresh"'),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(train, problem):
    with pytest.raises(SweepError) as refused:
        sweep(train)
    assert str(refused.value) == f"sweep: {problem}"


@pytest.mark.parametrize(
    ("noise", "problem"),
    [
        (
            {"gaussian": [0, 0.1]},
            "train.kinds is mixed, but gaussian is the sweep's only kind of noise; name "
            "another under noise",
        ),
        (
            {"gaussian": [0, 0.1], "shot": [0.1, 0.2]},
            "train.kinds is mixed, which takes from each kind the level at the same "
            "place, but gaussian has 1 above 0 and shot 2; give each as many",
        ),
        (
            {"gaussian": [0.1], "tilted": {"kind": "motion_blur", "levels": [3]}},
            "train.kinds is mixed, which takes each kind as it is, but tilted has "
            "options; leave them out, or train with own kinds",
        ),
    ],
)
def test_kinds_that_cannot_be_mixed_are_refused(noise, problem):
    with pytest.raises(SweepError) as refused:
        sweep({"kinds": "mixed"}, noise)
    assert str(refused.value) == f"sweep: {problem}"


def test_no_share_is_no_problem_where_there_is_no_noise():
    assert len(ids({"share": [0, 1]}, noise={"gaussian": [0]})) == 1


def test_points_are_called_by_their_way():
    several = sweep({"draw": ["fixed", "fresh"], "share": 0.1})
    titles = [names.of_point(several, point) for point in several.points()][:4]
    assert titles[0] == "MLNN, without noise on digits"
    assert titles[1].startswith("MLNN (fixed noise, 10 % noisy), Gaussian")
    assert titles[3].startswith("MLNN (fresh noise, 10 % noisy), Gaussian")
    assert Way(spread="up_to", kinds="mixed").words() == "levels up to, mixed kinds"
    usual = checked()
    assert all("noisy" not in names.of_point(usual, p) for p in usual.points())
