"""How images reach a network: in batches, with no Python code run for each step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from noiselab.experiment.aligned_arrays import is_aligned
from noiselab.experiment.epoch_order import Orders
from noiselab.experiment.fresh_images import DrawnAhead, FreshImages
from noiselab.experiment.images_on_demand import ImagesOnDemand

_FEW = 2**22  # bytes of images that are copied rather sooner than cut by a function
_AHEAD = 2  # batches of images on demand that are made while the network trains


def batches(
    images: Any,
    labels: np.ndarray,
    size: int,
    shuffle: int | None = None,
    places: np.ndarray | None = None,
) -> Any:
    """Divide images and their classes into batches.

    Keras also takes plain arrays, but prepares them anew in every epoch; with little
    data, that takes longer than the training itself.

    Args:
        images: Float32, shape (count, height, width, channels). Where they are
            `aligned`, no copy is made, so they must not change while the batches are
            in use. Of `ImagesOnDemand`, those of a batch are made when it is needed.
            Of `FreshImages`, the noise of each epoch is drawn part by part, while the
            network trains on the part before.
        labels: Classes, int, shape (count,).
        size: Images in a batch; the last one of an epoch may hold fewer.
        shuffle: Random seed of the orders; None keeps the order of the arrays. Each
            epoch has its own order, which follows from this seed and the number of the
            epoch, if `fit` is given `epoch_lines`: reading the batches otherwise, also
            during an epoch, changes none of them. Without `epoch_lines`, each pass over
            the batches has the next order.
            Likewise, each pass of `batches(…).repeat()` has the next order only without
            `epoch_lines`: with it, all passes that begin in an epoch have that epoch's.
        places: The places of the images that are used, int64, in rising order; None for
            all. Only with `shuffle`.

    Returns:
        A `tf.data.Dataset` for `fit`, `evaluate` and `predict`.
    """
    import tensorflow as tf

    is_in_memory = not isinstance(images, ImagesOnDemand)
    count = len(images if places is None else places)
    orders = None if shuffle is None else Orders(count, shuffle, places)
    if orders is None and places is not None:
        raise ValueError("some of the images need a random seed: shuffle=…")
    if isinstance(images, FreshImages):
        if orders is None:
            raise ValueError("images with fresh noise need a random seed: shuffle=…")
        batched = _fresh(images, labels, size, orders)
    elif is_in_memory and orders is None:
        batched = _in_turn(images, tf.constant(labels), size)
    else:
        x = _gathered(_tensor(images)) if is_in_memory else _on_demand(images)
        batched = _chosen(x, tf.constant(labels), size, count, orders)
    if not is_in_memory:
        batched = batched.prefetch(_AHEAD)
    options = tf.data.Options()
    # searching for the fastest settings would take longer than they could save
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return batched.with_options(options)


def _in_turn(images: np.ndarray, y: Any, size: int) -> Any:
    """Divide images into batches that are slices.

    Of few images, they are cut without any function to call.
    """
    import tensorflow as tf

    if images.nbytes > _FEW:
        kept = _kept(_tensor(images))
        places = tf.data.Dataset.range(0, len(images), size)
        return places.map(lambda i: (kept.read_value()[i : i + size], y[i : i + size]))
    x = _tensor(images)
    full = len(x) // size
    parts = []
    if full:
        tables = [
            tf.reshape(table[: full * size], (full, size, *table.shape[1:]))
            for table in (x, y)
        ]
        parts.append(tf.data.Dataset.from_tensor_slices((*tables,)))
    if full * size < len(x):
        rest = x[full * size :], y[full * size :]
        parts.append(tf.data.Dataset.from_tensors(rest))
    return parts[0] if len(parts) == 1 else parts[0].concatenate(parts[1])


def _chosen(
    x: Callable[[Any], Any], y: Any, size: int, count: int, orders: Orders | None
) -> Any:
    """Divide images into batches, in the order of the epoch that runs, or as they lie.

    Args:
        x: Gives the images at some places.
        y: The classes of all.
        size: Images in a batch.
        count: Number of images that are used.
        orders: The orders; None for that of the images.
    """
    import tensorflow as tf

    def draw() -> Any:
        if orders is None:
            return tf.range(count, dtype=tf.int64)
        return tf.ensure_shape(
            tf.numpy_function(orders.next, (), tf.int64), start.shape
        )

    def step(order: Any, first: Any) -> Any:
        # drawn with the first batch, not before: then its epoch has begun
        order = tf.cond(first == 0, draw, lambda: order)
        indices = order[first : first + size]
        return order, (x(indices), tf.gather(y, indices))

    start = tf.zeros((count,), tf.int64)
    return tf.data.Dataset.range(0, count, size).scan(start, step)


def _gathered(images: Any) -> Callable[[Any], Any]:
    """Give the images at some places, from where they lie."""
    import tensorflow as tf

    kept = _kept(images)
    # not `tf.gather(kept, …)`: that copies a variable, as others could write to it
    return lambda indices: tf.gather(kept.read_value(), indices)


def _kept(images: Any) -> Any:
    """Have functions read images where they lie.

    With deterministic operations, TensorFlow writes each dataset anew as an iterator is
    made, and copies all tensors in it; a variable stays where it is.
    """
    import tensorflow as tf

    with tf.device("cpu"):
        return tf.Variable(images, trainable=False)


def _on_demand(images: ImagesOnDemand) -> Callable[[Any], Any]:
    import tensorflow as tf

    def some(indices: Any) -> Any:
        made = tf.numpy_function(images.some, (indices,), tf.float32)
        return tf.ensure_shape(made, (None, *images.shape[1:]))

    return some


def _fresh(images: FreshImages, labels: np.ndarray, size: int, orders: Orders) -> Any:
    """Divide images into batches, in the order and with the noise of their epoch."""
    import tensorflow as tf

    part_size = images.part_size(size)
    ahead = DrawnAhead(images, orders, part_size)
    classes = np.asarray(tf.constant(labels))  # in the type that TensorFlow gives them

    def drawn(epoch: np.ndarray, first: np.ndarray) -> tuple[Any, ...]:
        number = ahead.begin() if first == 0 else int(epoch)
        x, indices = ahead.part(number, int(first) // part_size)
        return np.int64(number), x, classes[indices]

    def step(state: Any, first: Any) -> Any:
        def draw() -> Any:
            types = (tf.int64, tf.float32, classes.dtype)
            epoch, x, y = tf.numpy_function(drawn, (state[0], first), types)
            return (
                tf.ensure_shape(epoch, ()),
                tf.ensure_shape(x, (None, *images.shape[1:])),
                tf.ensure_shape(y, (None,)),
            )

        epoch, x, y = tf.cond(first % part_size == 0, draw, lambda: state)
        begin = first % part_size
        return (epoch, x, y), (x[begin : begin + size], y[begin : begin + size])

    nothing = tf.zeros((0, *images.shape[1:])), tf.zeros((0,), classes.dtype)
    start = (tf.zeros((), tf.int64), *nothing)
    return tf.data.Dataset.range(0, orders.images, size).scan(start, step)


def _tensor(images: np.ndarray) -> Any:
    import tensorflow as tf

    if is_aligned(images):
        return tf.experimental.dlpack.from_dlpack(images.__dlpack__())
    return tf.constant(images)
