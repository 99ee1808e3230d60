"""Networks are kept without their optimizer, and answer the same when they are loaded."""

import numpy as np
import pytest

from noiselab.experiment import models
from noiselab.experiment.models import saved_networks

IMAGES = np.random.default_rng(2).random((260, 8, 8, 1), dtype=np.float32)
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
