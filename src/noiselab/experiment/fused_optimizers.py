"""Keras's optimizers, changing each weight in one operation instead of a dozen.

Formulas, settings and class remain Keras's own, so a network that is saved with its
optimizer opens without noiselab. TensorFlow's fused operations go through memory fewer
times. Only this file touches undocumented parts of Keras's optimizers; where one of
them is missing, Keras computes the step itself. Importing this loads Keras.
"""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

ADADELTA_PARTS = (
    "_get_variable_index",
    "_accumulated_grads",
    "_accumulated_delta_vars",
)
RMSPROP_PARTS = ("_get_variable_index", "_velocities")


def adadelta(learning_rate: float) -> Any:
    """Make Keras's `Adadelta`, computed by TensorFlow's `ResourceApplyAdadelta`.

    Args:
        learning_rate: Factor of each step, more than 0.

    Source:
        M. D. Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012.
    """
    optimizer = keras.optimizers.Adadelta(learning_rate)

    def update_step(gradient: Any, weight: Any, rate: Any) -> None:
        index = optimizer._get_variable_index(weight)
        tf.raw_ops.ResourceApplyAdadelta(
            var=weight.handle,
            accum=optimizer._accumulated_grads[index].value.handle,
            accum_update=optimizer._accumulated_delta_vars[index].value.handle,
            lr=tf.cast(rate, weight.dtype),
            rho=optimizer.rho,
            epsilon=optimizer.epsilon,
            grad=tf.cast(gradient, weight.dtype),
        )

    return _with_step(optimizer, update_step, ADADELTA_PARTS)


def rmsprop(learning_rate: float) -> Any:
    """Make Keras's `RMSprop`, computed by TensorFlow's `ResourceApplyRMSProp`.

    It has no momentum and is not centered, whatever is set later.

    Args:
        learning_rate: Step size, more than 0.

    Source:
        G. Hinton, "Neural Networks for Machine Learning", 2012, lecture 6e.
    """
    optimizer = keras.optimizers.RMSprop(learning_rate)
    steps: dict[int, Any] = {}  # the operation needs a variable for each weight's step

    def update_step(gradient: Any, weight: Any, rate: Any) -> None:
        index = optimizer._get_variable_index(weight)
        if index not in steps:
            with tf.init_scope():
                steps[index] = tf.Variable(tf.zeros(weight.shape, weight.dtype))
        tf.raw_ops.ResourceApplyRMSProp(
            var=weight.handle,
            ms=optimizer._velocities[index].value.handle,
            mom=steps[index].handle,
            lr=tf.cast(rate, weight.dtype),
            rho=optimizer.rho,
            momentum=0.0,
            epsilon=optimizer.epsilon,
            grad=tf.cast(gradient, weight.dtype),
        )

    return _with_step(optimizer, update_step, RMSPROP_PARTS)


def _with_step(
    optimizer: Any, fused: Callable[[Any, Any, Any], None], parts: tuple[str, ...]
) -> Any:
    """Let an optimizer take a fused step if it has the parts that the step touches."""
    step_of_keras = optimizer.update_step

    def update_step(gradient: Any, weight: Any, rate: Any) -> None:
        # checked only now, since an optimizer gets its variables at the first step
        has_parts = all(hasattr(optimizer, name) for name in parts)
        (fused if has_parts else step_of_keras)(gradient, weight, rate)

    optimizer.update_step = update_step
    return optimizer
