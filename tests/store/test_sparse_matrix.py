import json

import numpy as np
import pytest

from noiselab.store import result as results
from noiselab.store.sparse_matrix import SparseMatrix, plain

FIELDS = {"classes": 3, "true": [0, 2], "predicted": [1, 2], "images": [5, 2]}
ROWS = [[0, 5, 0], [0, 0, 0], [0, 0, 2]]


def test_it_reads_as_a_sequence_of_rows():
    matrix = SparseMatrix.of_fields(FIELDS)
    assert list(matrix) == ROWS
    assert (len(matrix), matrix[2]) == (3, ROWS[2])
    assert matrix == SparseMatrix.of_rows(ROWS)
    assert matrix == ROWS
    assert matrix != SparseMatrix.of_rows(ROWS[::-1])
    assert np.asarray(matrix).tolist() == ROWS
    assert plain(matrix) == FIELDS
    with pytest.raises(IndexError):
        matrix[3]


@pytest.mark.parametrize(
    "change",
    [
        {"classes": 2},
        {"classes": 0},
        {"classes": True},
        {"classes": 2_000_000},
        {"true": [0]},
        {"true": [2, 0]},
        {"true": [0, 0], "predicted": [1, 1]},
        {"true": [0, -1]},
        {"images": [5, 0]},
        {"images": [5, 2.0]},
        {"images": [5, 2**60]},
        {"images": None},
        {"more": 1},
    ],
)
def test_what_counts_no_pairs_of_classes_is_refused(change):
    with pytest.raises(ValueError, match="must"):
        SparseMatrix.of_fields(FIELDS | change)


@pytest.fixture
def many(make_result, point):
    matrix = np.diag(np.full(200, 3))
    matrix[7, 150] = 2
    result = make_result(point, confusion_matrix=matrix.tolist())
    return results.from_fields(json.loads(result.as_json()))


def test_a_result_of_many_classes_holds_it_and_is_read_back_the_same(many):
    assert isinstance(many.confusion_matrix, SparseMatrix)
    assert (many.right, many.count) == (600, 602)
    text = many.as_json()
    assert len(text) < 20_000
    assert results.from_fields(json.loads(text)) == many
    assert results.Result.model_validate(many) == many


def test_a_result_that_holds_all_rows_is_the_same(many):
    fields = json.loads(many.as_json())
    fields["confusion_matrix"] = list(many.confusion_matrix)
    assert results.from_fields(fields) == many


def test_a_damaged_one_makes_no_result(many):
    fields = json.loads(many.as_json())
    fields["confusion_matrix"]["true"][-1] = 500
    with pytest.raises(ValueError, match="must not count classes that there are not"):
        results.from_fields(fields)
