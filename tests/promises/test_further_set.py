"""A further test set costs its own tests only, and they are of its images."""

import csv

import keras
import numpy as np
import pytest
import yaml

from noiselab.experiment import datasets


@pytest.mark.slow
def test_a_set_that_is_added_later_is_tested_on_and_nothing_is_trained(
    call, tmp_path, fast_report
):
    clean = datasets.load("digits")
    dark, labels = clean.x_test[:200] / 2, clean.y_test[:200]
    np.savez(tmp_path / "dark.npz", x=dark, y=labels)
    sweep = {"name": "own", "dataset": "digits", "models": ["mlnn"], "levels": [0, 0.5]}
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(sweep | {"mlnn": {"epochs": 1}}))
    assert call(file)[0] == 0
    points = [*(tmp_path / "out" / "own" / "points").iterdir()]
    before = {path: (path / "result.json").stat().st_mtime_ns for path in points}
    added = (file, "--set", "test.sets.dark=./dark.npz")
    code, out, _ = call(*added, "--status")
    assert code == 0
    assert out.endswith("2 tests of 2 networks to do: on test set dark\n")
    code, out, err = call(*added)
    assert code == 0, err
    assert "0 points to run, 2 already done" in out
    for path, when in before.items():
        assert (path / "result.json").stat().st_mtime_ns == when
    table = (tmp_path / "out" / "own" / "transfer.csv").read_text()
    rows = [r for r in csv.DictReader(table.splitlines()) if r["test_set"] == "dark"]
    assert len(rows) == 2
    for row in rows:
        network = keras.models.load_model(
            tmp_path / "out" / "own" / "points" / row["point"] / "model.keras"
        )
        right = network.predict(dark, verbose=0).argmax(axis=1) == labels
        assert int(row["right"]) == int(right.sum())
        assert (row["test_noise"], row["test_level"]) == ("", "0.0")
    assert "to do" not in call(*added, "--status")[1]
