import numpy as np
import pytest

from noiselab.experiment import keras_setup

EACH = pytest.mark.parametrize(
    ("name", "operation"),
    [("Adadelta", "ResourceApplyAdadelta"), ("RMSprop", "ResourceApplyRMSProp")],
)


@pytest.fixture(scope="module", autouse=True)
def keras():
    keras_setup.prepare()
    import keras

    yield keras
    keras_setup.prepare()  # forget the networks


def make(name, rate):
    from noiselab.experiment import fused_optimizers

    return getattr(fused_optimizers, name.lower())(rate)


def trained(optimizer, steps=6):
    """Weights and the optimizer's own variables, after a few steps."""
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    shapes = [(7, 5), (5,), (3, 3, 1, 2)]
    weights = [keras.Variable(rng.normal(size=s).astype("float32")) for s in shapes]
    for step in range(steps):
        if step == steps - 2:
            optimizer.learning_rate = 0.25
        slopes = [rng.normal(size=s) * 10.0 ** rng.integers(-4, 2) for s in shapes]
        optimizer.apply([tf.constant(s, "float32") for s in slopes], weights)
    return [keras.ops.convert_to_numpy(v) for v in (*weights, *optimizer.variables)]


@EACH
@pytest.mark.parametrize("rate", [1.0, 0.001])
def test_weights_change_as_by_keras_itself(keras, name, operation, rate):
    of_keras = getattr(keras.optimizers, name)
    actual, expected = trained(make(name, rate)), trained(of_keras(rate))
    assert len(actual) == len(expected) > 6
    for weights, weights_of_keras in zip(actual, expected, strict=True):
        np.testing.assert_allclose(weights, weights_of_keras, rtol=1e-5, atol=1e-9)


def with_part_hidden(optimizer_class, hidden):
    """Make a class of optimizers of which only Keras's own methods reach a part."""

    class Hidden(optimizer_class):
        inside = False

        def __getattribute__(self, name):
            if name == hidden and not type(self).inside:
                raise AttributeError(name)
            return super().__getattribute__(name)

        def build(self, variables):
            type(self).inside = True
            super().build(variables)
            type(self).inside = False

        def update_step(self, gradient, weight, rate):
            type(self).inside = True
            super().update_step(gradient, weight, rate)
            type(self).inside = False

    return Hidden


def parts():
    from noiselab.experiment import fused_optimizers

    yield from (("Adadelta", part) for part in fused_optimizers.ADADELTA_PARTS)
    yield from (("RMSprop", part) for part in fused_optimizers.RMSPROP_PARTS)


@pytest.mark.slow
def test_where_keras_lacks_a_part_it_computes_the_step_itself(keras, monkeypatch):
    pairs = [*parts()]
    assert len(pairs) == 5
    for name, part in pairs:
        of_keras = getattr(keras.optimizers, name)
        with monkeypatch.context() as patched:
            hidden = with_part_hidden(of_keras, part)
            patched.setattr(keras.optimizers, name, hidden)
            fallback = trained(make(name, 0.1))
        for weights, expected in zip(fallback, trained(of_keras(0.1)), strict=True):
            np.testing.assert_array_equal(weights, expected)
        for weights, fused in zip(fallback, trained(make(name, 0.1)), strict=True):
            np.testing.assert_allclose(weights, fused, rtol=1e-5, atol=1e-9)


@EACH
def test_each_weight_is_changed_by_one_operation(keras, name, operation):
    import tensorflow as tf

    weights = [keras.Variable(np.ones(4, "float32")) for _ in range(2)]
    optimizer = make(name, 0.1)
    optimizer.build(weights)

    @tf.function
    def step():
        optimizer.apply([tf.ones(4), tf.ones(4)], weights)

    graph = step.get_concrete_function().graph
    types = [node.type for node in graph.get_operations()]
    assert types.count(operation) == 2
    assert not {"Sqrt", "Rsqrt", "Square"} & set(types)


@EACH
@pytest.mark.slow
def test_a_network_saved_with_it_needs_keras_alone(keras, name, operation, tmp_path):
    network = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    network.compile(make(name, 0.1), "mse")
    network.fit(np.ones((8, 3)), np.ones((8, 2)), verbose=0)
    network.save(tmp_path / "whole.keras")
    opened = keras.saving.load_model(tmp_path / "whole.keras", safe_mode=True)
    assert type(opened.optimizer) is getattr(keras.optimizers, name)
    for loaded, saved in zip(
        opened.optimizer.variables, network.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(loaded, saved)
