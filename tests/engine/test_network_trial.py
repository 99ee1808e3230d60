"""Networks from files are tried before any point runs, and what is wrong is one line."""

import keras
import pytest
from helpers.networks import write_network
from keras import layers

from noiselab.engine import network_trial

SHAPE = (8, 8, 1)


@pytest.fixture
def network(tmp_path):
    """Saves a network of digits; gives its path."""

    def network(units=10, activation="softmax", shape=SHAPE):
        last = [layers.Flatten(), layers.Dense(units, activation=activation)]
        made = keras.Sequential([keras.Input(shape), *last])
        made.save(tmp_path / "net.keras")
        return tmp_path / "net.keras"

    return network


@pytest.mark.slow
def test_several_are_tried_at_once_in_another_process(network, tmp_path):
    wrong = write_network(tmp_path / "wrong.keras")  # 64 values for an image
    asked = {"good": (network(), {}), "bad": (wrong, {}), "gone": (tmp_path / "x", {})}
    found = network_trial.problems(asked, SHAPE, 10)
    assert {*found} == {"bad", "gone"}
    assert found["bad"].startswith("answers with 64 values for an image, but the data")
    assert found["gone"] == "there is no such file"


def test_what_is_printed_is_one_line_of_what_was_found(network, capfd):
    options = {"file": str(network(activation=None))}
    assert "write outputs: logits" in network_trial._problem("mine", options, SHAPE, 10)
    options["outputs"] = "logits"
    assert network_trial._problem("mine", options, SHAPE, 10) == ""


def test_a_file_that_is_no_network_is_said_to_be_none(tmp_path):
    (tmp_path / "net.keras").write_text("no network")
    options = {"file": str(tmp_path / "net.keras")}
    assert network_trial._problem("mine", options, SHAPE, 10) == (
        "is no file of Keras; save the network with network.save()"
    )


def test_a_trial_that_ends_early_leaves_the_word_to_the_points(monkeypatch, network):
    monkeypatch.setattr(network_trial, "_MARK", "never printed by that process: ")
    asked = {"mine": (network(), {})}
    assert network_trial.problems(asked, SHAPE, 10) == {}
