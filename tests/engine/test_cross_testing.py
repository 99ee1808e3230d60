import shutil

import keras
import numpy as np
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.engine import cross_testing
from noiselab.engine.kernels import Kernels
from noiselab.experiment import datasets, noise, random_streams
from noiselab.store import cross_tests, predictions, results
from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition

NOISY = Condition("gaussian", 0.5)


@pytest.fixture
def done(study):
    return {result.point.id: result for result in results.read_sweep(study)[1]}


def test_each_network_was_tested_at_every_level(study, done):
    folder = SweepFolder(study)
    for name, result in done.items():
        transfer = cross_tests.read(folder.point(name), result)
        assert transfer.error is None
        assert list(transfer.tests) == [CLEAN, NOISY]
        own = transfer.tests[Condition.of("gaussian", result.point.level)]
        assert own.accuracy == pytest.approx(result.metrics["val_accuracy"])
        assert own.loss == pytest.approx(result.metrics["val_loss"], rel=1e-4)


def test_at_another_level_it_meets_the_noise_of_that_level(study, done):
    folder = SweepFolder(study)
    result = done["mlnn--clean--0.0--r0"]
    files = folder.point(result.point.id)
    tested = cross_tests.read(files, result).tests[NOISY]
    digits = datasets.load("digits")
    rng = random_streams.noise_rng(0, 0, "test", "gaussian")
    noisy = noise.apply("gaussian", digits.x_test, 0.5, rng)
    network = keras.saving.load_model(files.model, compile=False)
    probabilities = network.predict(noisy, verbose=0)
    expected = predictions.of(probabilities, digits.y_test)
    np.testing.assert_array_equal(tested.right, expected.right)
    assert tested.accuracy == expected.accuracy
    assert tested.loss == pytest.approx(expected.loss, rel=1e-5)


def copied(study, tmp_path, point_id):
    """Copy one point of the study into a folder of its own."""
    folder = SweepFolder(tmp_path / "copy")
    folder.points.mkdir(parents=True)
    shutil.copy(study / "sweep.yaml", folder.sweep)
    shutil.copytree(
        SweepFolder(study).point(point_id).path, folder.point(point_id).path
    )
    return folder


@pytest.mark.slow
def test_only_missing_levels_are_tested_and_the_others_stay(
    study, done, tmp_path, monkeypatch
):
    monkeypatch.setattr(cross_testing, "PAUSE", 0)
    lines = []
    result = done["mlnn--clean--0.0--r0"]
    folder = copied(study, tmp_path, result.point.id)
    sweep = sweep_file.load(folder.sweep)
    more = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0, 0.2, 0.5]}})
    folder.sweep.write_text(sweep_file.dump(more))  # as a run does before
    before = cross_tests.read(folder.point(result.point.id), result)
    missing = cross_tests.missing(more, folder, [result])
    between = Condition("gaussian", 0.2)
    assert missing == {result.point.id: [between]}
    with Kernels() as kernels:
        cross_testing.run_cross_tests(folder, missing, kernels, 1, lines.append)
    assert lines == ["1 of 1 test done"]
    after = cross_tests.read(folder.point(result.point.id), result)
    assert list(after.tests) == [CLEAN, between, NOISY]
    assert after.tests[NOISY].loss == before.tests[NOISY].loss
    assert after.tests[NOISY].accuracy < after.tests[between].accuracy
    assert cross_tests.missing(more, folder, [result]) == {}
