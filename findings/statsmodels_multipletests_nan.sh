#!/usr/bin/env bash
# statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1: `multipletests` on three p-values, one of them NaN, as a
# test of constant data gives.
#
# Guess before running it: the NaN stays NaN and is not rejected; the two others are adjusted.
# Seen: no error, no warning, and three kinds of answer. `fdr_bh`, `fdr_by`, `simes-hochberg` and `hommel`
# make all three adjusted p-values NaN; the first three of these still reject two hypotheses, so that
# the two results of one call contradict each other. `holm` adjusts rightly, but rejects the NaN.
# `bonferroni` and `sidak` do what was guessed. In every case the NaN counts as a test.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1
cat > "$place/show.py" <<'PYTHON'
import numpy as np
from statsmodels.stats.multitest import multipletests

p_values = [0.01, np.nan, 0.001]
NONE = "nan nan nan"
expected = {
    "bonferroni": ([True, False, True], "0.03 nan 0.003"),
    "sidak": ([True, False, True], "0.0297 nan 0.003"),
    "holm": ([True, True, True], "0.02 nan 0.003"),
    "simes-hochberg": ([True, False, True], NONE),
    "hommel": ([False, False, False], NONE),
    "fdr_bh": ([True, False, True], NONE),
    "fdr_by": ([True, False, True], NONE),
}
seen = {}
for method in expected:
    rejected, adjusted = multipletests(p_values, method=method)[:2]
    seen[method] = rejected.tolist(), " ".join(f"{p:.3g}" for p in adjusted)
    print(f"{method}: adjusted {seen[method][1]}, rejected {seen[method][0]}")
assert seen == expected, seen
PYTHON
"$place/venv/bin/python" -W error "$place/show.py"
