#!/usr/bin/env bash
# tensorflow-cpu 2.21.0, numpy 2.4.6: noise is added to each example in `Dataset.map` by `tf.random.normal`,
# and the dataset is gone through once an epoch, as `fit` does.
#
# Guess before running it: new noise in each epoch, and after `tf.random.set_seed` the same in each run of
# the program.
# Seen: once a seed is set, every epoch has the noise of the first one, so that a network sees three noisy
# images for ever instead of new ones. Each pass makes an iterator whose random operations begin at the
# seed again. Without a seed, or with `repeat` behind `map`, which makes one pass of all epochs, each has
# its own.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q tensorflow-cpu==2.21.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import numpy as np
import tensorflow as tf


def images():
    clean = tf.data.Dataset.from_tensor_slices(np.zeros(3, np.float32))
    return clean.map(lambda grey: grey + tf.random.normal(()))


def one_pass(dataset):
    return [round(float(grey), 3) for grey in dataset]


unseeded = images()
seen = {"without a seed": (one_pass(unseeded), one_pass(unseeded))}
tf.random.set_seed(1)
seeded = images()
seen["with a seed"] = one_pass(seeded), one_pass(seeded)
both = one_pass(images().repeat(2))
seen["with a seed and repeat"] = both[:3], both[3:]
for name, (first, second) in seen.items():
    print(f"{name}: epoch 2 has", "the same noise" if first == second else "other noise")
print("noise of both epochs:", *seen["with a seed"])
assert [first == second for first, second in seen.values()] == [False, True, False], seen
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 "$place/venv/bin/python" "$place/show.py" 2> /dev/null
