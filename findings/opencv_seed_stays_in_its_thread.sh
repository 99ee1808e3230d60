#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93, numpy 2.4.6: `cv2.setRNGSeed` is called, and then noise is drawn with
# `cv2.randn` by several threads, one after the other.
#
# One would expect: the seed holds for the process, so that another seed gives other noise, and no two threads
# draw the same.
# Seen: every new thread draws the same noise, whatever the seed. Each has a generator of its own that begins
# at one fixed state, and the seed sets only that of the thread that gives it. Images that a pool of
# threads makes noisy have their patterns in common.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q opencv-python-headless==5.0.0.93 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
from threading import Thread

import cv2
import numpy as np


def draw(kept):
    noise = np.zeros((1, 3))
    cv2.randn(noise, 0, 1)
    kept.append(tuple(noise[0].round(3).tolist()))


here, threads = [], []
for seed in (1, 2):
    cv2.setRNGSeed(seed)
    draw(here)
    for _ in range(2):
        thread = Thread(target=draw, args=(threads,))
        thread.start()
        thread.join()
print("main thread, seeds 1 and 2:", *here)
print("two threads after each of these seeds:", *threads)
assert len(set(here)) == 2 and len(set(threads)) == 1, (here, threads)
PYTHON
"$place/venv/bin/python" "$place/show.py"
