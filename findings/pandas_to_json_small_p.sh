#!/usr/bin/env bash
# pandas 3.1.1, numpy 2.4.6: a column of p-values is written with `to_json`.
#
# Guess before running it: ten decimals, its default precision, so everything that is smaller is 0.
# Seen: only what lies between is lost. 1e-11 and 1e-15 are written as 0.0, and 1e-16 and 1e-300 as
# they are: below 1e-15 another format takes over. So a p-value of 1e-12 comes back smaller than one
# of 1e-20, and ranks and corrections change. `double_precision=15`, the most there is, loses fewer
# of their digits.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q pandas==3.1.1 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import io

import pandas as pd

written = pd.Series([0.05, 1e-9, 1e-11, 1e-12, 1e-15, 1e-16, 1e-20, 1e-300])


def read_again(**options):
    return pd.read_json(io.StringIO(written.to_json(**options)), typ="series").tolist()


print(written.to_json())
by_default, longest = read_again(), read_again(double_precision=15)
print("default:", by_default)
print("double_precision=15:", longest)
assert by_default == [0.05, 1e-9, 0, 0, 0, 1e-16, 1e-20, 1e-300], by_default
assert longest == written.tolist(), longest
PYTHON
"$place/venv/bin/python" "$place/show.py"
