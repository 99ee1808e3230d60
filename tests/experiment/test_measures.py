import math
import subprocess
import sys

import numpy as np
import pytest
from helpers.on_demand import OnDemand
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.neighbors import NearestCentroid

from noiselab.experiment import images_on_demand, measures


def test_snr_of_hand_worked_images():
    clean = np.array([[3.0, 4.0]], dtype=np.float32)  # power 25
    noisy = clean + np.array([[0.3, 0.4]], dtype=np.float32)  # of noise 0.25
    assert measures.snr_db(clean, noisy) == pytest.approx(20, abs=1e-4)


@pytest.mark.parametrize("sigma", [0.1, 25.5])
def test_snr_of_gaussian_noise_meets_its_closed_form(sigma):
    rng = np.random.default_rng(0)
    clean = rng.random((200, 28, 28, 1), dtype=np.float32)
    noisy = clean + rng.normal(0, sigma, clean.shape).astype(np.float32)
    expected = 10 * math.log10(1 / 3 / sigma**2)  # mean of x² on [0, 1] is 1/3
    assert measures.snr_db(clean, noisy) == pytest.approx(expected, abs=0.05)


def test_snr_is_taken_over_the_batch_not_image_by_image():
    clean = np.array([[1.0], [10.0]], dtype=np.float32)
    noisy = clean + 1
    assert measures.snr_db(clean, noisy) == pytest.approx(10 * math.log10(101 / 2))


def test_snr_without_noise_is_infinite_and_without_signal_minus_infinite():
    black, white = np.zeros((2, 3), np.float32), np.ones((2, 3), np.float32)
    assert measures.snr_db(white, white) == math.inf
    assert measures.snr_db(black, black) == math.inf
    assert measures.snr_db(black, white) == -math.inf


@pytest.mark.parametrize(("size", "ratio"), [(1e30, -600), (1e-30, 600)])
def test_snr_of_noise_whose_square_float32_cannot_hold(size, ratio):
    clean = np.array([0.0, 1.0], np.float32)
    noisy = np.array([size, 1.0], np.float32)
    assert measures.snr_db(clean, noisy) == pytest.approx(ratio)


def test_snr_is_a_plain_float():
    assert type(measures.snr_db(np.ones(2), np.zeros(2))) is float


