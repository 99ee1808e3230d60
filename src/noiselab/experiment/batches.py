"""How images reach a network: in batches, with no Python code run for each step."""

from typing import Any

import numpy as np

from noiselab.experiment.aligned_arrays import is_aligned


def batches(
    images: np.ndarray, labels: np.ndarray, size: int, shuffle: int | None = None
) -> Any:
    """Divide images and their classes into batches.

    Keras also takes plain arrays, but prepares them anew in every epoch; with little
    data, that takes longer than the training itself.

    Args:
        images: Float32, shape (count, height, width, channels). Where they are
            `aligned`, no copy is made, so they must not change while the batches are
            in use.
        labels: Classes, int, shape (count,).
        size: Images in a batch; the last one of an epoch may hold fewer.
        shuffle: Random seed of the order, which differs from epoch to epoch; None keeps
            the order of the arrays.

    Returns:
        A `tf.data.Dataset` for `fit`, `evaluate` and `predict`.
    """
    import tensorflow as tf

    x, y = _tensor(images), tf.constant(labels)
    order = tf.data.Dataset.range(len(images))
    if shuffle is not None:
        order = order.shuffle(len(images), seed=shuffle)
    batched = order.batch(size).map(
        lambda indices: (tf.gather(x, indices), tf.gather(y, indices))
    )
    options = tf.data.Options()
    # searching for the fastest settings would take longer than they could save
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return batched.with_options(options)


def _tensor(images: np.ndarray) -> Any:
    import tensorflow as tf

    if is_aligned(images):
        return tf.experimental.dlpack.from_dlpack(images.__dlpack__())
    return tf.constant(images)
