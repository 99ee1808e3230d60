"""What docs/own_parts.md shows of modules and files beside a plugin works."""

import re
import subprocess
import sys

import numpy as np
import pytest
from helpers.documents import ROOT

from noiselab.experiment import noise
from noiselab.store import results
from noiselab.study import plugin_files
from noiselab.study.plugins import forget_plugins, load_plugins

SHOWN = (ROOT / "docs" / "own_parts.md").read_text()
FILES = ["blotches.py", "enlarging.py", "mask.npy"]


@pytest.fixture
def own(tmp_path):
    """A folder with the files that the document shows."""
    shown = dict(
        re.findall(r"^`([\w.]+)`[^\n]*:\n\n```python\n(.*?)```", SHOWN, re.S | re.M)
    )
    for name in FILES[:2]:
        (tmp_path / name).write_text(shown[name])
    subprocess.run([sys.executable, "-c", shown["mask.npy"]], cwd=tmp_path, check=True)
    (tmp_path / "own.yaml").write_text(
        "{name: own, dataset: digits, plugins: [blotches.py], models: [mlnn], "
        "noise: {blotches: [0.5], gaussian: [0.1]}, mlnn: {epochs: 1}}"
    )
    return tmp_path


def test_it_works_from_a_copy_in_any_folder(own, tmp_path, monkeypatch):
    used = plugin_files.used_by(own / "blotches.py")
    assert sorted(used) == FILES
    plugin_files.place(used, tmp_path / "copy")
    monkeypatch.chdir("/")
    load_plugins([tmp_path / "copy" / "blotches.py"])
    for path in used.values():
        path.unlink()
    try:
        ones = np.ones((40, 8, 8, 1), np.float32)
        noisy = noise.apply("blotches", ones, 0.5, np.random.default_rng(0))
    finally:
        forget_plugins()
    assert (noisy == 0.5).sum(axis=(1, 2, 3)).tolist() == [16] * 40


@pytest.mark.slow
@pytest.mark.usefixtures("fast_report")
def test_a_study_runs_with_it_and_notices_what_changed(own, run_here):
    def told(*options, all_of_it=False):
        ran = run_here("own.yaml", "--out", "out", *options, cwd=own)
        assert ran.returncode == 0, ran.stderr
        lines = ran.stdout.splitlines()
        return lines if all_of_it else lines[-1]

    told("-q")
    study = own / "out" / "own"
    assert (results.load(study)["status"] == "done").all()
    for folder in (study, *(study / "points").iterdir()):
        assert sorted(path.name for path in (folder / "plugins").iterdir()) == FILES
    more = (own / "blotches.py").read_text()
    (own / "blotches.py").write_text(
        more + "\nnoise.register('more')(lambda i, *_: i)\n"
    )
    assert told("--status") == "2 done"
    (own / "blotches.py").write_text(more)
    for name in FILES[1:]:
        before = (own / name).read_bytes()
        (own / name).write_bytes(
            before.replace(b"// side", b"* 1 // side").replace(b"\x80?", b"\0?")
        )
        assert "1 stale, 1 done" in told("--status", all_of_it=True)
        (own / name).write_bytes(before)
    told("-q", "--report-only")
