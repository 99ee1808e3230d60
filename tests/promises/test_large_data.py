"""A study on a set that does not fit into memory gives the results of one that does."""

import json

import numpy as np
import pytest

from noiselab.experiment import datasets

COUNTED = ("metrics", "history", "snr_db", "confusion_matrix")
POINT = "points/mlnn--gaussian--0.5--r0"


@pytest.mark.slow
def test_results_are_those_of_memory(study, run_here, tmp_path):
    digits = datasets.load("digits")
    stored = {name: getattr(digits, name) for name in ("y_train", "y_test")}
    for name in ("x_train", "x_test"):
        stored[name] = (getattr(digits, name) * 16).astype(np.uint8)
    np.savez(tmp_path / "own.npz", **stored)
    (tmp_path / "own.yaml").write_text(
        "{name: own, dataset: own.npz, data: {white: 16}, models: [mlnn], "
        "levels: [0.5], mlnn: {epochs: 2}}"
    )
    env = {
        "NOISELAB_IMAGE_MEMORY": "10kB",
        "NOISELAB_CACHE_DIR": str(tmp_path / "kept"),
    }
    words = (tmp_path / "own.yaml", "--out", tmp_path / "out", "--threads", 1)
    ran = run_here(*words, env=env)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert [*(tmp_path / "kept").glob("*/x_train")]
    small, large = study / POINT, tmp_path / "out/own" / POINT
    results = [json.loads((at / "result.json").read_text()) for at in (small, large)]
    for key in COUNTED:
        assert results[0][key] == results[1][key]
    assert len({result["fingerprint"]["data"] for result in results}) == 1
    answers = []
    for at in (small, large):
        with np.load(at / "predictions.npz") as archive:
            answers.append(archive["probabilities"])
    np.testing.assert_array_equal(*answers)
