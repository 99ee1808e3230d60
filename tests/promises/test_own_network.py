"""A network that was trained here, tested from its file, is what it was here."""

import csv

import pytest
import yaml

from noiselab import results


@pytest.mark.slow
def test_a_network_from_its_file_has_the_accuracies_that_it_had(
    study, run_here, tmp_path
):
    saved = next(study.glob("points/mlnn--*--0.0--r0/model.keras"))
    (tmp_path / "net.keras").write_bytes(saved.read_bytes())
    stored, _ = results.read_sweep(study)
    sweep = {
        "name": "own",
        "dataset": stored.dataset,
        "models": ["mine"],
        "noise": {kind: list(levels) for kind, levels in stored.noise.items()},
        "mine": {"file": "net.keras"},
    }
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(sweep))
    ran = run_here(tmp_path / "own.yaml", "--out", tmp_path / "outputs")
    assert ran.returncode == 0, ran.stderr
    own = tmp_path / "outputs" / "own"
    assert (own / "report.html").is_file()
    found = {r.point.level: r for r in results.read_sweep(own)[1]}
    assert {result.status for result in found.values()} == {"done"}
    assert {result.epochs_run for result in found.values()} == {0}
    rows = [*csv.DictReader((study / "transfer.csv").read_text().splitlines())]
    at_level = {
        float(row["test_level"]): int(row["right"])
        for row in rows
        if row["model"] == "mlnn" and float(row["train_level"]) == 0
    }
    assert {level: result.right for level, result in found.items()} == at_level
    again = run_here(tmp_path / "own.yaml", "--out", tmp_path / "outputs")
    assert "0 points to run" in again.stdout or "nothing to do" in again.stdout
