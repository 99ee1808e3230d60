"""Networks that pass the check before their training, which changes nothing."""

import numpy as np
import pytest

from noiselab.experiment import keras_setup, models
from noiselab.experiment.batches import batches
from noiselab.experiment.random_streams import global_state

IMAGES = np.random.default_rng(1).random((40, 8, 8, 1), dtype=np.float32)

USABLE = {
    "own_layers": (
        "@registered()\n"
        "class Sized(layers.Layer):\n"
        "    def __init__(self, size, **more):\n"
        "        super().__init__(**more)\n"
        "        self.size, self.dense = size, layers.Dense(size)\n"
        "    def build(self, shape): self.dense.build(shape)\n"
        "    def call(self, x): return self.dense(x)\n"
        "    def get_config(self): return super().get_config() | {'size': self.size}\n"
        "@registered()\n"
        "def mine(x): return keras.ops.softmax(x)\n"
        "def network(shape, classes):\n"
        "    return ending(Sized(5), layers.Dropout(0.5), layers.Dense(classes, mine))"
    ),
    "own_class": (
        "@registered()\n"
        "class Net(Model):\n"
        "    def __init__(self, classes, **more):\n"
        "        super().__init__(**more)\n"
        "        self.classes, self.flat = classes, layers.Flatten()\n"
        "        self.drop, self.last = layers.Dropout(0.5), softmax(classes)\n"
        "    def call(self, x, training=False):\n"
        "        return self.last(self.drop(self.flat(x), training=training))\n"
        "    def get_config(self):\n"
        "        return super().get_config() | {'classes': self.classes}\n"
        "def network(shape, classes): return Net(classes)"
    ),
    "not_built_yet": (
        "def network(shape, classes):\n"
        "    return Sequential([layers.Flatten(), layers.Dropout(0.5), "
        "layers.BatchNormalization(), softmax(classes)])"
    ),
    "functional_class": (
        "class Net(Model): pass\n"
        "def network(shape, classes):\n"
        "    images = Input(shape)\n"
        "    return Net(images, softmax(classes)(layers.Flatten()(images)))"
    ),
    "half_precision": (
        "def network(shape, classes):\n"
        "    return ending(layers.Dense(classes, 'softmax', dtype='bfloat16'))"
    ),
    "always_random": (
        "@registered()\n"
        "class Always(layers.Layer):\n"
        "    def __init__(self, **more):\n"
        "        super().__init__(**more)\n"
        "        self.seeds = keras.random.SeedGenerator()\n"
        "    def call(self, x): return keras.random.dropout(x, 0.5, seed=self.seeds)\n"
        "def network(shape, classes): return ending(Always(), softmax(classes))"
    ),
}


def trained(network, is_checked):
    """Train a network for two epochs as the template does; give all that came of it."""
    network.compile(
        models.optimizer("mlnn", 0.01),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=8,
    )
    if is_checked:
        models.check(network, IMAGES[:2], 3)
    labels = np.arange(len(IMAGES)) % 3
    train, test = batches(IMAGES, labels, 8, shuffle=4), batches(IMAGES, labels, 20)
    history = network.fit(
        train, epochs=2, validation_data=test, shuffle=False, verbose=0
    ).history
    probabilities = network.predict(test, verbose=0)
    return history, probabilities, network.get_weights(), global_state()


@pytest.mark.parametrize("code", USABLE.values(), ids=USABLE)
@pytest.mark.slow
def test_a_check_changes_nothing_of_the_training(build, code):
    results = []
    for is_checked in (False, True):
        keras_setup.prepare(seed=3)
        results.append(trained(build(code), is_checked))
    (history, *others, state), (same, *checked, state_after) = results
    assert history == same
    assert state == state_after
    weights, others = others[1], others[0]
    np.testing.assert_array_equal(others, checked[0])
    for weight, same in zip(weights, checked[1], strict=True):
        np.testing.assert_array_equal(weight, same)


@pytest.mark.parametrize("name", models.MODELS)
@pytest.mark.slow
def test_bundled_networks_pass_at_any_precision(name):
    for precision in ("float32", "bfloat16"):
        keras_setup.prepare(precision=precision)
        models.check(models.build(name, (8, 8, 1), 3), IMAGES[:2], 3)
    keras_setup.prepare()
