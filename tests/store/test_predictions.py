import gc
import warnings

import numpy as np
import pytest

from noiselab.store import predictions

PROBABILITIES = np.array([[0.7, 0.3], [0.6, 0.4], [0.2, 0.8], [1.0, 0.0]], np.float32)
LABELS = np.array([0, 1, 1, 1])


def test_who_is_right_and_how_sure():
    answers = predictions.of(PROBABILITIES, LABELS)
    assert answers.right.tolist() == [True, False, True, False]
    assert answers.accuracy == 0.5
    np.testing.assert_allclose(
        answers.log_loss[:3], -np.log([0.7, 0.4, 0.8]), rtol=1e-6
    )
    assert answers.log_loss[3] == pytest.approx(87.3365)  # finite
    assert answers.loss == pytest.approx(answers.log_loss.mean())


def test_an_image_without_numbers_is_not_recognised():
    probabilities = PROBABILITIES.copy()
    probabilities[0] = np.nan  # the first class of all would be the right one
    probabilities[2, 1] = np.inf
    answers = predictions.of(probabilities, LABELS)
    assert answers.right.tolist() == [False, False, False, False]
    assert np.isnan(answers.loss)


@pytest.mark.parametrize("content", [None, b"", b"no zip"])
def test_a_file_that_cannot_be_used_gives_nothing(tmp_path, content):
    path = tmp_path / "predictions.npz"
    if content is not None:
        path.write_bytes(content)
    assert predictions.read(path) is None


def test_a_file_without_probabilities_gives_nothing(tmp_path):
    np.savez(tmp_path / "predictions.npz", labels=LABELS)
    assert predictions.read(tmp_path / "predictions.npz") is None


def test_a_file_without_images_gives_nothing(tmp_path):
    none = {"probabilities": np.zeros((0, 2)), "labels": np.zeros(0, int)}
    np.savez(tmp_path / "predictions.npz", **none)
    assert predictions.read(tmp_path / "predictions.npz") is None


@pytest.mark.parametrize("count", [1, 8, 13])
def test_bits_come_back(count):
    right = np.random.default_rng(0).random(count) < 0.5
    text = predictions.pack(right)
    assert text.isascii()
    np.testing.assert_array_equal(predictions.unpack(text, count), right)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not the bits of 8 images"),
        ("AAAA", "not the bits of 8 images"),
        ("no base64!", "Only base64 data is allowed"),
    ],
)
def test_other_bits_are_refused(text, problem):
    with pytest.raises(ValueError, match=f"^{problem}$"):
        predictions.unpack(text, 8)


def test_a_file_that_is_no_archive_is_closed_again(tmp_path):
    path = tmp_path / "predictions.npz"
    path.write_bytes(b"PK\x03\x04")
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert predictions.read(path) is None
        gc.collect()
    assert [str(warning.message) for warning in warned] == []
