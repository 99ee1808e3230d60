from noiselab.analysis import csv_tables, verdicts
from noiselab.common.folders import TABLES

# of one kind and way, with too few levels for a line, and images that were not kept
LACKING = {"noise", "mistakes", "slopes", "ways", "across_kinds", "mean_errors"}


def test_every_table_is_written(evidence, read):
    csv_tables.write(evidence, verdicts.judge(evidence))
    written = {path.stem for path in evidence.folder.path.glob("*.csv")}
    assert written == {*TABLES} - {"results", "transfer"}
    for name in written - LACKING:
        assert read(evidence.folder.table(name)), name
