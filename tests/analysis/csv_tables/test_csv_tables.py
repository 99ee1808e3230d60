from noiselab.analysis import comparisons, csv_tables
from noiselab.common.folders import TABLES


def test_every_table_is_written(evidence, read):
    compared = comparisons.between_models(evidence)
    csv_tables.write(evidence, compared, comparisons.by_training(evidence))
    written = {path.stem for path in evidence.folder.path.glob("*.csv")}
    assert written == {*TABLES} - {"results", "transfer"}
    for name in written - {"noise", "mistakes"}:  # it has kept no images
        assert read(evidence.folder.table(name)), name
