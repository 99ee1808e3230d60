import dataclasses
import json

import pytest
import yaml

from noiselab.common import declared_options
from noiselab.common.errors import SweepError
from noiselab.common.folders import SweepFolder
from noiselab.store import prepare
from noiselab.study import model_options, record, sweep_file
from noiselab.study.point import LATER, Point

FIELDS = {"name": "x", "dataset": "digits", "levels": [0.1]}
WIDE = {
    "model": "mlnn",
    "width": 1024,
    "dropout": 0.5,
    "optimizer": "adam",
    "batch_size": 256,
    "epochs": 20,
    "learning_rate": 0.002,
}


def check(**more):
    return sweep_file.check(FIELDS | {"models": ["mlnn", "wide"]} | more)


def point_of(sweep, name):
    (point,) = [p for p in sweep.points() if p.model == name]
    return point


def test_a_variant_is_a_model_by_a_name_of_its_own():
    sweep = check(wide=WIDE)
    assert sweep.models == ("mlnn", "wide")
    point = point_of(sweep, "wide")
    assert point.id == "wide--gaussian--0.1--r0"
    assert point.design == "mlnn"
    assert point.model_options == {
        "model": "mlnn",
        "width": 1024,
        "dropout": 0.5,
        "optimizer": "adam",
    }
    settings = (point.epochs, point.learning_rate, point.batch_size)
    assert settings == (20, 0.002, 256)
    assert sweep.parts.models["wide"].label == "wide"
    assert sweep.designs == ["mlnn", "mlnn"]
    words = "mlnn, width 1024 units, dropout 0.5, optimizer adam"
    assert model_options.worded(sweep, "wide") == words
    other = point_of(sweep, "mlnn")
    assert (other.model_options, other.batch_size) == ({}, 128)
    assert model_options.worded(sweep, "mlnn") == ""
    colours = [sweep.parts.models[name].colour for name in sweep.models]
    assert colours[0] == 0 < colours[1]


def test_options_may_stand_under_the_models_own_name():
    sweep = check(models=["mlnn"], mlnn={"width": 64})
    assert point_of(sweep, "mlnn").model_options == {"width": 64}
    assert point_of(sweep, "mlnn").epochs == 20
    assert sweep.parts.models["mlnn"].label == "MLNN"
    assert model_options.worded(sweep, "mlnn") == "width 64 units"


def test_what_is_said_like_the_defaults_is_the_same_point():
    plain = point_of(check(models=["mlnn"]), "mlnn")
    said = {"width": 512, "dropout": 0.2, "optimizer": "own"}
    assert point_of(check(models=["mlnn"], mlnn=said), "mlnn") == plain


def test_another_optimizer_brings_its_own_learning_rate():
    sweep = check(models=["convnet"], convnet={"optimizer": "adam"})
    assert point_of(sweep, "convnet").learning_rate == 0.001
    given = {"optimizer": "adam", "learning_rate": 0.01}
    sweep = check(models=["convnet"], convnet=given)
    assert point_of(sweep, "convnet").learning_rate == 0.01


