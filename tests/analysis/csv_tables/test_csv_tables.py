from noiselab.analysis import csv_tables, verdicts
from noiselab.common.folders import TABLES


def test_every_table_is_written(evidence, read):
    csv_tables.write(evidence, verdicts.judge(evidence))
    written = {path.stem for path in evidence.folder.path.glob("*.csv")}
    assert written == {*TABLES} - {"results", "transfer"}
    # it has kept no images, and too few levels for a line
    for name in written - {"noise", "mistakes", "slopes"}:
        assert read(evidence.folder.table(name)), name
