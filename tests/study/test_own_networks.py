import pytest
import yaml

from noiselab.common.errors import SweepError
from noiselab.experiment.models import network_file
from noiselab.study import sweep_file

BASE = {"name": "own", "dataset": "digits", "models": ["mlnn", "mine"]}


@pytest.fixture
def load(tmp_path):
    """Loads a sweep beside which a file of a network lies, whatever is in it."""
    (tmp_path / "net.keras").write_bytes(b"a network")

    def load(mine, changes=(), stored_in=None, **fields):
        path = tmp_path / "own.yaml"
        content = {**BASE, "levels": [0, 0.5], "mine": mine, **fields}
        path.write_text(yaml.safe_dump(content))
        return sweep_file.load(path, changes, stored_in)

    return load


def test_points_hold_the_file_by_its_name_and_digest_and_train_nothing(load, tmp_path):
    sweep = load({"file": "net.keras", "white": 16, "axes": "channels_first"})
    assert sweep.is_from_file("mine")
    assert not sweep.is_from_file("mlnn")
    points = [point for point in sweep.points() if point.model == "mine"]
    assert [point.level for point in points] == [0, 0.5]
    assert points[0].model_options == {
        "file": "net.keras",
        "sha256": network_file.digest(tmp_path / "net.keras"),
        "white": 16.0,
        "axes": "channels_first",
    }
    assert {point.epochs for point in points} == {0}
    assert sweep.plugins == (tmp_path / "net.keras",)


def test_another_file_is_another_setting(load, tmp_path):
    before = load({"file": "net.keras"})
    (tmp_path / "net.keras").write_bytes(b"another network")
    assert load({"file": "net.keras"}).model_options != before.model_options


def test_ways_of_training_are_those_of_the_others(load):
    sweep = load({"file": "net.keras"}, train={"draw": ["fixed", "fresh"]})
    assert [p.id for p in sweep.points() if p.model == "mine"] == [
        "mine--clean--0.0--r0",
        "mine--gaussian--0.5--r0",
    ]


def test_a_network_that_is_not_used_is_not_taken_along(load):
    sweep = load({"file": "net.keras"}, models=["mlnn"])
    assert sweep.plugins == ()


@pytest.mark.parametrize(
    ("mine", "problem"),
    [
        ({"file": "gone.keras"}, 'mine.file "gone.keras" cannot be read (No such'),
        (
            {"file": "net.h5"},
            'mine.file must be the path of a .keras or .onnx file, not "net.h5"; other '
            "formats may hold code",
        ),
        ({"file": 3}, "mine.file must be the path of a .keras or .onnx file, not 3"),
        (
            {"file": "net.keras", "epochs": 3},
            "mine.epochs is of training, but a network from a file is trained already; "
            "leave it out",
        ),
        (
            {"file": "net.keras", "whit": 16},
            "mine.whit is not a key of mine (did you mean white?)",
        ),
        ({"file": "net.keras", "white": "a"}, 'mine.white must be a number, not "a"'),
        (
            {"file": "net.keras", "white": 0},
            "mine.white must be another value than black",
        ),
        (
            {"file": "net.keras", "classes": [1, 1]},
            "mine.classes must list the class of each output, every number from 0 up "
            "once, not [1, 1]",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_line(load, mine, problem):
    with pytest.raises(SweepError) as caught:
        load(mine)
    assert str(caught.value).partition(": ")[2].startswith(problem)
    assert "\n" not in str(caught.value)


def test_a_model_of_noiselabs_own_is_no_file(load):
    with pytest.raises(SweepError, match=r"mlnn\.file is given, but mlnn is a model"):
        load({"file": "net.keras"}, mlnn={"file": "net.keras"})


def test_other_models_are_trained(load):
    with pytest.raises(SweepError, match=r"mlnn\.epochs must be 1 or more, not 0"):
        load({"file": "net.keras"}, mlnn={"epochs": 0})