def test_a_point_without_options_has_the_settings_of_before():
    point = point_of(check(models=["mlnn"]), "mlnn")
    fields = dataclasses.asdict(point)
    for later in LATER:
        del fields[later]
    assert point.settings() == fields
    assert Point(**fields) == point
    wide = dataclasses.replace(point, model_options={"width": 9})
    assert wide.settings() == fields | {"model_options": {"width": 9}}
    assert wide != point
    assert hash(wide) == hash(point)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            {},
            'models has no model "wide"; available: mlnn, convnet, resnet20; a variant '
            "needs its model: wide: {model: mlnn}",
        ),
        ({"wide": {"width": 3}}, "wide is not a key of a sweep; available: name, "),
        (
            {"wide": {"model": "mln"}},
            'wide.model is no model: "mln" (did you mean mlnn?)',
        ),
        ({"wide": {"model": 3}}, "wide.model is no model: 3; available: mlnn"),
        (
            {"wide": {"model": "wide"}},
            'wide.model is no model: "wide"; available: mlnn',
        ),
        (
            {"wide": {**WIDE, "widht": 3}},
            "wide.widht is not a key of wide (did you mean width?)",
        ),
        (
            {"mlnn": {"filters": 3}, "wide": WIDE},
            "mlnn.filters is not a key of mlnn; "
            "available: epochs, learning_rate, batch_size, width, depth, dropout, optimizer",
        ),
        (
            {"wide": {**WIDE, "width": 0}},
            "wide.width must be a whole number from 1 to 100000 units, not 0",
        ),
        ({"wide": {**WIDE, "width": 2.5}}, "wide.width must be a whole number"),
        (
            {"wide": {**WIDE, "dropout": 1}},
            "wide.dropout must be a number from 0 to 0.99",
        ),
        ({"wide": {**WIDE, "optimizer": "adm"}}, "wide.optimizer must be one of own, "),
        ({"wide": {**WIDE, "epochs": 0}}, "wide.epochs must be 1 or more, not 0"),
        (
            {"wide": {**WIDE, "batch_size": 0}},
            "wide.batch_size must be 1 or more, not 0",
        ),
        (
            {"wide": WIDE, "convnet": WIDE},
            "convnet.model is mlnn, but convnet is a model",
        ),
        ({"wide": WIDE, "Big": WIDE}, "Big cannot be a model's name"),
        ({"wide": WIDE, "models": ["mlnn", "wide", "wide"]}, "models lists wide twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(more, problem):
    with pytest.raises(SweepError) as caught:
        check(**more)
    assert str(caught.value).startswith(f"sweep: {problem}")
    assert "\n" not in str(caught.value)


def test_set_reaches_the_options_of_a_variant(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(yaml.dump(FIELDS | {"models": ["wide"], "wide": WIDE}))

    def load(*changes):
        return point_of(sweep_file.load(file, changes), "wide")

    assert load("wide.width=512").model_options == {
        "model": "mlnn",
        "dropout": 0.5,
        "optimizer": "adam",
    }
    assert load("epochs=3").epochs == 3
    assert load("batch_size=64", "wide.batch_size=null").batch_size == 64
    with pytest.raises(
        SweepError, match=r"^--set wide.depht=3: wide.depht is not a key"
    ):
        load("wide.depht=3")


@pytest.fixture
def stored(tmp_path):
    """A stored study of a variant."""
    sweep = check(wide=WIDE, mlnn={"depth": 3}, report={"baseline": "wide"})
    folder = SweepFolder(tmp_path / "x")
    folder.path.mkdir()
    prepare.keep_settings(sweep, folder)
    return sweep, folder


def test_a_stored_study_reads_back_with_its_variants(stored):
    sweep, folder = stored
    read = record.read(folder)
    assert [*read.points()] == [*sweep.points()]
    assert read.model_options == sweep.model_options
    assert read.parts == sweep.parts
    assert model_options.worded(read, "wide") == model_options.worded(sweep, "wide")
    again = sweep_file.load(folder.sweep)
    assert [*again.points()] == [*sweep.points()]


def test_a_study_of_before_reads_as_without_options(stored):
    _, folder = stored
    fields = yaml.safe_load(sweep_file.dump(check(models=["mlnn"])))
    folder.sweep.write_text(yaml.dump(fields))
    labels = json.loads(folder.parts.read_text())
    del labels["models"]["mlnn"]["declared"], labels["models"]["wide"]
    folder.parts.write_text(json.dumps(labels))
    read = record.read(folder)
    assert read.model_options == {}
    assert point_of(read, "mlnn") == point_of(check(models=["mlnn"]), "mlnn")


def test_the_models_that_variants_are_of_are_known_where_no_plugin_runs(stored):
    sweep, _ = stored
    bases = model_options.bases(sweep)
    assert bases.keys() == {"mlnn"}
    assert (
        declared_options.chosen(bases["mlnn"].declared, {"width": 3}, "it")["width"]
        == 3
    )
