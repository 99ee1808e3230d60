import json

import numpy as np
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.experiment.datasets import Dataset
from noiselab.store import data_facts, first_images


def dataset(x_train, y_train, x_test, y_test):
    images = [np.float32(x).reshape(-1, 2, 2, 1) for x in (x_train, x_test)]
    labels = [np.array(y) for y in (y_train, y_test)]
    return Dataset("any", images[0], labels[0], images[1], labels[1], (), ("IDX",))


A, B, GREY = [1, 0, 0, 0], [0, 0.05, 0, 0], [0.5] * 4


@pytest.fixture
def data():
    return dataset([A, A, GREY, B], [0, 0, 1, 2], [GREY, A, B, GREY], [1, 1, 0, 0])


def test_images_are_counted_one_by_one(data):
    facts = data_facts.of(data)
    assert facts.data == data.digest[:16]
    assert facts.reading == ["IDX"]
    assert (facts.leaked, facts.leaked_otherwise, facts.lacking) == (4, 3, [2])
    training, test = facts.training, facts.test
    assert (training.classes, test.classes) == ([2, 1, 1], [2, 2, 0])
    assert (training.repeated, test.repeated) == (1, 1)
    assert (training.constant, test.constant) == (1, 2)
    assert (training.is_sorted, test.is_sorted) == (True, False)
    assert (training.lowest, training.highest, training.count) == (0, 1, 4)
    assert training.histogram == [10 / 16, *[0] * 4, 4 / 16, *[0] * 3, 2 / 16]


@pytest.mark.parametrize("at_once", [1, 3])
def test_blocks_change_nothing(data, monkeypatch, at_once):
    whole = data_facts.of(data)
    monkeypatch.setattr(data_facts, "_AT_ONCE", at_once)
    assert data_facts.of(data) == whole


def test_they_are_kept_until_the_data_are_others(data, tmp_path, monkeypatch):
    folder = SweepFolder(tmp_path)
    assert data_facts.read(folder) is None
    data_facts.keep(folder, data)
    assert data_facts.read(folder) == data_facts.of(data)
    assert first_images.read(folder).data == data.digest[:16]
    written = folder.data_facts.stat().st_mtime_ns
    data_facts.keep(folder, data)
    assert folder.data_facts.stat().st_mtime_ns == written
    data_facts.keep(folder, dataset([A, B], [0, 1], [GREY, A], [1, 0]))
    assert data_facts.read(folder).training.classes == [1, 1]


def test_what_is_damaged_is_not_read(data, tmp_path):
    folder = SweepFolder(tmp_path)
    data_facts.keep(folder, data)
    stored = json.loads(folder.data_facts.read_text())
    for change in ({"leaked": "many"}, {"schema": 2}, {"more": 1}):
        folder.data_facts.write_text(json.dumps(stored | change))
        assert data_facts.read(folder) is None
