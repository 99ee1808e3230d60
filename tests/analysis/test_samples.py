import dataclasses

import numpy as np
import pytest
from helpers.studies import diverged

from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.common import user_paths
from noiselab.experiment import datasets, measures, noise
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import result, shown_images
from noiselab.store.shown_images import Mistakes, Samples
from noiselab.study import sweep_file

REMEDY = "name its folder with --data-dir, or in a notebook as data_dir"


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture
def evidence(sweep, tmp_path):
    """A study without any point, and without images."""
    return Evidence(sweep, [], tmp_path)


def changed(evidence, **changes):
    """The same study of another sweep."""
    fields = evidence.sweep.as_file() | changes
    return Evidence(sweep_file.check(fields), evidence.results, evidence.folder.path)


def of_data(study, digest, **changes):
    """The same study, run on data of a digest."""
    results = [
        result.model_copy(
            update={"fingerprint": result.fingerprint | {"data": digest[:16]}} | changes
        )
        for result in study.results
    ]
    return Evidence(study.sweep, results, study.folder.path)


def keep(evidence, digits, kind, levels):
    """Keep samples of a kind as the cross tests do, all images black."""
    kept = Samples.none_yet(digits)
    for level in levels:
        kept = kept.with_level(level, digits, np.zeros_like(digits.x_test))
    shown_images.write_samples(evidence.folder, evidence.sweep, kind, kept)


class TestSamples:
    def test_those_that_were_kept_are_shown_and_nothing_is_drawn(
        self, evidence, digits, monkeypatch
    ):
        keep(evidence, digits, "gaussian", [0.5, 0.9, 0.0])
        monkeypatch.setattr(noise.Kind, "__call__", None)
        ((kind, sample),) = samples.sample_images(changed(evidence, dataset="lost.npz"))
        assert (kind, list(sample.images)) == ("gaussian", [0.0, 0.5])
        assert not sample.images[0.5].any()

    def test_where_none_were_kept_noiselabs_own_kinds_are_drawn_again(
        self, evidence, digits
    ):
        ((kind, sample),) = samples.sample_images(evidence)
        assert (kind, list(sample.images)) == ("gaussian", [0.0, 0.5])
        assert sample.labels == tuple(range(10))
        noisy = noisy_test_images(digits.x_test, "gaussian", 0.5, seed=0, repeat=0)
        places = [digits.y_test.tolist().index(label) for label in sample.labels]
        np.testing.assert_array_equal(sample.images[0.5], noisy[places])

    def test_images_of_the_first_of_some_repeats_are_drawn(self, evidence, digits):
        ((_, sample),) = samples.sample_images(changed(evidence, repeats="3..5"))
        noisy = noisy_test_images(digits.x_test, "gaussian", 0.5, seed=0, repeat=3)
        assert sample.images[0.5][0] in noisy
        assert sample.snr_db[0.5] == measures.snr_db(digits.x_test, noisy)

    def test_a_level_that_was_not_kept_is_drawn_with_the_others(self, evidence, digits):
        keep(evidence, digits, "gaussian", [0.0])
        ((_, sample),) = samples.sample_images(evidence)
        assert list(sample.images) == [0.0, 0.5]
        assert sample.images[0.5].any()

    @pytest.mark.parametrize(
        "change", [{"seed": 1}, {"clip": True}, {"repeats": "1..2"}]
    )
    def test_images_of_other_noise_do_not_count(self, evidence, digits, change):
        keep(evidence, digits, "gaussian", [0.0, 0.5])
        ((_, sample),) = samples.sample_images(changed(evidence, **change))
        assert sample.images[0.5].any()

    def test_images_of_a_plugins_kind_are_never_drawn(
        self, evidence, digits, monkeypatch, capsys
    ):
        part = evidence.sweep.parts.noise["gaussian"]
        own = evidence.sweep.parts.model_copy(
            update={"noise": {"rain": part.model_copy(update={"label": "soft rain"})}}
        )
        changes = {"noise": {"rain": (0.0, 0.5)}, "parts": own}
        sweep = evidence.sweep.model_copy(update=changes)
        raining = Evidence(sweep, [], evidence.folder.path)
        assert list(samples.sample_images(raining)) == []
        assert list(samples.surest_mistakes(raining)) == []
        assert capsys.readouterr().out == (
            "Images with soft rain are not shown: this study has not kept them, and "
            "drawing them would run its plugin.\n"
        )
        keep(raining, digits, "rain", [0.0, 0.5])
        assert [kind for kind, _ in samples.sample_images(raining)] == ["rain"]

    def test_absent_data_is_reported_and_yields_nothing(
        self, evidence, tmp_path, capsys
    ):
        path = tmp_path / "none.npz"
        lost = changed(evidence, dataset=str(path), noise={"shot": 1, "speckle": 1})
        assert list(samples.sample_images(lost)) == []
        assert capsys.readouterr().out == (
            f"The images cannot be shown here. {path}: there is no such file on this "
            f"machine; looked at {path}; {REMEDY}\n"
        )

    def test_absent_mnist_is_not_downloaded(
        self, evidence, tmp_path, monkeypatch, capsys
    ):
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.delenv(user_paths.DATA_DIR, raising=False)
        assert list(samples.sample_images(changed(evidence, dataset="mnist"))) == []
        path = tmp_path / "datasets" / "mnist.npz"
        assert capsys.readouterr().out == (
            "The images cannot be shown here. mnist: there is no such file on this "
            f"machine; looked at {path}, and for its four files in MNIST/raw beside "
            f"each; {REMEDY}\n"
        )


