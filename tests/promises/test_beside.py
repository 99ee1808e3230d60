"""A study runs what lies beside its plugins now, whatever its copies have become."""

import json

import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.study.plugins import forget_plugins

PLUGIN = """
from pathlib import Path
from noiselab import noise

MASK = Path(__file__).parent / "mask.txt"

@noise.register("veil", highest=1)
def veil(images, level, rng):
    dark = 2 if MASK.exists() else 1
    return images * (1 - level / dark)
"""


@pytest.fixture
def own(tmp_path):
    """A study with a plugin that may have a file beside it; the words that run it."""
    train, test = (np.full((n, 8, 8), 254, np.uint8) for n in (4, 3))
    np.savez(tmp_path / "t.npz", **small_arrays(x_train=train, x_test=test))
    (tmp_path / "veil.py").write_text(PLUGIN)
    (tmp_path / "mask.txt").write_text("")
    (tmp_path / "own.yaml").write_text(
        "{name: own, dataset: t.npz, models: [mlnn], noise: {veil: [0.2, 0.5]}, "
        "plugins: [veil.py], mlnn: {epochs: 1}}"
    )
    yield tmp_path / "own.yaml", "--jobs", 1, "--threads", 1
    forget_plugins()


@pytest.mark.slow
def test_networks_are_tested_with_what_the_sweep_names(
    call, own, fast_template, tmp_path
):
    study = tmp_path / "out" / "own"

    def ratios():
        """The tests' signal-to-noise ratios, in dB, which are then forgotten."""
        code, _, error = call(*own)
        assert (code, error) == (0, "")
        found = [*study.rglob("transfer.json")]
        tests = [
            item for path in found for item in json.loads(path.read_text())["tests"]
        ]
        for path in found:
            path.unlink()
        return {item["level"]: item.get("snr_db") for item in tests}

    def expected(dark):
        return {
            level: pytest.approx(-20 * np.log10(level / dark)) for level in (0.2, 0.5)
        }

    assert ratios() == expected(2)
    copies = [*study.rglob("veil.py")]
    assert len(copies) == 3  # the study's, and each point's
    for number, copy in enumerate(copies):  # in place, as many an editor does
        copy.write_text(PLUGIN.replace("level / dark", f"{number} * level"))
    assert len({path.read_text() for path in copies}) == 3
    assert ratios() == expected(2)
    (tmp_path / "mask.txt").unlink()
    own = (*own, "--rerun", "changed")
    assert ratios() == expected(1)
    assert not [*study.rglob("mask.txt")]
