#!/usr/bin/env bash
# joblib 1.6.0, numpy 2.4.6: `joblib.hash`, by which `joblib.Memory` finds what it has computed, of two
# settings that are equal: in one, two entries are one list, in the other, two lists with the same
# levels.
#
# Guess before running it: equal things have equal hashes.
# Seen: they differ. What is met a second time is hashed as a reference to the first, so lists, tuples
# and dictionaries that are shared are told from equal ones. A setting that was written to JSON and read
# again, where nothing is shared, is computed anew. Arrays, numbers and text are not concerned.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q joblib==1.6.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import json
import sys

import joblib
import numpy as np

memory = joblib.Memory(sys.argv[1], verbose=0)
calls = []


@memory.cache
def measure(setting):
    calls.append(setting)
    return len(calls)


levels = [0.1, 0.2]
setting = {"train": levels, "test": levels}
read = json.loads(json.dumps(setting))
assert setting == read
for one in (setting, setting, read):
    measure(one)
print("lists: equal", setting == read, "- same hash", joblib.hash(setting) == joblib.hash(read))
print("computed", len(calls), "times for three equal calls")
array = np.array(levels)
alike = joblib.hash([array, array]) == joblib.hash([array, array.copy()])
print("arrays: same hash", alike)
assert joblib.hash(setting) != joblib.hash(read) and len(calls) == 2 and alike
PYTHON
"$place/venv/bin/python" "$place/show.py" "$place/store"
