"""What networks are said to hold is what Keras builds."""

import math

import pytest

from noiselab.experiment import models
from noiselab.experiment.models.sizes import usual


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mlnn", {"width": 64, "depth": 4}),
        ("convnet", {"filters": 8, "width": 32}),
        ("resnet20", {"filters": 8, "blocks": 1}),
    ],
)
def test_layers_and_weights_are_those_that_keras_makes(name, options):
    shape = (12, 9, 3)
    model = models.model(name, **options)
    network = models.build(model, shape, 10)
    made = [math.prod(layer.output.shape[1:]) for layer in network.layers]
    sizes = model.sizes_on(shape)
    assert sum(sizes.layers) == pytest.approx(sum(made), rel=0.3)
    assert max(sizes.layers) == pytest.approx(max(made), rel=0.5)  # padding, too
    learned = sum(math.prod(each.shape) for each in network.trainable_weights)
    assert sizes.weights == pytest.approx(learned, rel=0.1)


def test_a_network_that_says_none_counts_as_a_small_convolutional_one():
    shape = (28, 28, 1)
    layers, weights = usual(shape, width=3)
    assert sum(layers) == pytest.approx(
        sum(models.MODELS["convnet"].sizes_on(shape).layers), rel=0.2
    )
    assert weights == 512 * 784
