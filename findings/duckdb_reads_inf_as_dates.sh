#!/usr/bin/env bash
# duckdb 2.0.1: a CSV column of ratios, some of them infinite, is read with `read_csv`.
#
# Guess before running it: `inf` is a double, as in every other place where DuckDB reads it
# (`select 'inf'::double` works), and as pandas and polars read the same file.
# Seen: a column that holds `inf` alone becomes a column of dates, all of them infinite; one that
# begins with `inf` and goes on with numbers becomes text; one in which a number comes first is
# double. No warning in any case: which type a ratio has depends on the rows that the file begins
# with. `dtype={'snr_db': 'DOUBLE'}` settles it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q duckdb==2.0.1
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import duckdb

file = Path(sys.argv[1], "ratios.csv")


def type_of(rows, **options):
    file.write_text("\n".join(["snr_db", *rows, ""]), encoding="utf-8")
    return str(duckdb.read_csv(str(file), **options).dtypes[0])


seen = {
    "inf, inf": type_of(["inf", "inf"]),
    "inf, 1.5": type_of(["inf", "1.5"]),
    "1.5, inf": type_of(["1.5", "inf"]),
    "inf, inf, with dtype": type_of(["inf", "inf"], dtype={"snr_db": "DOUBLE"}),
}
for rows, name in seen.items():
    print(f"{rows}: {name}")
print("cast:", duckdb.sql("select 'inf'::double").fetchall())
assert list(seen.values()) == ["DATE", "VARCHAR", "DOUBLE", "DOUBLE"], seen
PYTHON
"$place/venv/bin/python" "$place/show.py" "$place"
