"""How images reach a network: in batches, without work in Python for each step."""

from typing import Any

import numpy as np

from noiselab.experiment.aligned_arrays import is_aligned


def batches(
    images: np.ndarray, labels: np.ndarray, size: int, shuffle: int | None = None
) -> Any:
    """Divide images and their classes into batches.

    Keras takes arrays as they are, too, but prepares them anew in every epoch; on small
    data, that takes longer than the training.

    Args:
        images: Float32, shape (count, height, width, channels). Where they are
            `aligned`, no copy is made, so they must not change while batches are used.
        labels: Classes, int, shape (count,).
        size: Images in a batch; the last one of an epoch may hold fewer.
        shuffle: Seed of the order, which is another one in every epoch; None keeps the
            order.

    Returns:
        A `tf.data.Dataset` for `fit`, `evaluate` and `predict`.
    """
    import tensorflow as tf

    x, y = _tensor(images), tf.constant(labels)
    order = tf.data.Dataset.range(len(images))
    if shuffle is not None:
        order = order.shuffle(len(images), seed=shuffle)
    divided = order.batch(size).map(
        lambda chosen: (tf.gather(x, chosen), tf.gather(y, chosen))
    )
    options = tf.data.Options()
    # finding out what would be fastest takes longer than it could win here
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return divided.with_options(options)


def _tensor(images: np.ndarray) -> Any:
    import tensorflow as tf

    if is_aligned(images):
        return tf.experimental.dlpack.from_dlpack(images.__dlpack__())
    return tf.constant(images)
