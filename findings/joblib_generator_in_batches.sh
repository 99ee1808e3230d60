#!/usr/bin/env bash
# joblib 1.6.0, numpy 2.4.6: one generator of random numbers is given to twelve tasks, each of which draws
# one number from it, in two processes (loky).
#
# Guess before running it: every task gets a copy of the generator, so that all draw the same number.
# Seen: it depends on how joblib packs tasks together. Those that travel in one batch share a copy, and
# draw one number after another; the next batch begins anew. With `batch_size=1` there is one number, and
# with 3 there are several, some of them more often; in one process or in threads, there are twelve.
# By default joblib chooses the batches by how long tasks take, so that a faster machine draws other noise.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q joblib==1.6.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import numpy as np
from joblib import Parallel, delayed


def noise(generator):
    return round(float(generator.normal()), 2)


def drawn(**options):
    generator = np.random.default_rng(0)
    return Parallel(**options)(delayed(noise)(generator) for _ in range(12))


if __name__ == "__main__":
    seen = {
        "batch_size=1": drawn(n_jobs=2, batch_size=1, pre_dispatch="all"),
        "batch_size=3": drawn(n_jobs=2, batch_size=3, pre_dispatch="all"),
        "n_jobs=1": drawn(n_jobs=1),
        "threads": drawn(n_jobs=2, backend="threading", batch_size=1),
    }
    different = []
    for name, numbers in seen.items():
        different.append(len(set(numbers)))
        print(f"{name}: {different[-1]} different numbers: {numbers}")
    assert different == [1, 3, 12, 12], different
PYTHON
"$place/venv/bin/python" "$place/show.py"
