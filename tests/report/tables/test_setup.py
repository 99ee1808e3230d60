import numpy as np
import pytest
from helpers.html import EVIL, Reader
from helpers.studies import changed, first

from noiselab.analysis.evidence import Evidence
from noiselab.experiment import datasets
from noiselab.report.tables import setup
from noiselab.store import results
from noiselab.store.stored_code import StoredCode
from noiselab.study import sweep_file


@pytest.fixture
def made(sweep, make_study):
    return make_study(sweep, lambda point, level: first(300))


@pytest.fixture
def real(study):
    return Evidence(*results.read_sweep(study), study)


def of(study):
    return dict(Reader(setup.data(study, setup.trained(study))).rows[1:])


def facts(study, column=1):
    rows = Reader(setup.networks(study, setup.trained(study))).rows
    return {row[0]: row[column] for row in rows}


def test_the_data_is_named_with_its_classes_and_their_shares(made):
    rows = of(made)
    assert rows["source"].startswith("digits of scikit-learn")
    assert rows["test images"] == "400"
    assert rows["classes"] == "2"
    assert rows["class shares, test images"] == "0: 75.0 %, 1: 25.0 %"
    assert rows["class shares, training images"] == "unknown"


def test_images_and_the_shares_of_training_classes_are_those_that_were_kept(real):
    rows = of(real)
    assert rows["image size"] == "8 × 8 pixels, 1 channel"
    shares = rows["class shares, training images"].split(", ")
    clean = datasets.load("digits")
    expected = 100 * np.bincount(clean.y_train) / len(clean.y_train)
    assert shares == [f"{n}: {share:.1f} %" for n, share in enumerate(expected)]


def test_each_network_has_a_column_with_how_it_was_trained(made):
    assert facts(made)["fact"] == "MLNN"
    known = facts(made, 2)
    assert known["fact"] == "ConvNet"
    assert known["epochs"] == "2"
    assert known["learning rate"] == "1"
    assert known["batch size"] == "128"
    assert known["training time of a network, s"] == "2.0"


def test_what_was_not_recorded_is_unknown(made):
    assert of(made)["training images"] == "unknown"
    assert "how they were read" not in of(made)
    names = ("layers", "parameters", "optimizer", "loss function")
    assert {facts(made)[name] for name in names} == {"unknown"}


def test_what_the_notebook_says_is_shown(made, monkeypatch):
    code = StoredCode(60000, (28, 28, 3), 669706, EVIL, "mse")
    monkeypatch.setattr(setup.stored_code, "read", lambda *_: code)
    assert of(made)["training images"] == "60,000"
    assert of(made)["image size"] == "28 × 28 pixels, 3 channels"
    assert facts(made)["parameters"] == "669,706"
    assert facts(made)["optimizer"] == EVIL


def test_other_trainings_of_one_model_are_all_named(made):
    other = changed(made, lambda p: p.level, epochs_run=7, seconds={"train": 5.0})
    assert facts(other)["epochs"] == "2 or 7"
    assert facts(other)["training time of a network, s"] == "2.0 to 5.0"


def test_in_what_models_differ_is_said(made):
    words = setup.caveat(made, setup.trained(made))
    assert "learning rate (MLNN 0.001, ConvNet 1)" in words
    assert "epochs" not in words
    one = sweep_file.check(made.sweep.as_file() | {"models": ["mlnn"]})
    results = [r for r in made.results if r.point.model == "mlnn"]
    alone = Evidence(one, results, made.folder.path)
    assert setup.caveat(alone, setup.trained(alone)) == ""


def test_a_study_without_a_done_point_says_so(sweep):
    nothing = Evidence(sweep, [], "nowhere")
    words = setup.networks(nothing, setup.trained(nothing))
    assert words == "<p>No point is done yet.</p>"
    assert [*of(nothing).values()].count("unknown") == 5


def test_a_real_study_is_told_in_full(real):
    rows = facts(real)
    assert rows["layers"].startswith("Flatten → Dense 512, relu → Dropout 0.2")
    assert rows["parameters"] == "301,066"
    assert rows["optimizer"] == "RMSprop"
    assert rows["loss function"] == "sparse_categorical_crossentropy"
    assert facts(real, 2)["optimizer"] == "Adadelta"
    told = of(real)
    assert told["training images"] == "1,437"
    read = "white is 16; 360 images drawn for testing, stratified by class"
    assert told["how they were read"] == read
    assert "unknown" not in told.values()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([3] * 50, "2.0 % in each class"),
        ([3] * 49 + [6], "2.0 % to 3.9 % in each class"),
    ],
)
def test_of_many_classes_the_shares_are_told_from_least_to_most(sweep, counts, words):
    assert setup._shares(counts, sweep) == words
