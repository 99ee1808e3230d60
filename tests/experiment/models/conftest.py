"""A plugin whose networks can be used, or cannot."""

import pytest

from noiselab.experiment import keras_setup, models
from noiselab.study.plugins import forget_plugins, load_plugins

HEAD = """\
import keras
import numpy as np
from keras import Input, Model, Sequential, layers

from noiselab import models

registered = keras.saving.register_keras_serializable


def ending(*last):
    return Sequential([Input((8, 8, 1)), layers.Flatten(), *last])


def softmax(classes):
    return layers.Dense(classes, "softmax")

"""


@pytest.fixture(scope="module", autouse=True)
def keras():
    keras_setup.prepare()
    import keras

    yield keras
    keras_setup.prepare()  # forget the networks


@pytest.fixture
def build(tmp_path):
    """Builds the network that a plugin's code, after `HEAD`, calls `network`."""

    def build(code: str, classes: int = 3):
        path = tmp_path / "mine.py"
        path.write_text(
            f"{HEAD}\n{code}\n\n\n@models.register('mine')\n"
            "def build(shape, classes):\n    return network(shape, classes)\n"
        )
        load_plugins([path])
        return models.build("mine", (8, 8, 1), classes)

    yield build
    forget_plugins()
