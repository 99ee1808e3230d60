import numpy as np
import pytest

from noiselab.experiment import models
from noiselab.experiment.models import saved_networks


def weighted(network):
    """The layers that the paper counts: convolutions, and the dense one."""
    return [layer for layer in network.layers if hasattr(layer, "kernel")]


def trained(network):
    return sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)


def test_it_has_the_layers_and_the_parameters_of_the_paper():
    network = models.build("resnet20", (32, 32, 3), 10)
    *convolutions, dense = weighted(network)
    assert len(convolutions) + 1 == 6 * 3 + 2
    assert [layer.filters for layer in convolutions] == [16] * 7 + [32] * 6 + [64] * 6
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    sides = [layer.output.shape[1] for layer in convolutions]
    assert sides == [32] * 7 + [16] * 6 + [8] * 6
    by_hand = 9 * (3 * 16 + 6 * 16 * 16)  # the first stage's convolutions
    by_hand += 9 * (16 * 32 + 5 * 32 * 32) + 9 * (32 * 64 + 5 * 64 * 64)
    by_hand += 2 * (7 * 16 + 6 * 32 + 6 * 64)  # normalisation: a factor and a term each
    by_hand += (64 + 1) * 10
    assert trained(network) == by_hand == 269_722  # table 6: 0.27 M
    assert dense.units == 10


@pytest.mark.parametrize(
    ("shape", "sides"), [((28, 28, 1), (28, 14, 7)), ((224, 224, 3), (224, 112, 56))]
)
def test_it_takes_small_and_large_images_alike(shape, sides):
    network = models.build("resnet20", shape, 1000)
    last = {layer.filters: layer.output.shape[1] for layer in weighted(network)[:-1]}
    assert tuple(last[filters] for filters in (16, 32, 64)) == sides
    assert trained(network) == 269_722 + 65 * 990 + 9 * 16 * (shape[-1] - 3)


def test_a_shortcut_keeps_every_second_pixel_and_adds_channels_of_zeros():
    network = models.build("resnet20", (9, 7, 3), 4)
    kept = next(layer for layer in network.layers if "pooling2d" in layer.name)
    padded = [layer for layer in network.layers if "permute" in layer.name][1]
    from keras import Model, ops

    shortcut = Model(kept.input, padded.output)
    values = np.random.default_rng(0).random((2, 9, 7, 16), np.float32)
    given = ops.convert_to_numpy(shortcut(values))
    np.testing.assert_array_equal(given[..., 8:24], values[:, ::2, ::2])
    assert not given[..., :8].any()
    assert not given[..., 24:].any()


def test_convolutions_that_halve_are_centred_on_the_pixels_that_are_kept():
    network = models.build("resnet20", (8, 8, 1), 4)
    (halving, *_) = [
        layer
        for layer in weighted(network)
        if layer.name and (getattr(layer, "strides", None) == (2, 2))
    ]
    padding = [layer for layer in network.layers if "zero_padding" in layer.name]
    assert halving.padding == "valid"
    assert any(layer.output is halving.input for layer in padding)


def test_it_is_kept_whole_and_opens_without_this_package(tmp_path):
    network = models.build("resnet20", (8, 8, 1), 3)
    images = np.random.default_rng(1).random((5, 8, 8, 1), np.float32)
    models.check(network, images, 3)
    saved_networks.save(network, tmp_path / "model.keras")
    loaded = saved_networks.load(tmp_path / "model.keras")
    np.testing.assert_array_equal(
        saved_networks.answers(loaded, images), saved_networks.answers(network, images)
    )
    modules = {type(layer).__module__.split(".")[0] for layer in loaded.layers}
    assert modules == {"keras"}


def test_it_is_trained_with_momentum_and_the_weight_decay_of_the_paper():
    model = models.model("resnet20")
    assert (model.label, model.epochs, model.learning_rate) == ("ResNet-20", 30, 0.1)
    optimizer = models.optimizer("resnet20", 0.25)
    assert type(optimizer).__name__ == "SGD"
    assert float(optimizer.learning_rate) == 0.25
    assert (optimizer.momentum, optimizer.weight_decay) == (0.9, 1e-4)
