import pytest

from noiselab.common.errors import PartOptionError, TakenNameError
from noiselab.experiment import models
from noiselab.experiment.models.model import RESERVED
from noiselab.experiment.models.optimizers import OPTIMIZERS


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_has_its_class_and_takes_a_learning_rate(name):
    design = models.model("mlnn", optimizer=name)
    assert design.learning_rate == OPTIMIZERS[name].learning_rate
    made = models.optimizer(design, 0.25)
    assert type(made).__name__ == OPTIMIZERS[name].class_name
    assert float(made.learning_rate) == 0.25


def test_momentum_differs_from_plain_descent():
    momenta = {
        name: models.optimizer(models.model("mlnn", optimizer=name), 0.1).momentum
        for name in ("momentum", "sgd")
    }
    assert momenta == {"momentum": 0.9, "sgd": 0.0}


def layers(design, shape=(12, 12, 1)):
    network = models.build(design, shape, 3)
    return [
        (type(layer).__name__, getattr(layer, "units", None) or layer.filters)
        for layer in network.layers
        if hasattr(layer, "kernel")
    ]


def test_options_change_the_layers():
    wide = models.model("wide", model="mlnn", width=7, depth=3, dropout=0)
    assert layers(wide) == [("Dense", 7)] * 3 + [("Dense", 3)]
    small = models.model("convnet", filters=5, width=9, dense_dropout=0.1)
    assert layers(small) == [
        ("Conv2D", 5),
        ("Conv2D", 10),
        ("Dense", 9),
        ("Dense", 3),
    ]
    network = models.build(small, (12, 12, 1), 3)
    rates = [layer.rate for layer in network.layers if hasattr(layer, "rate")]
    assert rates == [0.25, 0.1]
    deep = layers(models.model("resnet20", filters=3, blocks=2))
    assert len(deep) == 6 * 2 + 2
    assert {size for _, size in deep[:-1]} == {3, 6, 12}


def test_options_change_the_work():
    shape = (28, 28, 1)
    plain = models.model("mlnn").multiplications(shape)
    assert models.model("mlnn", width=1024).multiplications(shape) > 2 * plain
    for name in models.MODELS:
        model = models.model(name)
        assert model.multiplications(shape) == model.work(shape)


@pytest.fixture
def mine():
    yield
    models.MODELS.pop("mine", None)


def test_a_model_of_ones_own_declares_options(mine):
    @models.register("mine", options={"units": models.Option(4, lowest=1)})
    def build(shape, classes, units):
        from keras import Input, Sequential, layers

        last = layers.Dense(classes, "softmax")
        return Sequential([Input(shape), layers.Flatten(), layers.Dense(units), last])

    assert layers("mine") == [("Dense", 4), ("Dense", 3)]
    assert layers(models.model("mine", units=6)) == [("Dense", 6), ("Dense", 3)]
    assert models.model("mine").multiplications((2, 2, 1)) == 2048
    with pytest.raises(PartOptionError, match="model mine: unit is no option of model"):
        models.model("mine", unit=3)


@pytest.mark.parametrize("name", [*RESERVED, "two words", "3d"])
def test_an_option_has_a_name_that_nothing_else_has(mine, name):
    with pytest.raises(TakenNameError, match="an option cannot be called"):
        models.register("mine", options={name: models.Option(1)})
    assert "mine" not in models.MODELS
