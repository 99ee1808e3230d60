import random

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError, UnknownNameError
from noiselab.experiment import keras_setup, models


@pytest.fixture(scope="module", autouse=True)
def keras():
    keras_setup.prepare()
    import keras

    yield keras
    keras_setup.prepare()  # forget the networks


def layers(network):
    """Name each layer with its size, rate and activation."""
    descriptions = []
    for layer in network.layers:
        size = getattr(layer, "units", None) or getattr(layer, "filters", None)
        rate = getattr(layer, "rate", None)
        activation = getattr(getattr(layer, "activation", None), "__name__", None)
        parts = (type(layer).__name__, size, rate, activation)
        words = [str(part) for part in parts if part is not None]
        descriptions.append(" ".join(words))
    return descriptions


def test_mlnn_has_the_layers_of_the_keras_example():
    network = models.build("mlnn", (28, 28, 1), 10)
    assert layers(network) == [
        "Flatten",
        "Dense 512 relu",
        "Dropout 0.2",
        "Dense 512 relu",
        "Dropout 0.2",
        "Dense 10 softmax",
    ]
    by_hand = (784 + 1) * 512 + (512 + 1) * 512 + (512 + 1) * 10
    assert network.count_params() == by_hand == 669_706


def test_convnet_has_the_layers_of_the_keras_example():
    network = models.build("convnet", (28, 28, 1), 10)
    assert layers(network) == [
        "Conv2D 32 relu",
        "Conv2D 64 relu",
        "MaxPooling2D",
        "Dropout 0.25",
        "Flatten",
        "Dense 128 relu",
        "Dropout 0.5",
        "Dense 10 softmax",
    ]
    convolutions = (9 * 1 + 1) * 32 + (9 * 32 + 1) * 64
    dense = (12 * 12 * 64 + 1) * 128 + (128 + 1) * 10
    assert network.count_params() == convolutions + dense == 1_199_882


@pytest.mark.parametrize("name", models.MODELS)
class TestEveryModel:
    @pytest.mark.parametrize(("shape", "classes"), [((8, 8, 1), 10), ((9, 12, 3), 4)])
    def test_it_takes_the_images_and_gives_the_classes(self, name, shape, classes):
        network = models.build(name, shape, classes)
        assert network.input_shape == (None, *shape)
        assert network.output_shape == (None, classes)

    def test_it_takes_its_smallest_images_and_no_smaller(self, name):
        def fits(side):
            try:
                network = models.build(name, (side, side, 1), 2)
            except ValueError:  # Keras 3.14 builds some that 3.15 refuses
                return False
            return all(min(layer.output.shape[1:]) > 0 for layer in network.layers)

        side = models.model(name).smallest_side
        assert fits(side)
        assert side == 1 or not fits(side - 1)

    def test_softmax_and_dropout_are_float32_at_any_precision(self, name, keras):
        keras.config.set_dtype_policy("mixed_bfloat16")
        try:
            *inner, last = models.build(name, (8, 8, 1), 10).layers
        finally:
            keras.config.set_dtype_policy("float32")
        assert last.compute_dtype == "float32"
        dropouts = [layer for layer in inner if hasattr(layer, "rate")]
        assert {layer.compute_dtype for layer in dropouts} <= {"float32"}
        learning = [each for each in inner if {"units", "filters"} & {*dir(each)}]
        assert {layer.compute_dtype for layer in learning} == {"bfloat16"}

    def test_dropout_drops_its_rate_at_any_precision(self, name, keras):
        keras.config.set_dtype_policy("mixed_bfloat16")
        try:
            network = models.build(name, (8, 8, 1), 10)
        finally:
            keras.config.set_dtype_policy("float32")
        for layer in network.layers:
            if rate := getattr(layer, "rate", None):
                ones = keras.ops.ones(1_000_000, "bfloat16")
                output = keras.ops.convert_to_numpy(layer(ones, training=True))
                assert (output == 0).mean() == pytest.approx(rate, abs=0.002)

    def test_it_is_not_compiled_and_has_its_own_name(self, name):
        network = models.build(name, (8, 8, 1), 10)
        assert not network.compiled
        assert network.name == models.model(name).name == name


