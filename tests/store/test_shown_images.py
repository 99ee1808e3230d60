import math
from dataclasses import replace

import numpy as np
import pytest

from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.experiment import datasets, measures
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import predictions, shown_images
from noiselab.store.shown_images import Mistakes, Samples


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture
def samples(digits):
    samples = Samples.none_yet(digits)
    for level in (0.5, 0.0):
        noisy = noisy_test_images(digits.x_test, "gaussian", level, seed=0, repeat=0)
        samples = samples.with_level(level, digits, noisy)
    return samples


class TestSamples:
    def test_one_image_of_each_class_stands_for_all(self, samples, digits):
        assert samples.labels == tuple(range(10))
        for label, image in zip(samples.labels, samples.images[0.0], strict=True):
            same = (digits.x_test == image).all(axis=(1, 2, 3))
            assert label in digits.y_test[same]

    def test_figures_are_over_all_test_images(self, samples, digits):
        power = np.mean(np.square(digits.x_test, dtype=np.float64))
        expected = 10 * math.log10(power / 0.5**2)
        assert samples.snr_db[0.5] == pytest.approx(expected, abs=0.1)
        assert samples.snr_db[0.0] == math.inf
        clean = digits.x_train, digits.y_train, digits.x_test, digits.y_test
        assert samples.yardstick[0.0] == measures.nearest_mean_accuracy(*clean)

    def test_of_many_classes_ten_are_shown(self, tmp_path):
        images, labels = np.full((15, 6, 6), 255, np.uint8), np.arange(15)
        path = tmp_path / "many.npz"
        np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
        many = Samples.none_yet(datasets.load(str(path)))
        assert many.labels == tuple(range(10))

    def test_they_are_read_as_they_were_written(self, samples, sweep, tmp_path):
        folder = SweepFolder(tmp_path)
        shown_images.write_samples(folder, sweep, "gaussian", samples)
        read = shown_images.read_samples(folder, sweep, "gaussian")
        assert read.labels == samples.labels
        assert (read.snr_db, read.yardstick) == (samples.snr_db, samples.yardstick)
        assert list(read.images) == list(samples.images) == [0.5, 0.0]
        for level, images in samples.images.items():
            np.testing.assert_array_equal(read.images[level], images)
        assert list(read.at((0.7, 0.5, 0.0)).images) == [0.0, 0.5]
        assert shown_images.read_samples(folder, sweep, "shot") is None

    def test_those_of_an_earlier_version_are_of_repeat_0(
        self, samples, sweep, tmp_path
    ):
        folder = SweepFolder(tmp_path)
        shown_images.write_samples(folder, sweep, "gaussian", samples)
        path = folder.samples("gaussian")
        with np.load(path) as file:
            stored = {name: file[name] for name in file.files if name != "repeat"}
        np.savez(path, **stored)
        assert shown_images.read_samples(folder, sweep, "gaussian") is not None
        later = sweep.model_copy(update={"repeats": "3..5"})
        assert shown_images.read_samples(folder, later, "gaussian") is None

    def test_those_of_other_data_are_known_by_size_and_classes(self, samples, digits):
        assert samples.are_of(digits)
        assert not replace(samples, labels=(1, 2)).are_of(digits)
        larger = {0.5: np.zeros((10, 9, 8, 1), np.float32)}
        assert not replace(samples, images=larger).are_of(digits)

    @pytest.mark.parametrize(
        "change",
        [
            {"images": np.zeros((2, 3, 8, 8, 1))},
            {"images": np.array([["a"]])},
            {"levels": np.array(["low", "high"])},
            {"snr_db": np.zeros(3)},
            {"seed": np.zeros(2)},
            {"repeat": np.zeros(2)},
            {"repeat": np.array(3)},
            {"labels": np.zeros((2, 2))},
        ],
    )
    def test_what_does_not_fit_together_is_not_read(
        self, samples, sweep, tmp_path, change
    ):
        folder = SweepFolder(tmp_path)
        shown_images.write_samples(folder, sweep, "gaussian", samples)
        path = folder.samples("gaussian")
        with np.load(path) as file:
            stored = dict(file)
        np.savez(path, **stored | change)
        assert shown_images.read_samples(folder, sweep, "gaussian") is None
        path.write_bytes(b"PK")
        assert shown_images.read_samples(folder, sweep, "gaussian") is None


class TestMistakes:
    @pytest.fixture
    def mistakes(self):
        labels = np.zeros(30, int)
        sure = np.linspace(0.5, 1, 30)
        sure[:3] = 0.2  # those three are right
        answers = predictions.of(np.stack([1 - sure, sure], axis=1), labels)
        return Mistakes.of(answers, np.arange(30.0).reshape(30, 1, 1, 1))

    def test_the_surest_come_first_and_there_are_ten(self, mistakes):
        assert mistakes.images.ravel().tolist() == list(range(29, 19, -1))
        assert mistakes.confidence[0] == 1
        assert set(mistakes.predicted) == {1}

    def test_answers_that_are_no_numbers_are_not_confident(self):
        probabilities = np.array([[np.nan, np.nan], [0.2, 0.8]])
        answers = predictions.of(probabilities, np.array([0, 0]))
        chosen = Mistakes.of(answers, np.arange(2.0).reshape(2, 1, 1, 1))
        assert chosen.images.ravel().tolist() == [1]

    def test_they_are_read_as_they_were_written(self, mistakes, tmp_path):
        folder = PointFolder(tmp_path)
        assert shown_images.read_mistakes(folder) is None
        shown_images.write_mistakes(folder, mistakes)
        read = shown_images.read_mistakes(folder)
        for name, array in vars(mistakes).items():
            np.testing.assert_array_equal(vars(read)[name], array)

    @pytest.mark.parametrize(
        "change",
        [
            {"images": np.zeros((3, 1, 1, 1))},
            {"images": np.zeros(10)},
            {"labels": np.array(["a"] * 10)},
        ],
    )
    def test_what_does_not_fit_together_is_not_read(self, mistakes, tmp_path, change):
        folder = PointFolder(tmp_path)
        np.savez(folder.mistakes, **vars(mistakes) | change)
        assert shown_images.read_mistakes(folder) is None