def test_confusion_matrix_of_a_hand_worked_case():
    labels = np.array([0, 0, 2])
    probabilities = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.0, 0.4, 0.6]])
    expected = [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    matrix = measures.confusion_matrix(labels, probabilities)
    np.testing.assert_array_equal(matrix, expected)
    assert matrix.dtype == np.int64


def test_confusion_matrix_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    labels, probabilities = rng.integers(0, 7, 500), rng.random((500, 7))
    expected = metrics.confusion_matrix(
        labels, np.argsort(probabilities, axis=1)[:, -1], labels=range(7)
    )
    matrix = measures.confusion_matrix(labels, probabilities)
    np.testing.assert_array_equal(matrix, expected)


@given(st.integers(1, 1_000_000), st.data())
def test_an_accuracy_of_float32_stands_for_whole_images(count, data):
    right = data.draw(st.integers(0, count))
    kept = float(np.float32(right) / np.float32(count))
    assert measures.whole_share(kept, count) == right / count


@pytest.mark.parametrize("share", [None, 0.503, float("nan")])
def test_what_stands_for_no_whole_images_stays(share):
    assert measures.whole_share(share, 100) is share


def test_the_accuracy_of_each_class_is_its_row_of_the_matrix():
    matrix = np.array([[3, 1, 0], [0, 0, 0], [1, 1, 2]])
    assert measures.class_accuracy(matrix) == [0.75, None, 0.5]


class TestCalibrationError:
    def test_it_is_the_weighted_gap_of_the_bins(self):
        rng = np.random.default_rng(0)
        probabilities = rng.dirichlet(np.full(4, 0.5), size=500)
        labels = rng.integers(0, 4, 500)
        expected = 0.0
        for low in range(15):
            inside = [
                (row.max(), row.argmax() == label)
                for row, label in zip(probabilities, labels, strict=True)
                if low / 15 < row.max() <= (low + 1) / 15
            ]
            if inside:
                confidence, right = np.mean(inside, axis=0)
                expected += len(inside) / 500 * abs(confidence - right)
        error = measures.calibration_error(labels, probabilities)
        assert error == pytest.approx(expected, rel=1e-12)

    def test_it_is_0_if_sure_and_right_and_1_if_sure_and_wrong(self):
        sure = np.eye(3, dtype=np.float32)
        assert measures.calibration_error(np.arange(3), sure) == 0
        assert measures.calibration_error(np.array([1, 2, 0]), sure) == 1

    def test_it_is_0_where_confidence_equals_accuracy(self):
        half = np.full((2, 2), 0.5)
        assert measures.calibration_error(np.array([0, 1]), half) == 0

    def test_probabilities_of_nan_give_nan(self):
        probabilities = np.full((2, 2), np.nan)
        assert np.isnan(measures.calibration_error(np.array([0, 1]), probabilities))


def test_the_peak_of_memory_stays_after_memory_is_released():
    code = (
        "from noiselab.experiment import measures\n"
        "before = measures.peak_memory()\n"
        "held = bytearray(b'x') * 300_000_000\n"
        "del held\n"
        "print(measures.peak_memory() - before)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 250e6 < int(ran.stdout) < 350e6


def test_the_yardstick_is_the_nearest_centroid_classifier():
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 4, 300)
    clean = rng.random((300, 5, 4, 2), dtype=np.float32) + classes[:, None, None, None]
    noisy = clean + rng.normal(0, 3, clean.shape)
    classifier = NearestCentroid().fit(clean.reshape(300, -1), classes)
    expected = classifier.score(noisy.reshape(300, -1), classes)
    accuracy = measures.nearest_mean_accuracy(clean, classes, noisy, classes)
    assert accuracy == pytest.approx(expected)
    assert 0.3 < accuracy < 1


def test_the_loss_of_an_image_is_never_infinite_or_negative():
    probabilities = np.float32([[0, 1], [1e-45, 1], [1.0000001, 0], [0.25, 0.75]])
    losses = measures.log_losses(np.zeros(4, int), probabilities)
    assert losses.dtype == np.float64
    most = -np.log(float(np.finfo(np.float32).tiny))
    assert losses.tolist() == [most, most, 0, -np.log(0.25)]


def test_log_loss_is_that_of_scikit_learn_and_bounded_at_probability_0():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(4), 50).astype(np.float32)
    labels = rng.integers(4, size=50)
    expected = metrics.log_loss(labels, probabilities, labels=range(4))
    assert measures.log_loss(labels, probabilities) == pytest.approx(expected, rel=1e-6)
    certain = np.eye(2, dtype=np.float32)
    assert measures.log_loss(np.array([0, 0]), certain) == pytest.approx(87.3365 / 2)
    certain[0, 0] = np.nan
    assert math.isnan(measures.log_loss(np.array([0, 0]), certain))


@pytest.mark.parametrize("shape", [(300, 28, 28, 1), (333, 7, 5, 3), (5, 2, 2, 1)])
@pytest.mark.parametrize("scale", [1, 1e-30])
def test_figures_of_images_on_demand_are_those_of_arrays(shape, scale, monkeypatch):
    monkeypatch.setattr(images_on_demand, "AT_ONCE", 5000)
    rng = np.random.default_rng(0)
    clean, noise = rng.random(shape, np.float32), rng.standard_normal(shape, np.float32)
    noisy, labels = clean + noise * np.float32(scale), np.arange(shape[0]) % 4
    both = OnDemand(clean), OnDemand(noisy)
    assert measures.snr_db(*both) == measures.snr_db(clean, noisy)
    assert measures.snr_db(both[0], both[0]) == math.inf
    if scale == 1:
        assert measures.snr_db(clean, noisy) == 10 * np.log10(
            np.sum(np.square(clean), dtype=np.float64)
            / np.sum(np.square(noisy - clean), dtype=np.float64)
        )
    accuracy = measures.nearest_mean_accuracy(clean, labels, noisy, labels)
    assert measures.nearest_mean_accuracy(both[0], labels, both[1], labels) == accuracy
    means = [
        clean[labels == k].reshape(-1, np.prod(shape[1:])).mean(0) for k in range(4)
    ]
    flat = noisy.reshape(len(noisy), -1)
    scores = flat @ np.stack(means).T - np.square(means).sum(axis=1) / 2
    assert accuracy == (scores.argmax(axis=1) == labels).mean()