@pytest.mark.parametrize(
    ("name", "class_name", "rate", "epochs"),
    [("mlnn", "RMSprop", 0.001, 20), ("convnet", "Adadelta", 1.0, 12)],
)
def test_each_is_trained_as_the_keras_examples_were(name, class_name, rate, epochs):
    model = models.model(name)
    assert (model.learning_rate, model.epochs) == (rate, epochs)
    optimizer = models.optimizer(name, 0.25)
    assert type(optimizer).__name__ == class_name
    assert float(optimizer.learning_rate) == 0.25


def test_epochs_and_learning_rate_are_the_models_own_unless_others_are_wanted():
    assert (models.epochs("convnet"), models.learning_rate("convnet")) == (12, 1.0)
    assert models.epochs("convnet", 3) == 3
    assert models.learning_rate("convnet", 0.5) == 0.5


def test_labels_are_those_of_the_examples():
    labels = {name: model.label for name, model in models.MODELS.items()}
    assert labels == {"mlnn": "MLNN", "convnet": "ConvNet", "resnet20": "ResNet-20"}


@pytest.mark.parametrize(
    "use",
    [
        models.build,
        models.optimizer,
        models.model,
        models.epochs,
        models.learning_rate,
    ],
)
def test_an_unknown_model_is_refused_with_a_list_of_models(use):
    arguments = {models.build: ((8, 8, 1), 10), models.optimizer: (0.1,)}.get(use, ())
    with pytest.raises(UnknownNameError) as caught:
        use("cnn", *arguments)
    known = "mlnn, convnet, resnet20"
    assert str(caught.value) == f"unknown model 'cnn'; available: {known}"


def test_the_summary_is_plain_text_that_fits_a_page(capsys):
    models.print_summary(models.build("mlnn", (28, 28, 1), 10))
    printed = capsys.readouterr().out
    assert "Total params: 669,706" in printed
    assert max(map(len, printed.splitlines())) <= 72
    assert "\x1b" not in printed


@pytest.fixture
def mine():
    """Registers a model with a function that builds, and one for its optimizer."""

    def register(network=None, optimizer=None):
        def build(shape, classes):
            return network

        models.MODELS.pop("mine", None)
        models.register("mine", optimizer=lambda rate: optimizer)(build)

    yield register
    models.MODELS.pop("mine", None)


@pytest.mark.parametrize(
    ("built", "words"),
    [(None, "None"), ([1], "a list"), (models.Model, "the class Model")],
)
def test_what_is_no_network_is_refused(mine, built, words):
    mine(network=built)
    with pytest.raises(NoiselabError) as caught:
        models.build("mine", (8, 8, 1), 3)
    assert str(caught.value) == f"model mine: builds {words}, not a Keras network"


def test_what_is_no_optimizer_is_refused(mine, keras):
    for made, words in (
        ("adam", "'adam'"),
        (0.1, "a float"),
        (keras.optimizers.Adam, "the class Adam"),
    ):
        mine(optimizer=made)
        with pytest.raises(NoiselabError) as caught:
            models.optimizer("mine", 0.1)
        assert str(caught.value) == (
            f"model mine: its optimizer is {words}; return one of Keras's with the "
            "given learning rate, such as keras.optimizers.Adam(learning_rate)"
        )


@pytest.mark.slow
def test_weights_follow_from_seed_and_repeat_whatever_is_drawn_before(keras):
    def weights(draw=lambda: None, networks=1):
        keras_setup.prepare(seed=3, repeat=1)
        draw()
        built = [models.build("mlnn", (8, 8, 1), 10) for _ in range(networks)]
        return [network.get_weights()[0] for network in built]

    def watch():
        random.random()
        np.random.rand()  # noqa: NPY002
        keras.random.uniform((1,))

    first, second = weights(networks=2)
    again = weights(watch, networks=2)
    np.testing.assert_array_equal(first, again[0])
    np.testing.assert_array_equal(second, again[1])
    assert not np.array_equal(first, second)
