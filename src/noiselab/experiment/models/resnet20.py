"""The residual network for small images."""

from typing import Any

from noiselab.common.declared_options import Option
from noiselab.experiment.models.model import register
from noiselab.experiment.models.sizes import Sizes

OPTIONS = {
    "filters": Option(16, lowest=1, highest=10_000),
    "blocks": Option(3, lowest=1, highest=200),
}
STAGES = 3  # each with twice the filters and half the side of the one before
KEPT = 0.9  # share of batch normalisation's means that a step keeps


def _momentum(learning_rate: float) -> Any:
    from keras.optimizers import SGD

    return SGD(learning_rate, momentum=0.9, weight_decay=1e-4)


def _resnet20_work(
    shape: tuple[int, int, int], filters: int = 16, blocks: int = 3
) -> float:
    height, width, channels = shape
    work = 9.0 * height * width * channels * filters
    before = filters
    for stage in range(STAGES):
        own = filters * 2**stage
        pixels = -(-height // 2**stage) * -(-width // 2**stage)
        work += 9 * pixels * own * (before + (2 * blocks - 1) * own)
        before = own
    return work


def _resnet20_sizes(
    shape: tuple[int, int, int], filters: int = 16, blocks: int = 3
) -> Sizes:
    height, width, channels = shape
    layers, weights = [height * width * channels], 9 * channels * filters
    before = filters
    for stage in range(STAGES):
        own = filters * 2**stage
        values = -(-height // 2**stage) * -(-width // 2**stage) * own
        # of each convolution, its normalisation and its ReLU; and the sums of blocks
        layers += [values] * (3 * (2 * blocks + (stage == 0)) + blocks)
        weights += 9 * own * (before + (2 * blocks - 1) * own)
        before = own
    return Sizes(tuple(layers), weights)


@register(
    "resnet20",
    label="ResNet-20",
    epochs=30,
    learning_rate=0.1,
    optimizer=_momentum,
    work=_resnet20_work,
    sizes=_resnet20_sizes,
    options=OPTIONS,
)
def build_resnet20(
    shape: tuple[int, int, int], classes: int, filters: int = 16, blocks: int = 3
) -> Any:
    """Build the residual network of 20 layers: 269,722 trained parameters on 32x32x3.

    It is the design of 6n + 2 layers with n = 3 and shortcuts without parameters: where
    a stage halves the image, they keep every second pixel, and the new channels are 0.
    Means over the last image make it fit any size of image.

    Args:
        shape: (height, width, channels) of an image.
        classes: Number of classes.
        filters: Those of the first stage; the others have twice and four times as many.
        blocks: Blocks of two convolutions in each stage: n of the paper.

    Returns:
        An uncompiled `keras.Model`, its softmax always float32.

    Source:
        K. He, X. Zhang, S. Ren & J. Sun, "Deep Residual Learning for Image
        Recognition", CVPR (2016), section 4.2 and option A. There the rate of 0.1 is
        divided by ten twice, and images are shifted and mirrored; here they are not.
    """
    from keras import Input, Model, layers

    images = Input(shape)
    values = _normalised(_convolution(filters)(images))
    values = layers.ReLU()(values)
    for stage in range(STAGES):
        for _ in range(blocks):
            values = _block(values, filters * 2**stage)
    values = layers.GlobalAveragePooling2D()(values)
    answers = layers.Dense(classes, activation="softmax", dtype="float32")(values)
    return Model(images, answers, name="resnet20")


def _block(before: Any, filters: int) -> Any:
    """Add two convolutions to what went before; with new channels, of half the size."""
    from keras import layers

    shortcut, values = before, before
    halves = before.shape[-1] != filters
    if halves:
        shortcut = _with_channels(
            layers.AveragePooling2D(1, strides=2)(before), filters
        )
        values = layers.ZeroPadding2D(1)(before)  # centred on the pixels that are kept
    values = _normalised(_convolution(filters, halves)(values))
    values = layers.ReLU()(values)
    values = _normalised(_convolution(filters)(values))
    return layers.ReLU()(layers.Add()([values, shortcut]))


def _convolution(filters: int, halves: bool = False) -> Any:
    from keras import layers

    return layers.Conv2D(
        filters,
        3,
        strides=2 if halves else 1,
        padding="valid" if halves else "same",
        use_bias=False,
        kernel_initializer="he_normal",
    )


def _normalised(values: Any) -> Any:
    from keras import layers

    return layers.BatchNormalization(momentum=KEPT, epsilon=1e-5)(values)


def _with_channels(values: Any, filters: int) -> Any:
    """Put channels of zeros on both sides of those that there are."""
    from keras import layers

    more = filters - values.shape[-1]
    room = more // 2, more - more // 2
    swapped = layers.Permute((1, 3, 2))(values)  # channels where padding can add some
    padded = layers.ZeroPadding2D(((0, 0), room))(swapped)
    return layers.Permute((1, 3, 2))(padded)
