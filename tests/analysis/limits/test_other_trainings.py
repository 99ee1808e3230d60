import pytest
from helpers.answered import checked
from helpers.limits import statements, texts
from helpers.studies import diverged, first

from noiselab.analysis import verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.common.schema import HISTORY

TOPICS = ("other epochs", "other weights")


@pytest.fixture
def with_history(study, make_result):
    """Gives the study, the first of its results with another history."""

    def make(**lists) -> Evidence:
        first, *others = study.results
        history = first.history.model_dump() | lists
        changed = make_result(
            first.point,
            metrics=first.metrics.model_dump(),
            history=history,
            confusion_matrix=first.confusion_matrix,
        )
        return Evidence(study.sweep, [changed, *others], study.folder.path)

    return make


def test_of_trainings_as_they_were_set_nothing_is_said(study):
    assert texts(study, *TOPICS) == []


@pytest.mark.parametrize("epochs", [1, 7])
def test_a_network_with_other_epochs_than_set_is_named(with_history, epochs):
    lists = {name: [0.875] * epochs for name in HISTORY}
    assert texts(with_history(**lists), *TOPICS) == [
        "1 network was not trained for the epochs that the settings give (MLNN, "
        f"without noise on digits: {epochs} instead of 2 epochs). The template or "
        "the model decided it; if it did so by the test images, validation figures "
        "then tend to be better than on images that had no part in it."
    ]


def test_a_network_that_keeps_other_weights_than_its_last_is_named(with_history):
    assert texts(with_history(val_accuracy=[0.875, 0.8]), *TOPICS) == [
        "1 network was recorded with another accuracy than after the last epoch (MLNN, "
        "without noise on digits). Either the template or the model keeps other weights "
        "than the last, or validates on other images while it trains. If the test images "
        "chose the weights, validation figures then tend to be better than on images that "
        "had no part in it."
    ]


def test_a_network_that_was_not_validated_at_the_end_may_have_any_weights(
    with_history,
):
    assert texts(with_history(val_accuracy=[0.9, None]), *TOPICS) == [
        "1 network was not validated after the last epoch (MLNN, without noise on "
        "digits), so it is not known whether the last weights were recorded. If the test "
        "images chose the weights, validation figures then tend to be better than on "
        "images that had no part in it."
    ]


@pytest.mark.parametrize("last", [0.875, 0.8751, 351 / 400])
def test_what_may_be_the_last_weights_is_not_named(with_history, last):
    assert texts(with_history(val_accuracy=[0.8, last]), *TOPICS) == []


def test_networks_that_diverged_are_left_out(with_history):
    study = with_history(**{name: [0.5] for name in HISTORY})
    results = [diverged(result) for result in study.results]
    assert texts(Evidence(study.sweep, results, study.folder.path), *TOPICS) == []


def held_out(study, kept):
    """Give the study, its first network validated on 40 held-out training images."""
    first, *others = study.results
    chosen = {"held_out": 40, "kept_epoch": kept}
    changed = first.model_copy(update=chosen)
    return Evidence(study.sweep, [changed, *others], study.folder.path)


def test_what_held_out_images_chose_is_told_and_no_other_weights_are(study):
    assert texts(held_out(study, 2), "held out", *TOPICS) == [
        "After each epoch, networks were validated on 40 training images that were held "
        "out, with noise like that of the others; learning curves show these figures. All "
        "other validation figures are of the test images, which chose nothing. The held-out "
        "images chose the weights, those of their lowest loss: of epoch 2; 0 of 1 training "
        "ended early."
    ]


def test_that_held_out_images_chose_nothing_is_told(study):
    (text,) = texts(held_out(study, None), "held out", *TOPICS)
    assert text.endswith("They chose nothing either: the last epoch was kept.")


def test_a_network_from_a_file_is_said_to_be_trained_elsewhere(
    make_study, tmp_path, monkeypatch
):
    (tmp_path / "net.keras").write_bytes(b"a network")
    monkeypatch.chdir(tmp_path)
    sweep = checked(models=["mlnn", "mine"], mine={"file": "net.keras"})
    evidence = make_study(sweep, lambda point, level: first(350))
    (said,) = statements(evidence, "trained already", *TOPICS)
    assert said.text.startswith("mine was trained already (net.keras), and not here: ")
    assert said.models == ("mine",)
    models = {gain.model for gain in verdicts.judge(evidence).gains}
    assert models == {"mlnn"}
    assert {gap.model for gap in verdicts.judge(evidence).gaps} == {"mlnn"}
    untested = [r.point for r, _ in evidence.untested() if r.point.model == "mine"]
    assert {point.level for point in untested} <= {0}
