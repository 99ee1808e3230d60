"""What an epoch with fresh gaussian noise costs, as a multiple of one with fixed noise.

Both are trained in one process, as the template does it, an epoch of each in turn; the medians
are compared. The first epoch of each, in which TensorFlow builds its graphs, does not count.

    python benchmarks/fresh_noise.py [--model MODEL] [--epochs N] [--images N] [--threads N]
"""

import argparse
import statistics
import time

import numpy as np

from noiselab.experiment import keras_setup, log_loss, models
from noiselab.experiment.batches import batches
from noiselab.experiment.noisy_training_images import noisy_training_images

SHAPE, CLASSES = (28, 28, 1), 10  # of MNIST, whose values do not matter here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="mlnn")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--images", type=int, default=60_000)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    keras_setup.prepare(seed=0, repeat=0, threads=options.threads)
    rng = np.random.default_rng(0)
    clean = rng.random((options.images, *SHAPE), dtype=np.float32)
    labels = rng.integers(CLASSES, size=options.images)
    trainings = {
        draw: training(options.model, clean, labels, draw)
        for draw in ("fixed", "fresh")
    }
    seconds: dict[str, list[float]] = {draw: [] for draw in trainings}
    for epoch in range(options.epochs + 1):
        for draw, (network, train_batches) in trainings.items():
            started = time.perf_counter()
            network.fit(train_batches, epochs=1, shuffle=False, verbose=0)
            if epoch:
                seconds[draw].append(time.perf_counter() - started)
    medians = {draw: statistics.median(values) for draw, values in seconds.items()}
    for draw, median in medians.items():
        print(
            f"{options.model}, {draw} noise: {median:.2f} s an epoch, median of {options.epochs}"
        )
    print(f"fresh / fixed: {medians['fresh'] / medians['fixed']:.2f}")


def training(model, clean, labels, draw):
    """Make a network and the batches that it is trained with."""
    images = noisy_training_images(clean, "gaussian", 0.2, seed=0, repeat=0, draw=draw)
    network = models.build(model, SHAPE, CLASSES)
    network.compile(
        optimizer=models.optimizer(model, models.learning_rate(model, None)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy", log_loss.log_loss],
        steps_per_execution=8,
    )
    return network, batches(images, labels, 128, shuffle=0)


if __name__ == "__main__":
    main()
