import json

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, results
from noiselab.store.cross_tests import Transfer


@pytest.fixture
def done(study):
    return {result.point.id: result for result in results.read_sweep(study)[1]}


def test_the_table_has_a_row_for_each_test(study, done):
    head, *rows = (study / "transfer.csv").read_text().splitlines()
    assert head == (
        "model,noise,train_level,test_level,repeat,accuracy,loss,right,count"
    )
    tests = [row.split(",")[:5] for row in rows]
    assert tests == [
        [model, "gaussian", trained, tested, "0"]
        for model in ("mlnn", "convnet")
        for trained in ("0.0", "0.5")
        for tested in ("0.0", "0.5")
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": 1}', "[" * 100_000, '{"schema": 1, "levels": [{}]}'],
)
def test_a_damaged_file_counts_for_nothing(tmp_path, point, make_result, text):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    files.transfer.write_text(text)
    assert cross_tests.read(files, make_result(point)) == Transfer()


def test_that_of_another_training_counts_for_nothing(study, done):
    result = done["mlnn--gaussian--0.0--r0"]
    files = SweepFolder(study).point(result.point.id)
    trained_again = result.model_copy(
        update={"fingerprint": {**result.fingerprint, "code": "other"}}
    )
    assert cross_tests.read(files, trained_again) == Transfer()
    fields = json.loads(files.transfer.read_text())
    assert fields["fingerprint"] == result.fingerprint
