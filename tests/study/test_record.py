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
        source = tmp_path / name
        source.mkdir()
        (source / "mine.py").write_text(PLUGIN.replace("LABEL", label))
        (source / "figures.csv").write_text(
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
        sweep = sweep_file.check(fields, beside=source)
        folder = SweepFolder(source / "out")
        prepare.prepare(sweep, folder)
        forget_plugins()
        return sweep, folder

    return store


def test_a_record_holds_the_settings_of_the_study(stored):
    sweep, folder = stored("study")
    read = record.read(folder)
    paths = {
        "plugins": (folder.plugins / "mine.py",),
        "report": sweep.report.model_copy(update={"reference": folder.reference}),
        "training": {name: sweep.training[name] for name in sweep.models},
    }
    assert read.model_dump() == sweep.model_copy(update=paths).model_dump()
    assert list(read.points()) == list(sweep.points())
    assert read.parts.noise["rain"].label == "Soft rain"
    assert "rain" not in noise.KINDS


def test_nothing_outside_the_folder_is_read(stored, tmp_path, monkeypatch):
    _, folder = stored("study")
    other = tmp_path / "elsewhere"
    for path, text in (
        (other / "plugins" / "mine.py", "1 / 0"),
        (other / "reference.csv", ""),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(other)
    read = record.read(folder)
    assert read.plugins == (folder.plugins / "mine.py",)
    assert read.report.reference == folder.reference
    folder.plugins.rename(tmp_path / "gone")  # a record is read without them, too
    folder.reference.unlink()
    assert record.read(folder) == read


def test_two_studies_with_parts_of_the_same_names_have_their_own_labels(stored):
    _, soft = stored("first", "Soft")
    _, hard = stored("second", "Hard")
    labels = [record.read(folder).parts.noise["rain"].label for folder in (soft, hard)]
    assert labels == ["Soft rain", "Hard rain"]
    names = [record.read(folder).parts.models["own"].label for folder in (soft, hard)]
    assert names == ["Soft net", "Hard net"]


def test_without_stored_labels_names_and_noiselabs_own_are_used(stored):
    sweep, folder = stored("study")
    folder.parts.unlink()
    read = record.read(folder)
    assert read.parts.noise["shot"] == sweep.parts.noise["shot"]
    assert read.parts.noise["rain"].label == "rain noise"
    assert read.parts.noise["rain"].unit == "level"
    assert {name: part.label for name, part in read.parts.models.items()} == {
        "mlnn": "MLNN",
        "own": "own",
    }
    own = read.parts.models["own"]
    assert (own.colour, own.epochs, own.learning_rate) == (3, 3, 0.001)


def rewrite(folder, **changes):
    fields = yaml.safe_load(folder.sweep.read_text()) | changes
    kept = {key: value for key, value in fields.items() if value is not ...}
    folder.sweep.write_text(yaml.safe_dump(kept))


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
            'FILE: name must be a folder name of at most 100 letters, digits, - and _, not "../x"',
        ),
        ({"seed": ...}, None),
        ({"of_a_later_version": 1}, None),
        ({"dataset": "no/longer/here.npz"}, None),
    ],
)
def test_a_stored_sweep_that_cannot_be_used_is_refused(stored, changes, message):
    _, folder = stored("study")
    rewrite(folder, **changes)
    if message is None:
        assert record.read(folder).models == ("mlnn", "own")
        return
    with pytest.raises(SweepError) as caught:
        record.read(folder)
    assert str(caught.value).replace(str(folder.sweep), "FILE") == message


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.just("mlnn"), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(key=st.sampled_from([*Sweep.model_fields, "mlnn", "x"]), value=VALUES)
@pytest.mark.slow
def test_any_value_of_any_key_is_read_or_refused(tmp_path, sweep, key, value):
    folder = SweepFolder(tmp_path)
    fields = yaml.safe_load(sweep_file.dump(sweep)) | {key: value}
    folder.sweep.write_text(yaml.safe_dump(fields), encoding="utf-8")
    try:
        read = record.read(folder)
    except NoiselabError:
        return
    for point in read.points():
        assert re.fullmatch(r"[\w.+-]+", point.id)


def test_a_sweep_is_loaded_for_its_report_without_running_plugins(stored, tmp_path):
    sweep, folder = stored("study")
    trap = tmp_path / "study" / "mine.py"
    trap.write_text("1 / 0\n")
    folder.path.rename(tmp_path / "x")
    source = tmp_path / "study" / "x.yaml"
    source.write_text(sweep_file.dump(sweep).replace("plugins/", ""))
    (tmp_path / "study" / "reference.csv").write_text("model,noise,level,val_loss\n")
    loaded = sweep_file.load(source, ["report.title=Again", "own.epochs=2"], tmp_path)
    assert loaded.report.title == "Again"
    assert loaded.training["own"].epochs == 2
    assert loaded.parts == sweep.parts
    assert loaded.plugins == (trap,)
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


@pytest.mark.parametrize("models", [["mlnn"], ["convnet", "mlnn"], ["resnet20"]])
def test_it_says_what_the_sweep_said(tmp_path, models):
    sweep = sweep_file.check(
        {"name": "x", "dataset": "digits", "levels": 0, "models": models}
    )
    prepare.prepare(sweep, SweepFolder(tmp_path / "x"))
    assert record.read(SweepFolder(tmp_path / "x")).as_file() == sweep.as_file()
