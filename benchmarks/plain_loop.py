"""The assignment as one writes it with Keras alone: what noiselab is measured against.

Trains one network on MNIST with noise, in one process with all of the machine's cores, and
prints one line of JSON per epoch: its seconds, including validation, and the validation accuracy.

    python benchmarks/plain_loop.py mnist.npz mlnn 0.5 --epochs 3 --seed 1
"""

import argparse
import json
import time

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("data", help="a file like Keras's mnist.npz")
parser.add_argument("model", choices=("mlnn", "convnet"))
parser.add_argument("level", type=float, help="standard deviation of the noise")
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

keras.utils.set_random_seed(options.seed)

with np.load(options.data) as data:
    x_train, y_train = data["x_train"], data["y_train"]
    x_test, y_test = data["x_test"], data["y_test"]

x_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(-1, 28, 28, 1).astype("float32") / 255
rng = np.random.default_rng(options.seed)
x_train += rng.normal(0, options.level, x_train.shape).astype("float32")
x_test += rng.normal(0, options.level, x_test.shape).astype("float32")
y_train = keras.utils.to_categorical(y_train, 10)
y_test = keras.utils.to_categorical(y_test, 10)

model = keras.Sequential([keras.Input((28, 28, 1))])
if options.model == "mlnn":
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.2))
    optimizer = keras.optimizers.RMSprop(0.001)
else:
    model.add(layers.Conv2D(32, (3, 3), activation="relu"))
    model.add(layers.Conv2D(64, (3, 3), activation="relu"))
    model.add(layers.MaxPooling2D((2, 2)))
    model.add(layers.Dropout(0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(0.5))
    optimizer = keras.optimizers.Adadelta(1.0)
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"]
)

started = 0.0


class EpochLines(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        global started
        started = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.perf_counter() - started
        figures = {"seconds": seconds, "val_accuracy": logs["val_accuracy"]}
        print(json.dumps(figures), flush=True)


model.fit(
    x_train,
    y_train,
    batch_size=128,
    epochs=options.epochs,
    validation_data=(x_test, y_test),
    verbose=0,
    callbacks=[EpochLines()],
)
