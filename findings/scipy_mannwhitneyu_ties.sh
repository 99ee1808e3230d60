#!/usr/bin/env bash
# scipy 1.17.1, numpy 2.4.6: three seeds of one model are compared with three of another by
# `mannwhitneyu`, on counts of right answers; within a model, the seeds agree.
#
# Guess before running it: p = 0.1. Three against three can be split in 20 ways, so no two-sided
# p-value is below 2/20.
# Seen: 0.0469, below the least p-value there is. `method="auto"` counts the ways of splitting only where
# no value occurs twice; with ties it takes the normal distribution, even for three against three.
# The closer the seeds agree, the smaller the p-value: with three different counts each, it is 0.1, with
# two equal ones 0.0722. `method="exact"` and a `PermutationMethod` give 0.1 in all three cases.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q scipy==1.17.1 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
from scipy.stats import PermutationMethod, mannwhitneyu

METHODS = ("auto", "exact", PermutationMethod())
cases = {
    "three different counts": ([938, 940, 941], [951, 953, 954]),
    "two equal counts": ([940, 940, 941], [951, 951, 953]),
    "three equal counts": ([940, 940, 940], [951, 951, 951]),
}
seen = []
for name, (one, other) in cases.items():
    seen.append([round(float(mannwhitneyu(one, other, method=m).pvalue), 4) for m in METHODS])
    print(f"{name}: auto {seen[-1][0]}, exact {seen[-1][1]}, by permutations {seen[-1][2]}")
assert seen == [[0.1, 0.1, 0.1], [0.0722, 0.1, 0.1], [0.0469, 0.1, 0.1]], seen
PYTHON
"$place/venv/bin/python" "$place/show.py"
