#!/usr/bin/env bash
# statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1: `multipletests` adjusts a handful of p-values.
#
# Guess before running it: it is arithmetic on a small array, and takes microseconds.
# Seen: every call runs a full garbage collection (`gc.collect()`), so it takes longer the more
# objects the process holds: on one busy machine 23 ms with nothing but the imports, 115 ms with a
# million small lists alive, and 0.03 ms once `gc.freeze()` had hidden them all. The figures are
# right; where many families of comparisons are corrected, nearly all of the time is collecting.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1
cat > "$place/show.py" <<'PYTHON'
import gc
import time

from statsmodels.stats.multitest import multipletests


def full_collections(calls):
    seen = []
    gc.callbacks.append(lambda phase, info: seen.append((phase, info["generation"])))
    started = time.perf_counter()
    for _ in range(calls):
        multipletests([0.01, 0.04, 0.03], method="holm")
    seconds = time.perf_counter() - started
    gc.callbacks.pop()
    return seen.count(("start", 2)), seconds / calls


count, few_alive = full_collections(20)
alive = [[number] for number in range(1_000_000)]
count_again, many_alive = full_collections(20)
gc.freeze()
_, frozen = full_collections(20)
print("full collections in 20 calls:", count, count_again)
print(f"milliseconds a call: {1000 * few_alive:.2f}, with a million lists alive "
      f"{1000 * many_alive:.2f}, with these frozen {1000 * frozen:.2f}")
assert count >= 20 and count_again >= 20, (count, count_again)
assert few_alive > 10 * frozen and many_alive > few_alive
PYTHON
"$place/venv/bin/python" "$place/show.py"
