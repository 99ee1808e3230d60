import dataclasses
import math

import numpy as np
import pytest
from helpers.studies import diverged

from noiselab.analysis import samples
from noiselab.common import user_paths
from noiselab.common.errors import PluginError
from noiselab.experiment import datasets, noise, random_streams
from noiselab.store import result
from noiselab.study import sweep_file


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


class TestSamples:
    @pytest.fixture
    def sample(self, sweep):
        (kind, sample), *others = samples.sample_images(sweep)
        assert (kind, others) == ("gaussian", [])
        return sample

    def test_one_clean_image_of_each_class_comes_first(self, sample, digits):
        assert sample.labels == list(range(10))
        assert list(sample.images) == [0.0, 0.5]
        for label, image in zip(sample.labels, sample.images[0.0], strict=True):
            same = (digits.x_test == image).all(axis=(1, 2, 3))
            assert label in digits.y_test[same]

    def test_its_noise_is_that_of_the_first_repeats_test_images(
        self, sample, sweep, digits
    ):
        rng = random_streams.noise_rng(sweep.seed, 0, "test", "gaussian")
        noisy = noise.apply("gaussian", digits.x_test, 0.5, rng)
        places = [digits.y_test.tolist().index(label) for label in sample.labels]
        np.testing.assert_array_equal(sample.images[0.5], noisy[places])

    def test_the_ratio_is_over_all_test_images(self, sample, digits):
        power = np.mean(np.square(digits.x_test, dtype=np.float64))
        expected = 10 * math.log10(power / 0.5**2)
        assert sample.snr_db[0.5] == pytest.approx(expected, abs=0.1)
        assert sample.snr_db[0.0] == math.inf

    def test_levels_go_upwards_and_images_are_clipped_as_the_sweep_says(self, sweep):
        changes = {"levels": [2.0, 0.1], "noise": "gaussian", "clip": True}
        clipped = sweep_file.check(sweep.as_file() | changes)
        ((_, sample),) = samples.sample_images(clipped)
        assert list(sample.images) == [0.1, 2.0]
        assert sample.images[2.0].min() == 0
        assert sample.images[2.0].max() == 1

    def test_another_seed_gives_other_noise(self, sample, sweep):
        changes = {"levels": [0.5], "noise": "gaussian", "seed": 1}
        ((_, other),) = samples.sample_images(
            sweep_file.check(sweep.as_file() | changes)
        )
        assert not np.array_equal(other.images[0.5], sample.images[0.5])

    def test_of_many_classes_ten_are_shown(self, sweep, tmp_path):
        images = np.zeros((15, 6, 6), np.uint8)
        labels = np.arange(15)
        path = tmp_path / "many.npz"
        np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
        many = sweep_file.check(sweep.as_file() | {"dataset": str(path)})
        ((_, sample),) = samples.sample_images(many)
        assert sample.labels == list(range(10))

    def test_absent_data_is_told_and_leaves_nothing(self, sweep, tmp_path, capsys):
        fields = sweep.as_file() | {"dataset": str(tmp_path / "none.npz")}
        found = list(samples.sample_images(sweep_file.check(fields)))
        assert found == []
        path = tmp_path / "none.npz"
        assert capsys.readouterr().out == (
            f"The images cannot be shown here. {path}: there is no such file on this "
            f"machine; looked at {path}\n"
        )

    def test_absent_mnist_is_not_fetched(self, sweep, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.delenv(user_paths.DATA_DIR, raising=False)
        fields = sweep.as_file() | {"dataset": "mnist"}
        assert list(samples.sample_images(sweep_file.check(fields))) == []
        path = tmp_path / "datasets" / "mnist.npz"
        assert capsys.readouterr().out == (
            "The images cannot be shown here. mnist: there is no such file on this "
            f"machine; looked at {path}\n"
        )

    def test_a_kind_that_cannot_be_drawn_is_told_and_the_others_come(
        self, sweep, monkeypatch, capsys
    ):
        apply = noise.apply

        def failing(kind, *others):
            if kind == "uniform":
                raise PluginError("own.py, line 3", "nothing there")
            return apply(kind, *others)

        monkeypatch.setattr(noise, "apply", failing)
        fields = sweep.as_file() | {"noise": {"uniform": [0.1], "gaussian": [0.1]}}
        drawn = samples.sample_images(sweep_file.check(fields))
        assert [kind for kind, _ in drawn] == ["gaussian"]
        assert capsys.readouterr().out == (
            "The images of uniform cannot be shown here. own.py, line 3: nothing there\n"
        )


@pytest.fixture
def mixed(sweep, make_result):
    """Done, failed and missing points of two kinds and two repeats."""
    points = {
        (kind, repeat, level): dataclasses.replace(
            sweep.point("mlnn", kind, level), repeat=repeat
        )
        for kind in ("b_kind", "a_kind")
        for repeat in (0, 1)
        for level in (0.5, 0.0)
    }
    mixed = [make_result(point) for point in points.values()]
    mixed[1] = mixed[1].model_copy(update={"status": "failed"})
    mixed[3] = mixed[3].model_copy(update={"status": "missing", "reason": "not_run"})
    return mixed


def test_frames_hold_the_done_points_of_each_kind_in_order(mixed):
    frames = dict(samples.frames(mixed))
    assert list(frames) == ["b_kind", "a_kind"]
    b_kind, a_kind = frames.values()
    assert tuple(b_kind.columns) == result.COLUMNS
    places = [*zip(b_kind["repeat"], b_kind["level"], strict=True)]
    assert places == [(0, 0.5), (1, 0.5)]
    assert len(a_kind) == 4
    assert set(b_kind["status"]) == {"done"}
    assert set(b_kind["train_seconds"]) == {2.0}


def test_without_a_done_point_there_are_no_frames(mixed):
    assert list(samples.frames([])) == []
    assert list(samples.frames([mixed[1], mixed[3]])) == []


def test_first_repeats_hold_the_done_points_of_repeat_0(mixed):
    found = dict(samples.first_repeats(mixed))
    assert found == {"b_kind": [mixed[0]], "a_kind": mixed[4:6]}


def test_a_kind_without_a_done_point_is_left_out(mixed):
    assert list(dict(samples.first_repeats(mixed[1:]))) == ["a_kind"]


def test_a_point_that_diverged_has_no_figures_in_its_frame(sweep, make_result):
    point, other, *_ = sweep.points()
    lost = diverged(make_result(point))
    ((_, frame),) = samples.frames([lost, make_result(other)])
    figures = frame[["train_loss", "train_accuracy", "val_loss", "val_accuracy"]]
    assert figures.isna().all(axis=1).tolist() == [True, False]
    assert frame["level"].tolist() == [0.0, 0.5]
