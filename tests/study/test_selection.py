import pytest
from helpers.standings import current

from noiselab.common.errors import NoiselabError, SweepError
from noiselab.study import parameters, selection, sweep_file
from noiselab.study.selection import Stop

BASE = {"name": "small", "dataset": "digits", "models": ["mlnn"], "levels": [0, 0.1]}
STOP = {"patience": 3, "measure": "val_loss"}


def checked(**fields):
    return sweep_file.check(BASE | fields)


def test_nothing_said_leaves_settings_and_ids_as_they_were():
    said = checked(validation=0, stop=None)
    assert said == checked()
    for point in said.points():
        assert point.selection_options == {}
        assert "selection_options" not in point.settings()


def test_points_hold_what_chooses_and_keep_their_ids():
    chosen = checked(validation=0.1, stop={"patience": 3})
    points = [*chosen.points()]
    assert points[0].selection_options == {"validation": 0.1} | STOP
    assert [p.id for p in points] == [p.id for p in checked().points()]
    only = next(checked(validation=0.1).points())
    assert only.selection_options == {"validation": 0.1}
    assert current(points[0])["settings"] != current(only)["settings"]


def test_a_sweep_is_stored_with_it_and_read_again(tmp_path):
    path = tmp_path / "again.yaml"
    one = checked(validation=0.1, stop=STOP)
    path.write_text(sweep_file.dump(one))
    assert sweep_file.load(path) == one
    changed = sweep_file.load(path, ["stop.patience=5", "validation=0.2"])
    assert changed.stop == Stop(patience=5)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"stop": STOP},
            "stop needs images to choose by, and test images choose nothing: hold "
            "training images out with validation: 0.1, or leave stop out",
        ),
        ({"validation": 1}, "validation must be less than 1, not 1"),
        ({"validation": -0.1}, "validation must be 0 or more, not -0.1"),
        ({"validation": "10 %"}, 'validation must be a number, not "10 %"'),
        ({"validation": 0.1, "stop": {}}, "stop.patience is missing"),
        (
            {"validation": 0.1, "stop": {"patience": 0}},
            "stop.patience must be 1 or more, not 0",
        ),
        (
            {"validation": 0.1, "stop": {"patience": 3, "measure": "loss"}},
            'stop.measure must be val_loss or val_accuracy, not "loss"',
        ),
        (
            {"validation": 0.1, "stop": {"patience": 3, "mesure": "val_loss"}},
            "stop.mesure is not a key of stop (did you mean measure?)",
        ),
        (
            {"validation": 0.1, "stop": 3},
            "stop must hold keys and values, not 3",
        ),
        (
            {"validation": 0.1, "report": {"after_epochs": 3}},
            "report.after_epochs needs test figures of that epoch, but with validation "
            "only held-out images are looked at after each epoch; leave one of both "
            "out",
        ),
    ],
)
def test_what_does_not_go_together_is_one_line(fields, problem):
    with pytest.raises(SweepError) as caught:
        checked(**fields)
    assert str(caught.value) == f"sweep: {problem}"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"share": 0.1}, "['share'] is none of these options; available: validation"),
        ({"validation": 1.0}, "['validation'] must be a share above 0 and below 1"),
        (
            {"validation": 0.1, "patience": 1.5},
            "['patience'] must be a whole number",
        ),
        (
            {"validation": 0.1, "patience": 1, "measure": "val_los"},
            "['measure'] must be val_loss or val_accuracy, ",
        ),
        ({"patience": 3}, "['patience'] needs held-out images"),
        (
            {"validation": 0.1, "measure": "val_loss"},
            "['measure'] chooses nothing by itself",
        ),
    ],
)
def test_options_of_a_notebook_that_cannot_be_meant_are_one_line(given, problem):
    with pytest.raises(NoiselabError) as caught:
        parameters.check({"selection_options": given})
    assert str(caught.value).startswith(f"selection_options{problem}")
    assert "\n" not in str(caught.value)


def test_options_of_a_notebook_that_can_be_meant_pass():
    for given in ({}, {"validation": 0.1}, {"validation": 0.1} | STOP):
        parameters.check({"selection_options": given})


def test_words_say_what_was_chosen_by_what():
    assert selection.words({}).startswith("nothing: every epoch runs")
    assert "10 % of the training images" in selection.words({"validation": 0.1})
    best = selection.words(
        {"validation": 0.1, "patience": 1, "measure": "val_accuracy"}
    )
    assert best == (
        "10 % of the training images are held out; the epoch of their highest accuracy "
        "is kept, 1 epoch of patience"
    )
