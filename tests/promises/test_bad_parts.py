"""Own kinds of noise and networks that cannot be used fail at once, and say why."""

import json
import re

import pytest
from helpers.documents import ROOT, blocks

pytestmark = pytest.mark.slow
(SCALED,) = (b for b in blocks(ROOT / "docs" / "own_parts.md") if b.file == "scaled.py")

NOISE = """
import numpy as np
from noiselab import noise

@noise.register("holed")
def holed(images, level, rng):
    noisy = images + level
    noisy[5, 0, 0, 0] = np.nan
    return noisy

@noise.register("grey", highest=255)
def grey(images, level, rng):
    return (255 * images + level).astype(np.uint8)

@noise.register("global")
def unpaired(images, level, rng):
    return images + np.random.normal(scale=level, size=images.shape)

@noise.register("weak")
def weak(images, level, rng):
    return images.copy()

@noise.register("alike")
def alike(images, level, rng):
    return images + level * rng.standard_normal(images.shape[1:])
"""


@pytest.fixture
def run(tmp_path, run_here):
    """Runs a study of digits with a plugin; gives how it ended, and its folder."""

    def run(plugin, *options, **settings):
        (tmp_path / "mine.py").write_text(plugin)
        settings = {"name": "x", "plugins": "mine.py", "epochs": 1} | settings
        changes = [f"{key}={value}" for key, value in settings.items()]
        words = [word for change in changes for word in ("--set", change)]
        ran = run_here("digits", *words, *options, "--out", "out", cwd=tmp_path)
        return ran, tmp_path / "out" / "x"

    return run


# passes the trial on two images
OWN_GENERATOR = """
import numpy as np
from noiselab import noise

@noise.register("ruin", highest=1)
def ruin(images, level, rng):
    own, noisy = np.random.default_rng(), images.copy()
    chosen = own.choice(len(images), int(level * len(images)), replace=False)
    noisy[chosen] = own.random(noisy[chosen].shape)
    return noisy
"""


def test_networks_that_a_kind_gave_different_images_are_not_compared(run):
    ran, study = run(OWN_GENERATOR, models="[mlnn, convnet]", noise="{ruin: [0.3]}")
    assert ran.returncode == 0, ran.stderr
    said = "Not all networks met the same test images with ruin noise of 0.3: "
    assert said in ran.stderr
    report = (study / "report.html").read_text()
    assert said in report
    assert "the networks did not meet the same test images" in report
    _, row = (study / "comparisons.csv").read_text().splitlines()
    assert set(row.removeprefix("ruin,0.3,mlnn,convnet")) == {","}


def test_noise_that_cannot_be_used(run):
    noise = "{holed: [0.5], grey: [1], global: [0.5], weak: [0.5], alike: [0.1, 0.2]}"
    ran, study = run(NOISE, models="mlnn", noise=noise)
    assert ran.returncode == 1
    errors = {}
    for path in study.glob("points/*/result.json"):
        result = json.loads(path.read_text())
        errors[result["point"]["noise"]] = result["error"]
    assert errors == {
        "holed": "PluginError: plugins/mine.py, line 5: noise holed at level 0.5: returns nan "
        "in image 5 at (row, column, channel) (0, 0, 0); every value must be a finite "
        "number",
        "grey": "PluginError: plugins/mine.py, line 11: noise grey at level 1: returns uint8 "
        "values; return floats from 0 (black) to 1 (white)",
        "global": "PluginError: plugins/mine.py, line 15: noise global at level 0.5: two calls "
        "with equal generators differ, so models could not be compared on the same "
        "images; draw all random numbers from the generator, and keep nothing of a "
        "call for the next",
        "weak": None,
        "alike": None,
    }
    for error in filter(None, errors.values()):
        assert error in ran.stdout + ran.stderr
    log = next(study.glob("points/*weak*/log.txt")).read_text()
    told = "mine.py:19: UnchangedWarning: noise weak at level 0.5 changes nothing: all "
    assert re.findall(f"^{told}", log, re.MULTILINE) == [told] * 2
    one = "lays one pattern over all images (correlation 1.00 between the noise of two)"
    would_do = "call the transform once for each image, with a draw of its own"
    for level in ("0.1", "0.2"):
        line = f"noise alike at level {level} {one}; {would_do}"
        log = next(study.glob(f"points/*alike--{level}*/log.txt")).read_text()
        assert log.count(f"mine.py:23: NoiseWarning: {line}\n") == 1
    told = re.findall(r"^mine.py, line 23: noise alike at level .*", ran.stderr, re.M)
    assert [line.partition(" lays ")[2] for line in told] == [
        f"{one.removeprefix('lays ')}; {would_do}; the report says so"
    ]
    assert "noise weak at level 0.5 changes no value of any test image" in ran.stderr
    report = re.sub("<[^>]+>", "", (study / "report.html").read_text())
    assert f"with alike noise of 0.1 and 0.2 is said of noise that {one}" in report
    assert "Noise changed no value of the test images with weak noise of 0.5" in report


@pytest.mark.usefixtures("fast_report")
def test_a_network_with_own_layers_is_trained_and_tested_in_cold_kernels_too(run):
    ran, study = run(SCALED.text, "--cold", models="scaled", levels="0,0.5")
    assert (ran.returncode, ran.stderr) == (0, "")
    tests = (study / "transfer.csv").read_text().splitlines()
    assert len(tests) == 1 + 2 * 2


@pytest.mark.usefixtures("fast_report")
def test_a_network_that_cannot_be_kept_fails_before_its_training(run):
    lines = SCALED.text.splitlines(keepends=True)
    plugin = "".join(line for line in lines if "register_keras" not in line)
    ran, study = run(plugin, models="scaled", levels="0")
    assert ran.returncode == 1
    (path,) = study.glob("points/*/result.json")
    error = json.loads(path.read_text())["error"]
    assert error.startswith(
        "PluginError: plugins/mine.py, line 20: model scaled: cannot be saved and loaded "
        "(TypeError: Could not locate class 'Scaled'); layers, networks and functions "
    )
    assert "/1 " not in (path.parent / "log.txt").read_text()  # no epoch
