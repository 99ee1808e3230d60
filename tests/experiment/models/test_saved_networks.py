"""Networks are kept without their optimizer, and answer the same when they are loaded."""

import warnings

import keras
import numpy as np
import pytest

from noiselab.experiment import models
from noiselab.experiment.models import saved_networks

IMAGES = np.random.default_rng(2).random((260, 8, 8, 1), dtype=np.float32)
SEQUENTIAL = """
def network(shape, classes): return ending(softmax(classes))
"""
FUNCTIONAL = """
def network(shape, classes):
    images = Input(shape)
    return Model(images, softmax(classes)(layers.Flatten()(images)), name="own")
"""
CLASS = """
@registered()
class Net(Model):
    def __init__(self, classes, **more):
        super().__init__(**more)
        self.classes, self.flat, self.last = classes, layers.Flatten(), softmax(classes)
    def call(self, x): return self.last(self.flat(x))
    def get_config(self): return super().get_config() | {"classes": self.classes}
def network(shape, classes): return Net(classes, name="own")
"""


@pytest.mark.parametrize("code", [FUNCTIONAL, CLASS], ids=["functional", "class"])
@pytest.mark.slow
def test_a_network_is_kept_without_its_optimizer(build, tmp_path, code):
    network = build(code)
    network.compile(models.optimizer("mlnn", 0.1), "sparse_categorical_crossentropy")
    network.fit(IMAGES[:20], np.arange(20) % 3, verbose=0)
    path = tmp_path / "model.keras"
    saved_networks.save(network, path)
    loaded = saved_networks.load(path)
    assert loaded.name == "own"
    assert not loaded.compiled
    assert path.stat().st_size < 20_000
    answers = saved_networks.answers(loaded, IMAGES)  # in more than one batch
    assert answers.dtype == np.float32
    expected = network.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(answers, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("code", [SEQUENTIAL, FUNCTIONAL], ids=["chain", "functional"])
def test_a_network_is_kept_with_one_input_and_one_output(build, tmp_path, code):
    """As its owner made it: other tools take a list of one tensor for something else."""
    saved_networks.save(build(code), tmp_path / "model.keras")
    loaded = saved_networks.load(tmp_path / "model.keras")
    assert loaded.input.shape == (None, 8, 8, 1)
    assert loaded.output.shape == (None, 3)
    assert loaded(IMAGES[:2]).shape == (2, 3)


def test_a_network_that_was_kept_with_lists_still_answers(build, tmp_path):
    network = build(FUNCTIONAL)
    listed = keras.Model(network.inputs, network.outputs)
    listed.save(tmp_path / "model.keras")
    loaded = saved_networks.load(tmp_path / "model.keras")
    assert isinstance(loaded.input, list)
    with warnings.catch_warnings(action="error"):
        answers = saved_networks.answers(loaded, IMAGES[:2])
    np.testing.assert_array_equal(answers, saved_networks.answers(network, IMAGES[:2]))


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((28, 28, 1), {"mlnn": 250, "convnet": 250, "resnet20": 250}),
        ((224, 224, 3), {"mlnn": 250, "convnet": 76, "resnet20": 15}),
    ],
)
def test_of_large_images_fewer_are_asked_about_at_once(shape, sizes):
    for name, size in sizes.items():
        network = models.build(name, shape, 10)
        assert saved_networks._batch_size(network) == size
        values = sum(map(saved_networks._values, network.layers))
        assert 4 * values * size <= saved_networks.HELD


def test_answers_are_those_of_each_image_whatever_the_batch(monkeypatch):
    network = models.build("resnet20", (8, 8, 1), 3)
    whole = saved_networks.answers(network, IMAGES)
    monkeypatch.setattr(saved_networks, "HELD", 2**20)
    assert saved_networks._batch_size(network) < 100
    parts = saved_networks.answers(network, IMAGES)
    np.testing.assert_allclose(parts, whole, rtol=1e-5, atol=1e-6)


def test_layers_in_a_layer_count_each():
    from keras import Sequential, layers

    inner = Sequential([layers.Input((4, 4, 1)), layers.Flatten(), layers.Dense(3)])
    network = Sequential([layers.Input((4, 4, 1)), inner, layers.Dense(2)])
    counted = sum(map(saved_networks._values, network.layers))
    assert counted == 16 + 3 + 2
