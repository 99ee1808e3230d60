"""Keras's optimizers, changing each weight in one operation instead of a dozen.

Formulas and settings stay Keras's own, and so does the class: a network that is saved
with its optimizer opens without noiselab. TensorFlow's fused operations go through
memory fewer times. Only this file touches parts of Keras's optimizers that Keras does
not document; where one of them is missing, Keras computes the step itself. Importing
this loads Keras.
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
        at = optimizer._get_variable_index(weight)
        tf.raw_ops.ResourceApplyAdadelta(
            var=weight.handle,
            accum=optimizer._accumulated_grads[at].value.handle,
            accum_update=optimizer._accumulated_delta_vars[at].value.handle,
            lr=tf.cast(rate, weight.dtype),
            rho=optimizer.rho,
            epsilon=optimizer.epsilon,
            grad=tf.cast(gradient, weight.dtype),
        )

    return _with_step(optimizer, update_step, ADADELTA_PARTS)


def rmsprop(learning_rate: float) -> Any:
    """Make Keras's `RMSprop`, computed by TensorFlow's `ResourceApplyRMSProp`.

    Without momentum and not centered, whatever is set later.

    Args:
        learning_rate: Step size, more than 0.

    Source:
        G. Hinton, "Neural Networks for Machine Learning", 2012, lecture 6e.
    """
    optimizer = keras.optimizers.RMSprop(learning_rate)
    steps: dict[int, Any] = {}  # the operation writes each weight's step somewhere

    def update_step(gradient: Any, weight: Any, rate: Any) -> None:
        at = optimizer._get_variable_index(weight)
        if at not in steps:
            with tf.init_scope():
                steps[at] = tf.Variable(tf.zeros(weight.shape, weight.dtype))
        tf.raw_ops.ResourceApplyRMSProp(
            var=weight.handle,
            ms=optimizer._velocities[at].value.handle,
            mom=steps[at].handle,
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
    """Give an optimizer another step, used where it has the parts that it touches."""
    kerass_own = optimizer.update_step

    def update_step(gradient: Any, weight: Any, rate: Any) -> None:
        # asked only now, since an optimizer gets its variables with the first step
        known = all(hasattr(optimizer, name) for name in parts)
        (fused if known else kerass_own)(gradient, weight, rate)

    optimizer.update_step = update_step
    return optimizer
