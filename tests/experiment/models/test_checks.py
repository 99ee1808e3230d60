"""Networks that are refused before their training, and those that are not."""

import re

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError, PluginError
from noiselab.experiment import models

IMAGES = np.random.default_rng(1).random((40, 8, 8, 1), dtype=np.float32)
SOFTMAX = 'end it in layers.Dense(3, activation="softmax")'
HOW_TO_KEEP = (
    "layers, networks and functions of your own must stand at the top of a plugin's "
    "file, under @keras.saving.register_keras_serializable(), with a get_config that "
    "gives all arguments of __init__"
)

UNUSABLE = {
    "logits": (
        "def network(shape, classes): return ending(layers.Dense(classes))",
        f"gives answers that are no probabilities: one is -N; {SOFTMAX}",
    ),
    "sigmoids": (
        "def network(shape, classes): return ending(layers.Dense(classes, 'sigmoid'))",
        "gives answers that are no probabilities: those of an image sum to N, not 1; "
        f"{SOFTMAX}",
    ),
    "one_too_many": (
        "def network(shape, classes): return ending(softmax(classes + 1))",
        "gives answers of shape (4, 4) for 4 images of 3 classes, not (4, 3); "
        f"{SOFTMAX}",
    ),
    "one_too_few": (
        "def network(shape, classes): return ending(softmax(classes - 1))",
        "gives answers of shape (4, 2) for 4 images of 3 classes, not (4, 3); "
        f"{SOFTMAX}",
    ),
    "rank_3": (
        "def network(shape, classes):\n"
        "    return Sequential([Input(shape), layers.Reshape((8, 8)), "
        "softmax(classes)])",
        "gives answers of shape (4, 8, 3) for 4 images of 3 classes, not (4, 3); "
        f"{SOFTMAX}",
    ),
    "dict": (
        "def network(shape, classes):\n"
        "    images = Input(shape)\n"
        "    return Model(images, {'a': softmax(classes)(layers.Flatten()(images))})",
        "gives a dict of outputs; give one, the probabilities of the classes",
    ),
    "list": (
        "def network(shape, classes):\n"
        "    images = Input(shape)\n"
        "    answers = softmax(classes)(layers.Flatten()(images))\n"
        "    return Model(images, [answers, answers])",
        "gives a list of outputs; give one, the probabilities of the classes",
    ),
    "nan": (
        "def network(shape, classes):\n"
        "    nothing = keras.initializers.Constant(float('nan'))\n"
        "    return ending(layers.Dense(classes, 'softmax', "
        "bias_initializer=nothing))",
        "gives answers that are not finite numbers, before any training",
    ),
    "two_inputs": (
        "def network(shape, classes):\n"
        "    images, more = Input(shape, name='a'), Input(shape, name='b')\n"
        "    return Model([images, more], softmax(classes)(layers.Flatten()(images + "
        "more)), name='n')",
        'fails on images of shape (8, 8, 1) (ValueError: Layer "n" expects 2 named '
        "input(s) with keys ['a', 'b'], but it received 1 input tensors. Pass inputs "
        "as a dict, e.g. `layer({'a': ..., 'b': ...})`)",
    ),
    "other_size": (
        "def network(shape, classes):\n"
        "    return Sequential([Input((9, 9, 1)), layers.Flatten(), "
        "layers.Dense(classes, 'softmax', name='last')])",
        "fails on images of shape (8, 8, 1) (ValueError: Input 0 with name 'None' of "
        "layer 'last' is incompatible with the layer: expected axis -1 of input shape "
        "to have value 81, but received input with shape (4, 64))",
    ),
    "lambda_layer": (
        "def network(shape, classes):\n"
        "    return ending(layers.Lambda(lambda x: 2 * x), softmax(classes))",
        "has a Lambda layer, whose code no file keeps safely; put a layer class of "
        f"your own in its place: {HOW_TO_KEEP}",
    ),
    "unregistered_layer": (
        "class LambdaDoubled(layers.Layer):\n"
        "    def call(self, x): return 2 * x\n"
        "def network(shape, classes):\n"
        "    return ending(LambdaDoubled(), softmax(classes))",
        "cannot be saved and loaded (TypeError: Could not locate class "
        f"'LambdaDoubled'); {HOW_TO_KEEP}",
    ),
    "unregistered_function": (
        "def mine(x): return keras.ops.softmax(x)\n"
        "def network(shape, classes): return ending(layers.Dense(classes, mine))",
        "cannot be saved and loaded (TypeError: Could not locate function 'mine'); "
        f"{HOW_TO_KEEP}",
    ),
    "layer_in_a_function": (
        "def network(shape, classes):\n"
        "    @registered()\n"
        "    class Local(layers.Layer):\n"
        "        def call(self, x): return x\n"
        "    return ending(Local(), softmax(classes))",
        "Local is defined inside a function, where tests of the trained network would "
        f"not find it; {HOW_TO_KEEP}",
    ),
    "without_config": (
        "@registered()\n"
        "class Net(Model):\n"
        "    def __init__(self, classes):\n"
        "        super().__init__()\n"
        "        self.flat, self.last = layers.Flatten(), softmax(classes)\n"
        "    def call(self, x): return self.last(self.flat(x))\n"
        "def network(shape, classes): return Net(classes)",
        "cannot be saved and loaded (NotImplementedError: Object Net was created by "
        "passing non-serializable argument values in `__init__()`, and therefore the "
        "object must override `get_config()` in order to be serializable. Please "
        f"implement `get_config()`); {HOW_TO_KEEP}",
    ),
    "hidden_weights": (
        "@registered()\n"
        "class Hidden(layers.Layer):\n"
        "    def __init__(self, **more):\n"
        "        super().__init__(**more)\n"
        "        self.hidden = np.random.default_rng().random((64, 64), 'float32')\n"
        "    def call(self, x): return keras.ops.matmul(x, self.hidden)\n"
        "def network(shape, classes): return ending(Hidden(), softmax(classes))",
        "answers differently after it was saved and loaded; all that its layers draw "
        "or learn must be their weights, made by add_weight",
    ),
}


