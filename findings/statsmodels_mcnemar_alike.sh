#!/usr/bin/env bash
# statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1: McNemar's test of two classifiers that err on the same
# images, or on equally many others, by its chi-square (`exact=False`).
#
# Guess before running it: p = 1, as there is no difference at all.
# Seen: p = 0, the strongest evidence there is, if both answer all images alike, and 0.48 if each is
# right on one that the other gets wrong. The continuity correction takes 1 from the difference even
# where this is 0, so that its square is 1, and divides by 0. `correction=False` gives NaN and 1, and
# `exact=True` 1 in both cases.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1
cat > "$place/show.py" <<'PYTHON'
from statsmodels.stats.contingency_tables import mcnemar

TABLES = {"no image told apart": [[90, 0], [0, 10]], "one each": [[90, 1], [1, 8]]}
WAYS = ({"exact": False}, {"exact": False, "correction": False}, {"exact": True})
seen = []
for name, table in TABLES.items():
    found = [f"{mcnemar(table, **way).pvalue:.3g}" for way in WAYS]
    print(f"{name}: p = {found[0]}, without correction {found[1]}, exact {found[2]}")
    seen.append(found)
assert seen == [["0", "nan", "1"], ["0.48", "1", "1"]], seen
PYTHON
"$place/venv/bin/python" -W ignore "$place/show.py"
