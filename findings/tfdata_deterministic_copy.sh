#!/usr/bin/env bash
# tensorflow-cpu 2.21.0, numpy 2.4.6, psutil 7.2.2: 63 MB of images are given to TensorFlow without a copy
# (DLPack), and a dataset gathers its batches from that tensor, with all optimizations turned off.
#
# Guess before running it: whatever else is set, an iterator takes no memory but for its batches.
# Seen: after `tf.config.experimental.enable_op_determinism()`, the dataset is written anew as an iterator
# is made, and with it all tensors in it: the process then holds all images twice, for as long as the
# iterator lives. Without it, nothing is copied. Nothing is copied either where a `tf.Variable` holds the
# images and the function gathers from its `read_value()`; gathering from the variable itself copies it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q tensorflow-cpu==2.21.0 numpy==2.4.6 psutil==7.2.2
cat > "$place/show.py" <<'PYTHON'
import sys

import numpy as np
import psutil
import tensorflow as tf

how, is_deterministic = sys.argv[1], sys.argv[2] == "deterministic"
if is_deterministic:
    tf.config.experimental.enable_op_determinism()
room = np.zeros(20_000 * 784 + 16, np.float32)
first = -room.ctypes.data % 64 // 4
images = room[first : first + 20_000 * 784].reshape(20_000, 784)
images[:] = 1
tensor = tf.experimental.dlpack.from_dlpack(images.__dlpack__())
if how != "tensor":
    kept = tf.Variable(tensor, trainable=False)


def batch(first):
    places = tf.range(first, first + 100)
    if how == "tensor":
        return tf.gather(tensor, places)
    return tf.gather(kept.read_value() if how == "value" else kept, places)


options = tf.data.Options()
options.experimental_optimization.apply_default_optimizations = False
options.autotune.enabled = False
dataset = tf.data.Dataset.range(0, 20_000, 100).map(batch).with_options(options)
process = psutil.Process()
before = process.memory_full_info().uss
iterator = iter(dataset)
assert next(iterator).shape == (100, 784)
grown = process.memory_full_info().uss - before
print("twice" if grown > images.nbytes / 2 else "once")
PYTHON
export TF_CPP_MIN_LOG_LEVEL=3
for case in "tensor usual" "tensor deterministic" "variable deterministic" "value deterministic"; do
  # shellcheck disable=SC2086
  seen="$("$place/venv/bin/python" "$place/show.py" $case 2> /dev/null)"
  echo "$case: the images are in memory $seen"
done | tee "$place/seen.txt"
diff "$place/seen.txt" - << 'EXPECTED'
tensor usual: the images are in memory once
tensor deterministic: the images are in memory twice
variable deterministic: the images are in memory twice
value deterministic: the images are in memory once
EXPECTED
