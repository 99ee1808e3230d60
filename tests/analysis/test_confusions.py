import numpy as np

from noiselab.analysis import confusions
from noiselab.analysis.confusions import Confusion
from noiselab.store.sparse_matrix import SparseMatrix

MATRIX = [[9, 2, 0], [4, 9, 2], [0, 0, 9]]


def test_the_most_frequent_come_first_and_equal_ones_in_order_of_classes():
    expected = [Confusion(1, 0, 4), Confusion(0, 1, 2), Confusion(1, 2, 2)]
    for matrix in (MATRIX, np.array(MATRIX), SparseMatrix.of_rows(MATRIX)):
        assert confusions.most_frequent(matrix, 10) == expected
        assert confusions.most_frequent(matrix, 2) == expected[:2]


def test_without_mistakes_there_are_none():
    assert confusions.most_frequent(np.eye(3, dtype=int), 5) == []
