import csv
import json

import numpy as np
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, results, seal
from noiselab.store.cross_tests import Transfer
from noiselab.study.condition import Condition

NOISY = Condition("gaussian", 0.5)


@pytest.fixture
def done(study):
    return {result.point.id: result for result in results.read_sweep(study)[1]}


def test_the_table_has_a_row_for_each_test(study, done):
    head, *rows = (study / "transfer.csv").read_text().splitlines()
    assert head == (
        "model,train_noise,train_level,test_noise,test_level,test_set,repeat,draw,"
        "share,spread,kinds,point,accuracy,loss,right,count"
    )
    tests = [row.split(",")[:7] for row in rows]
    conditions = [["", "0.0"], ["gaussian", "0.5"]]
    assert tests == [
        [model, *trained, *tested, "", "0"]
        for model in ("mlnn", "convnet")
        for trained in conditions
        for tested in conditions
    ]


def test_both_tables_agree_to_the_last_bit(study):
    points, tests = (
        list(csv.DictReader((study / name).read_text().splitlines()))
        for name in ("results.csv", "transfer.csv")
    )
    own = [test for test in tests if test["train_level"] == test["test_level"]]
    assert len(own) == len(points) > 0
    for point, test in zip(points, own, strict=True):
        assert point["val_accuracy"] == test["accuracy"]
        assert point["val_loss"] == test["loss"]


def test_an_accuracy_is_that_of_the_images(tmp_path, point, make_result):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    result = make_result(point)
    right = np.arange(10) < 9
    cross_tests.write(files, result, Transfer({NOISY: cross_tests.Tested(0.25, right)}))
    fields = json.loads(files.transfer.read_text())
    del fields[seal.KEY]  # as earlier versions wrote it
    for accuracy, usable in ((float(np.float32(0.9)), True), (0.8, False)):
        fields["tests"][0]["accuracy"] = accuracy
        files.transfer.write_text(json.dumps(fields))
        tests = cross_tests.read(files, result).tests
        assert [tested.accuracy for tested in tests.values()] == [0.9][:usable]


def test_tests_that_were_edited_do_not_count(tmp_path, point, make_result):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    result = make_result(point)
    tested = cross_tests.Tested(0.25, np.arange(10) < 9)
    cross_tests.write(files, result, Transfer({NOISY: tested}))
    assert cross_tests.read(files, result).tests
    text = files.transfer.read_text().replace("0.25", "0.75")
    files.transfer.write_text(text)
    assert not cross_tests.read(files, result).tests


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"schema": 1}', "[" * 100_000),
        *('{"schema": 1, "levels": [{}]}', '{"schema": 2, "tests": [{}]}'),
    ],
)
def test_a_damaged_file_counts_for_nothing(tmp_path, point, make_result, text):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    files.transfer.write_text(text)
    assert cross_tests.read(files, make_result(point)) == Transfer()


def test_that_of_another_training_counts_for_nothing(study, done):
    result = done["mlnn--clean--0.0--r0"]
    files = SweepFolder(study).point(result.point.id)
    trained_again = result.model_copy(
        update={"fingerprint": {**result.fingerprint, "code": "other"}}
    )
    assert cross_tests.read(files, trained_again) == Transfer()
    fields = json.loads(files.transfer.read_text())
    assert fields["fingerprint"] == result.fingerprint
