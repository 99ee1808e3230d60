"""Images are those of the condition, whichever network they are for."""

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.common.folders import SweepFolder
from noiselab.engine import further_images
from noiselab.engine.tested_images import Group, ShownSamples
from noiselab.experiment import datasets
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import fingerprint, prepare, shown_images
from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition


def test_images_are_drawn_for_a_kind_and_shown_where_they_belong(sweep, tmp_path):
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1], "uniform": [0.2]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise})
    folder, clean = SweepFolder(tmp_path / "small"), datasets.load("digits")
    prepare.prepare(sweep, folder)
    group = Group(folder, sweep, clean, 0, [])
    samples = ShownSamples(group)
    for condition in (CLEAN, Condition("shot", 0.1)):
        noisy = group.images(condition)
        samples.add(noisy)
    expected = noisy_test_images(clean.x_test, "shot", 0.1, seed=0, repeat=0)
    np.testing.assert_array_equal(noisy.images, expected)
    assert noisy.code == fingerprint.of_part("noise", "shot", ())
    assert group.images(CLEAN).images is clean.x_test
    assert group.images(CLEAN).code is None
    assert [*samples.write()] == []
    for kind, levels in (("gaussian", {0.0}), ("shot", {0.0, 0.1})):
        kept = shown_images.read_samples(folder, sweep, kind)
        assert kept.images.keys() == levels
    assert shown_images.read_samples(folder, sweep, "uniform") is None


def test_a_further_set_is_read_as_it_is_and_told_if_it_changed(sweep, tmp_path):
    clean = datasets.load("digits")
    np.savez(tmp_path / "own.npz", x=clean.x_test[:200] / 2, y=clean.y_test[:200])
    sets = {"half": str(tmp_path / "own.npz")}
    sweep = sweep_file.check(sweep.as_file() | {"test": {"sets": sets}})
    folder = SweepFolder(tmp_path / "small")
    places = further_images.checked(sweep, clean)
    sets = further_images.as_parameters(places)
    group, half = Group(folder, sweep, clean, 0, [], sets), Condition(set="half")
    read = group.images(half)
    np.testing.assert_array_equal(read.images, clean.x_test[:200] / 2)
    np.testing.assert_array_equal(read.labels, clean.y_test[:200])
    assert read.met.data == fingerprint.of_data(places["half"].digest)
    samples = ShownSamples(group)
    samples.add(read)
    assert [*samples.write()] == []
    np.savez(tmp_path / "own.npz", x=clean.x_test[:200] / 3, y=clean.y_test[:200])
    with pytest.raises(DataError, match="half: changed while the study ran"):
        group.images(half)
