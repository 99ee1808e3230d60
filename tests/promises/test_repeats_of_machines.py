"""Repeats that two machines ran are one study, once their points lie in one folder."""

import shutil

import pytest

from noiselab.store import results

WORDS = ("digits", "--set", "models=mlnn", "--set", "levels=0,0.2", "--set", "epochs=1")


@pytest.mark.slow
def test_points_that_are_put_together_are_done(call, fast_template, tmp_path):
    for name, repeats in (("one", "0..1"), ("other", "2..3")):
        words = ("--set", f"name={name}", "--set", f"repeats={repeats}", "--threads", 1)
        assert call(*WORDS, *words)[0] == 0
    one, other = (tmp_path / "out" / name for name in ("one", "other"))
    assert {int(n) for n in results.load(other)["repeat"]} == {2, 3}
    before = {
        path: path.read_bytes()
        for study in (one, other)
        for path in study.glob("points/*/result.json")
    }
    shutil.copytree(other / "points", one / "points", dirs_exist_ok=True)
    joined = (*WORDS, "--set", "name=one", "--set", "repeats=4")
    code, out, error = call(*joined)
    assert (code, error) == (0, "")
    assert out.startswith("one: 0 points to run, 8 already done\n")
    assert call(*joined, "--status")[1].splitlines()[-1] == "8 done"
    frame = results.load(one)
    assert list(frame["status"]) == ["done"] * 8
    assert {int(n) for n in frame["repeat"]} == {0, 1, 2, 3}
    assert all(path.read_bytes() == content for path, content in before.items())
