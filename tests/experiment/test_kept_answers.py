import numpy as np
import pytest

from noiselab.experiment import kept_answers
from noiselab.store import predictions
from noiselab.store.sparse_matrix import SparseMatrix


def answered(classes, count=2500):
    rng = np.random.default_rng(classes)
    probabilities = rng.dirichlet(np.full(classes, 0.05), count).astype(np.float32)
    return rng.integers(0, classes, count), probabilities


def test_of_up_to_a_hundred_classes_all_is_kept():
    labels, probabilities = answered(100, 20)
    kept = kept_answers.predictions(labels, probabilities)
    assert kept["probabilities"] is probabilities
    matrix = np.zeros((100, 100), dtype=np.int64)
    assert kept_answers.counts(matrix) == matrix.tolist()


@pytest.mark.parametrize("classes", [101, 1000])
def test_of_more_classes_what_is_read_back_is_the_same(classes, tmp_path):
    labels, probabilities = answered(classes)
    labels[:9] = probabilities[:9].argmax(axis=1)
    probabilities[3, 5] = np.nan
    probabilities[4, labels[4]] = np.inf
    np.savez_compressed(
        tmp_path / "few.npz", **kept_answers.predictions(labels, probabilities)
    )
    few = predictions.read(tmp_path / "few.npz")
    whole = predictions.of(probabilities, labels)
    usable = np.isfinite(probabilities).all(axis=1)
    assert 7 <= whole.right.sum() < len(labels)
    np.testing.assert_array_equal(few.right, whole.right)
    np.testing.assert_array_equal(few.log_loss, whole.log_loss)
    np.testing.assert_array_equal(few.labels, whole.labels)
    np.testing.assert_array_equal(few.predicted[usable], whole.predicted[usable])
    np.testing.assert_array_equal(few.confidence[usable], whole.confidence[usable])
    assert not np.isfinite(few.confidence[~usable]).any()


def test_the_size_does_not_grow_with_the_classes():
    labels, probabilities = answered(1000, 50)
    kept = kept_answers.predictions(labels, probabilities)
    assert kept["likeliest"].shape == kept["of_likeliest"].shape == (50, 10)
    assert sum(array.nbytes for array in kept.values()) < 50 * 100
    ordered = np.sort(probabilities, axis=1)[:, ::-1]
    np.testing.assert_array_equal(kept["of_likeliest"], ordered[:, :10])


def test_a_matrix_of_many_classes_has_no_more_counts_than_images():
    matrix = np.zeros((300, 300), dtype=np.int64)
    matrix[0, 0], matrix[2, 299], matrix[2, 1] = 4, 1, 3
    kept = kept_answers.counts(matrix)
    assert kept == {
        "classes": 300,
        "true": [0, 2, 2],
        "predicted": [0, 1, 299],
        "images": [4, 3, 1],
    }
    np.testing.assert_array_equal(np.asarray(SparseMatrix.of_fields(kept)), matrix)