@pytest.mark.parametrize(("code", "problem"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_network_whose_training_would_be_lost_is_refused(build, code, problem):
    network = build(code)
    with pytest.raises(PluginError) as caught:
        models.check(network, IMAGES[:2], 3)
    place, said = str(caught.value).split(": model mine: ")
    assert re.fullmatch(r".*mine\.py, line \d+", place)
    said = re.sub(r"(one is -|image sum to )[\d.]+", r"\1N", said)
    assert said == problem


def test_an_error_in_a_layer_of_a_plugin_names_its_line(build):
    network = build(
        "class Bad(layers.Layer):\n"
        "    def call(self, x):\n"
        "        raise KeyError('no such key')\n"
        "def network(shape, classes):\n"
        "    return Sequential([layers.Flatten(), Bad(), softmax(classes)])"
    )
    with pytest.raises(PluginError) as caught:
        models.check(network, IMAGES[:2], 3)
    assert re.fullmatch(
        r".*mine\.py, line 20: KeyError: .*no such key.*", str(caught.value)
    )
    assert "\x1b" not in str(caught.value)


def test_a_network_of_a_notebooks_cell_is_refused_by_its_name(keras):
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3)],
        name="own",
    )
    with pytest.raises(NoiselabError) as caught:
        models.check(network, IMAGES[:2], 3)
    assert re.sub(r"-?\d\.\d+", "N", str(caught.value)) == (
        f"network own: gives answers that are no probabilities: one is N; {SOFTMAX}"
    )


def test_a_layer_of_a_notebooks_cell_is_refused(keras):
    names = {"__name__": "__main__", "layers": keras.layers, "keras": keras}
    exec(
        "@keras.saving.register_keras_serializable()\n"
        "class InCell(layers.Layer):\n    def call(self, x): return x\n",
        names,
    )
    last = keras.layers.Dense(3, "softmax")
    parts = [keras.Input((8, 8, 1)), keras.layers.Flatten(), names["InCell"](), last]
    with pytest.raises(NoiselabError) as caught:
        models.check(keras.Sequential(parts, name="own"), IMAGES[:2], 3)
    assert str(caught.value) == (
        "network own: InCell is defined in this notebook, where tests of the trained "
        f"network would not find it; {HOW_TO_KEEP}"
    )
