"""The loss that is reported everywhere, as a metric for Keras.

Keras's own `loss` is what training lowers. It is not always this one: it includes what
a network adds to it, such as a penalty for large weights, and where a network ends in a
softmax, Keras takes the values before it, so that no probability is ever 0.
"""

from typing import Any

from noiselab.experiment.measures import LEAST_PROBABILITY


def log_loss(labels: Any, probabilities: Any) -> Any:
    """Compute the loss of each image, as `measures.log_losses` does, in Keras.

    Args:
        labels: True classes of a batch, a tensor of shape (count,).
        probabilities: The network's output, a tensor of shape (count, classes).

    Returns:
        A float32 tensor of shape (count,), from 0 to 87.4.
    """
    import tensorflow as tf
    from keras import ops

    classes = ops.cast(ops.reshape(labels, (-1,)), "int32")
    # half the operations that Keras's `take_along_axis` is made of
    true = tf.gather(ops.cast(probabilities, "float32"), classes, batch_dims=1)
    return -ops.log(ops.clip(true, LEAST_PROBABILITY, 1.0))
