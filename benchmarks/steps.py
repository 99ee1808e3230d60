"""What each setting of a training step is worth: one changed at a time, all in one run.

Trains a network on some noisy MNIST images with one setting changed at a time, and prints
the seconds of an epoch in relation to those with the template's settings: the median of the
runs. The first epoch, in which TensorFlow prepares itself, does not count.

    python benchmarks/steps.py [--runs 3] [--model convnet] [--images 10000] [--threads 2]
                               [--precision bfloat16] [--only bfloat16] [--data-dir DIR]

`--only`, which may be repeated, measures only these besides the template's settings, which
compute in float32 unless `--precision` says otherwise.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from noiselab.common.words import counted
from noiselab.experiment import keras_setup

TEST_IMAGES = 2_000


def run(variant: str, options: argparse.Namespace) -> float:
    """Time one epoch, in a process of its own; return its seconds."""
    command = [sys.executable, __file__, "--variant", variant, "--model", options.model]
    command += ["--threads", str(options.threads), "--images", str(options.images)]
    command += ["--precision", options.precision]
    if options.data_dir:
        command += ["--data-dir", str(options.data_dir)]
    process = subprocess.run(command, capture_output=True, text=True)
    if process.returncode:
        raise SystemExit(process.stderr)
    return float(process.stdout.split()[-1])


VARIANTS = (
    "as in the template",
    "plain arrays instead of batches",
    "images that TensorFlow copies",
    "validation in batches of 128",
    "validation in batches of 1000",
    "1 step per execution",
    "XLA (jit_compile)",
    "no deterministic operations",
    "no dropout",
    "dropout in the network's precision",
    "Keras's own optimizer",
    "SGD instead of the optimizer",
    "without oneDNN",
    "bfloat16",
)


def train(variant: str, options: argparse.Namespace) -> float:
    """Train for two epochs with one setting changed; return the second one's seconds."""
    import time

    from noiselab.experiment import datasets, models, noise
    from noiselab.experiment.batches import batches
    from noiselab.experiment.random_streams import noise_rng, weights_seed

    if variant == "without oneDNN":
        os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    precision = "bfloat16" if variant == "bfloat16" else options.precision
    keras_setup.prepare(threads=options.threads, precision=precision)
    import keras
    import numpy as np

    clean = datasets.load("mnist", str(options.data_dir or ""))
    x, y = clean.x_train[: options.images], clean.y_train[: options.images]
    x_test, y_test = clean.x_test[:TEST_IMAGES], clean.y_test[:TEST_IMAGES]
    x = noise.apply("gaussian", x, 0.5, noise_rng(0, 0, "train", "gaussian"))
    x_test = noise.apply("gaussian", x_test, 0.5, noise_rng(0, 0, "test", "gaussian"))
    if variant == "no deterministic operations":
        from tensorflow.python.framework.config import disable_op_determinism

        disable_op_determinism()
    network = models.build(options.model, clean.image_shape, clean.classes)
    if variant == "no dropout":
        kept = [n for n in network.layers if not isinstance(n, keras.layers.Dropout)]
        network = keras.Sequential([keras.Input(clean.image_shape), *kept])
    if variant.startswith("dropout"):
        policy = keras.config.dtype_policy()
        for layer in network.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.dtype_policy = policy
    optimizer = models.optimizer(
        options.model, models.MODELS[options.model].learning_rate
    )
    if variant.startswith("Keras's own"):
        # created from its settings, it changes weights in Keras's own way
        optimizer = type(optimizer).from_config(optimizer.get_config())
    if variant == "SGD instead of the optimizer":
        optimizer = keras.optimizers.SGD(0.01)
    network.compile(
        optimizer=optimizer,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=variant.startswith("XLA"),
        steps_per_execution=1 if variant.startswith("1 step") else 8,
    )
    test_batch = int(variant.split()[-1]) if variant.startswith("validation") else 250
    if variant == "images that TensorFlow copies":
        x = np.concatenate([x[:0], x])  # at an address of NumPy's choice
    if variant.startswith("plain arrays"):
        data = {"x": x, "y": y, "batch_size": 128, "validation_data": (x_test, y_test)}
        data["validation_batch_size"] = 250
    else:
        data = {"x": batches(x, y, 128, shuffle=weights_seed(0, 0)), "shuffle": False}
        data["validation_data"] = batches(x_test, y_test, test_batch)
    times = []

    class Timer(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            times.append(-time.perf_counter())

        def on_epoch_end(self, epoch, logs=None):
            times[-1] += time.perf_counter()

    network.fit(**data, epochs=2, verbose=0, callbacks=[Timer()])
    return times[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", choices=("mlnn", "convnet"), default="convnet")
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--precision", choices=keras_setup.PRECISIONS, default="float32"
    )
    parser.add_argument("--only", action="append", choices=VARIANTS)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--variant", choices=VARIANTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.precision = keras_setup.resolve(options.precision)
    if options.variant:
        print(train(options.variant, options))
        return
    variants = [VARIANTS[0], *(options.only or VARIANTS[1:])]
    seconds: dict[str, list[float]] = {variant: [] for variant in variants}
    for _ in range(options.runs):
        for variant in variants:
            seconds[variant].append(run(variant, options))
    baseline = seconds[VARIANTS[0]]
    images, threads = (
        counted(options.images, "image"),
        counted(options.threads, "thread"),
    )
    print(f"{options.model}, {images}, {options.precision}, {threads}")
    for variant, changed in seconds.items():
        pairs = zip(changed, baseline, strict=True)
        ratio = median(with_change / without for with_change, without in pairs)
        print(f"{variant:36}{median(changed):8.2f} s{ratio:8.2f}")


if __name__ == "__main__":
    main()