class TestSurestMistakes:
    @pytest.fixture
    def study(self, sweep, make_study):
        return make_study(sweep, lambda point, level: np.arange(360) >= 20 * level)

    def test_those_that_were_kept_are_shown_of_the_lowest_and_highest_level(
        self, study, monkeypatch
    ):
        monkeypatch.setattr(noise.Kind, "__call__", None)
        for number, point in enumerate(study.sweep.points()):
            made = [np.full((1, 2, 2, 1), number), *np.ones((3, 1))]
            shown_images.write_mistakes(study.folder.point(point.id), Mistakes(*made))
        ((kind, rows),) = samples.surest_mistakes(study)
        assert kind == "gaussian"
        assert [(row.model, row.level) for row in rows] == [
            *(("mlnn", 0.0), ("convnet", 0.0)),
            *(("mlnn", 0.5), ("convnet", 0.5)),
        ]
        assert [row.mistakes.images.max() for row in rows] == [0, 2, 1, 3]

    def test_where_none_were_kept_they_are_found_again(self, study, digits):
        noisy = noisy_test_images(digits.x_test, "gaussian", 0.5, seed=0, repeat=0)
        ratio = measures.snr_db(digits.x_test, noisy)
        study = of_data(study, digits.digest, snr_db=ratio)
        ((_, rows),) = samples.surest_mistakes(study)
        assert {row.level for row in rows} == {0.5}  # there are none without noise
        np.testing.assert_array_equal(rows[0].mistakes.images, noisy[:10])

    def test_images_that_the_network_did_not_meet_are_not_shown(self, study, digits):
        kept_with_another_seed = of_data(study, digits.digest, snr_db=0.1)
        assert list(samples.surest_mistakes(kept_with_another_seed)) == []

    def test_other_data_of_the_same_name_is_not_shown(self, study, capsys):
        other = of_data(study, "0" * 64)
        assert list(samples.sample_images(other)) == []
        assert list(samples.surest_mistakes(other)) == []
        assert capsys.readouterr().out == (
            "The images cannot be shown here. digits holds other data here than this "
            "study was run on.\n"
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
    assert dict(samples.first_repeats(mixed)) == {
        "b_kind": [mixed[0]],
        "a_kind": mixed[4:6],
    }


def test_the_first_repeat_of_some_is_the_lowest(mixed):
    later = [
        result.model_copy(
            update={"point": dataclasses.replace(result.point, repeat=3 + number % 2)}
        )
        for number, result in enumerate(mixed[4:])
    ]
    ((_, first),) = samples.first_repeats(later)
    assert {result.point.repeat for result in first} == {3}


def test_a_kind_without_a_done_point_is_left_out(mixed):
    assert list(dict(samples.first_repeats(mixed[1:]))) == ["a_kind"]


def test_a_point_that_diverged_has_no_figures_in_its_frame(sweep, make_result):
    point, other, *_ = sweep.points()
    lost = diverged(make_result(point))
    ((_, frame),) = samples.frames([lost, make_result(other)])
    figures = frame[["train_loss", "train_accuracy", "val_loss", "val_accuracy"]]
    assert figures.isna().all(axis=1).tolist() == [True, False]
    assert frame["level"].tolist() == [0.0, 0.5]
