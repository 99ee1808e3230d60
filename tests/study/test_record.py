"""Stored studies: read from their folder alone, and nothing in it is run."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from noiselab.common.errors import NoiselabError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.experiment import noise
from noiselab.store import prepare
from noiselab.study import record, sweep_file
from noiselab.study.plugins import forget_plugins
from noiselab.study.sweep import Sweep

PLUGIN = """
from noiselab import models, noise

noise.register("rain", unit="drops", highest=9, label="LABEL rain")(lambda i, l, r: i)
models.register("own", label="LABEL net", epochs=3)(lambda shape, classes: None)
"""


@pytest.fixture
def stored(tmp_path):
    """Stores a study of an own kind and an own model, which are then forgotten."""

    def store(name, label="Soft"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "mine.py").write_text(PLUGIN.replace("LABEL", label))
        (folder / "figures.csv").write_text(
            "model,noise,level,val_accuracy\nown,rain,5,0.5\n"
        )
        fields = {
            "name": "x",
            "dataset": "digits",
            "models": ["mlnn", "own"],
            "noise": {"rain": [0, 5], "shot": [0.5]},
            "plugins": "mine.py",
            "report": {"reference": "figures.csv"},
        }
        sweep = sweep_file.check(fields, beside=folder)
        place = SweepFolder(folder / "out")
        prepare.prepare(sweep, place)
        forget_plugins()
        return sweep, place

    return store


def test_a_record_holds_what_was_asked_for(stored):
    sweep, place = stored("study")
    read = record.read(place)
    paths = {
        "plugins": (place.plugins / "mine.py",),
        "report": sweep.report.model_copy(update={"reference": place.reference}),
        "training": {name: sweep.training[name] for name in sweep.models},
    }
    assert read.model_dump() == sweep.model_copy(update=paths).model_dump()
    assert list(read.points()) == list(sweep.points())
    assert read.parts.noise["rain"].label == "Soft rain"
    assert "rain" not in noise.KINDS


def test_nothing_is_looked_for_outside_the_folder(stored, tmp_path, monkeypatch):
    _, place = stored("study")
    other = tmp_path / "elsewhere"
    for path, text in (
        (other / "plugins" / "mine.py", "1 / 0"),
        (other / "reference.csv", ""),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(other)
    read = record.read(place)
    assert read.plugins == (place.plugins / "mine.py",)
    assert read.report.reference == place.reference
    place.plugins.rename(tmp_path / "gone")  # a record is read without them, too
    place.reference.unlink()
    assert record.read(place) == read


def test_two_studies_with_parts_of_the_same_names_have_their_own_labels(stored):
    _, soft = stored("one", "Soft")
    _, hard = stored("two", "Hard")
    labels = [record.read(place).parts.noise["rain"].label for place in (soft, hard)]
    assert labels == ["Soft rain", "Hard rain"]
    names = [record.read(place).parts.models["own"].label for place in (soft, hard)]
    assert names == ["Soft net", "Hard net"]


def test_without_stored_labels_names_and_noiselabs_own_will_do(stored):
    sweep, place = stored("study")
    place.parts.unlink()
    read = record.read(place)
    assert read.parts.noise["shot"] == sweep.parts.noise["shot"]
    assert read.parts.noise["rain"].label == "rain noise"
    assert read.parts.noise["rain"].unit == "level"
    assert {name: part.label for name, part in read.parts.models.items()} == {
        "mlnn": "MLNN",
        "own": "own",
    }
    own = read.parts.models["own"]
    assert (own.colour, own.epochs, own.learning_rate) == (2, 3, 0.001)


def rewrite(place, **changes):
    fields = yaml.safe_load(place.sweep.read_text()) | changes
    kept = {key: value for key, value in fields.items() if value is not ...}
    place.sweep.write_text(yaml.safe_dump(kept))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"models": ["mlnn", "third"]}, "FILE: third is missing"),
        (
            {"noise": {"../../up": [0]}},
            "FILE: noise.../../up.[key] String should match pattern "
            "'^[a-z][a-z0-9_]{0,39}$', not \"../../up\"",
        ),
        ({"noise": {"rain": [0, 0.0]}}, "FILE: noise.rain lists 0.0 twice"),
        ({"noise": {"rain": [-1]}}, "FILE: noise.rain.0 must be 0 or more, not -1"),
        (
            {"name": "../x"},
            'FILE: name must be a folder\'s name of letters, digits, - and _, at most 100, not "../x"',
        ),
        ({"seed": ...}, None),
        ({"of_a_later_version": 1}, None),
        ({"dataset": "no/longer/here.npz"}, None),
    ],
)
def test_what_cannot_be_a_stored_sweep_is_told(stored, changes, message):
    _, place = stored("study")
    rewrite(place, **changes)
    if message is None:
        assert record.read(place).models == ("mlnn", "own")
        return
    with pytest.raises(SweepError) as caught:
        record.read(place)
    assert str(caught.value).replace(str(place.sweep), "FILE") == message


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.just("mlnn"), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(key=st.sampled_from([*Sweep.model_fields, "mlnn", "x"]), value=VALUES)
def test_any_value_of_any_key_is_read_or_refused(tmp_path, sweep, key, value):
    place = SweepFolder(tmp_path)
    fields = yaml.safe_load(sweep_file.dump(sweep)) | {key: value}
    place.sweep.write_text(yaml.safe_dump(fields), encoding="utf-8")
    try:
        read = record.read(place)
    except NoiselabError:
        return
    for point in read.points():
        assert re.fullmatch(r"[\w.+-]+", point.id)


def test_a_report_is_asked_for_without_running_plugins(stored, tmp_path):
    sweep, place = stored("study")
    trap = tmp_path / "study" / "mine.py"
    trap.write_text("1 / 0\n")
    place.path.rename(tmp_path / "x")
    source = tmp_path / "study" / "x.yaml"
    source.write_text(sweep_file.dump(sweep).replace("plugins/", ""))
    (tmp_path / "study" / "reference.csv").write_text("model,noise,level,val_loss\n")
    asked = sweep_file.load(source, ["report.title=Again", "own.epochs=2"], tmp_path)
    assert asked.report.title == "Again"
    assert asked.training["own"].epochs == 2
    assert asked.parts == sweep.parts
    assert asked.plugins == (trap,)
    with pytest.raises(SweepError) as caught:
        sweep_file.load(source, ["noise.rain=10"], tmp_path)
    assert str(caught.value) == (
        "--set noise.rain=10: noise.rain must each be a level from 0 to 9, not 10"
    )
    with pytest.raises(NoiselabError) as caught:
        sweep_file.load(source, ["name=other"], tmp_path)
    assert str(caught.value) == (
        f"report_only: nothing was run in {tmp_path / 'other'} yet"
    )
