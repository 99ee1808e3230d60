"""Own parts, as docs/own_parts.md shows them, and those that cannot be used."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import (
    NoiselabError,
    PluginError,
    SweepError,
    TakenNameError,
)
from noiselab.experiment import models, noise
from noiselab.store import results
from noiselab.study import sweep_file
from noiselab.study.plugins import forget_plugins, load_plugins

ROOT = Path(__file__).resolve().parents[2]
SHOWN = (ROOT / "docs" / "own_parts.md").read_text()


@pytest.fixture(autouse=True)
def forgotten():
    """Leave the registries as they were."""
    yield
    forget_plugins()
    for registry in (noise.KINDS, models.MODELS):
        registry.pop("mine", None)  # what the cells registered


def lay_out(folder: Path) -> None:
    """Write the files that the document shows."""
    files = dict(re.findall(r"`(\w+\.py)`:\n\n```python\n(.*?)```", SHOWN, re.S))
    sweep, *_ = re.findall(r"```yaml\n(name: own\n.*?)```", SHOWN, re.S)
    shapes, *_ = re.findall(r"made by a script:\n\n```python\n(.*?)```", SHOWN, re.S)
    for name in ("stripes.py", "tiny.py", "scaled.py"):
        (folder / name).write_text(files[name])
    (folder / "own.yaml").write_text(sweep)
    subprocess.run([sys.executable, "-c", shapes], cwd=folder, check=True)


@pytest.fixture
def own(tmp_path):
    """A folder with the files that the document shows."""
    lay_out(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def ran(tmp_path_factory, run_here):
    """Such a folder, with its study run and in `out/`."""
    folder = tmp_path_factory.mktemp("ran")
    lay_out(folder)
    ended = run_here("own.yaml", "--out", "out", "-q", cwd=folder)
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture
def finished(ran, tmp_path):
    """A copy of that folder."""
    return shutil.copytree(ran, tmp_path / "own")


@pytest.mark.slow
def test_what_the_document_shows_runs(finished):
    study = finished / "out" / "own"
    frame = results.load(study)
    assert set(frame["noise"]) == {"stripes", "gaussian"}
    assert set(frame["model"]) == {"tiny", "mlnn"}
    assert (frame["status"] == "done").all()
    report = (study / "report.html").read_text()
    assert "darkness of the stripes" in report
    assert "Tiny" in report
    assert "one row for each level of stripes noise: 0, 0.5, 1." in report
    assert len(list(study.glob("points/*/mistakes.npz"))) == 8
    # what was kept is enough to read the sweep
    (finished / "stripes.py").unlink()
    (finished / "tiny.py").unlink()
    shutil.rmtree(study / "plugins")
    assert len(results.read_sweep(study)[1]) == 8


@pytest.mark.slow
def test_its_report_is_made_again_with_nothing_of_it_run(finished, run_here):
    study, sprung = finished / "out" / "own", finished / "sprung"
    trap = f"\n__import__('pathlib').Path({str(sprung)!r}).touch()\n"
    for path in (*finished.glob("*.py"), *study.glob("plugins/*.py")):
        path.write_text(path.read_text() + trap)
    before = re.findall("<img [^>]+>", (study / "report.html").read_text())
    ended = run_here("own.yaml", "--out", "out", "--report-only", cwd=finished)
    assert (ended.returncode, sprung.exists()) == (0, False), ended.stderr
    after = (study / "report.html").read_text()
    assert re.findall("<img [^>]+>", after) == before  # those of stripes, too
    assert "darkness of the stripes" in after
    assert "Tiny after 3" in after
    run_here("own.yaml", "--out", "out", "--status", cwd=finished)
    assert sprung.exists()  # so the trap is one


@pytest.mark.slow
def test_a_changed_plugin_makes_points_stale(finished, run_here):
    def standing():
        ended = run_here("own.yaml", "--out", "out", "--status", cwd=finished)
        counts = re.findall(r"(?m)^(?:\d+ \w+(?:, |$))+$", ended.stdout)
        return counts[-1]

    source = finished / "stripes.py"
    text = source.read_text()
    source.write_text(text.replace("Darken", "Make darker"))
    assert standing() == "8 done"
    source.write_text(text.replace("% 2", "% 3"))
    assert standing() == "4 done, 4 stale"  # Gaussian noise, and none, are as before


def test_own_noise_is_a_kind_like_any_other(own):
    load_plugins([own / "stripes.py"])
    images = np.ones((40, 6, 4, 1), dtype=np.float32)
    noisy = noise.apply("stripes", images, 0.25, np.random.default_rng(0))
    assert noisy.dtype == np.float32
    assert sorted(np.unique(noisy)) == [0.75, 1.0]
    assert noise.KINDS["stripes"].expected == "a level from 0 to 1"
    clean = noise.apply("stripes", images, 0, np.random.default_rng(0))
    np.testing.assert_array_equal(clean, images)


def write_rain(folder, unit, name="rain.py", kind="rain"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        "from noiselab import noise\n"
        f"noise.register({kind!r}, unit={unit!r})(lambda images, *_: images)\n"
    )
    return path


@pytest.mark.parametrize("second", ["rain.py", "more_rain.py"])
def test_two_studies_may_each_have_a_kind_of_one_name(tmp_path, second):
    first = write_rain(tmp_path / "one", "drops")
    other = write_rain(tmp_path / "two", "litres", second)
    for _ in range(2):
        for path, unit in ((first, "drops"), (other, "litres")):
            load_plugins([path])
            assert noise.KINDS["rain"].unit == unit
            assert noise.KINDS["rain"].function.__globals__["__file__"] == str(path)


def test_kinds_of_other_names_stay_beside_each_other(tmp_path):
    load_plugins([write_rain(tmp_path / "one", "drops")])
    load_plugins([write_rain(tmp_path / "two", "flakes", "snow.py", "snow")])
    assert {"rain", "snow"} <= noise.KINDS.keys()


def test_two_files_of_one_study_may_not_take_one_name(tmp_path):
    files = [
        write_rain(tmp_path, "drops"),
        write_rain(tmp_path, "litres", "more_rain.py"),
    ]
    with pytest.raises(PluginError) as caught:
        load_plugins(files)
    assert str(caught.value) == (
        f'{files[1]}, line 2: TakenNameError: noise kind "rain": the name is taken; '
        "choose another"
    )


def test_what_was_loaded_before_is_there_after_a_file_that_fails(tmp_path):
    load_plugins([write_rain(tmp_path / "one", "drops")])
    broken = write_rain(tmp_path / "two", "litres")
    broken.write_text(broken.read_text() + "1 / 0\n")
    with pytest.raises(PluginError):
        load_plugins([broken])
    assert noise.KINDS["rain"].unit == "drops"


def test_a_file_is_loaded_once_and_again_when_it_changed(own):
    load_plugins([own / "stripes.py"])
    first = noise.KINDS["stripes"]
    copy = own / "copy" / "stripes.py"
    copy.parent.mkdir()
    copy.write_text((own / "stripes.py").read_text())
    load_plugins([copy])
    assert noise.KINDS["stripes"] is first
    copy.write_text(copy.read_text().replace("darkness", "depth"))
    load_plugins([copy])
    assert noise.KINDS["stripes"].unit == "depth of the stripes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1\ny = 1 / 0\n", "FILE, line 2: ZeroDivisionError: division by zero"),
        ("x = (\n", "FILE, line 1: '(' was never closed"),
        ("import sys\nsys.exit(3)\n", "FILE, line 2: SystemExit: 3, at sys.exit(3)"),
        ("x = 1\n", "FILE: registers no noise kind, no model and no data"),
        (
            "from noiselab import noise\n\n\n@noise.register('gaussian')\n"
            "def f(images, level, rng):\n    return images\n",
            'FILE, line 4: TakenNameError: noise kind "gaussian": the name is taken; '
            "choose another",
        ),
        (
            "from noiselab import models\n\n@models.register('My Net')\n"
            "def f(shape, classes): pass\n",
            'FILE, line 3: TakenNameError: model "My Net": a name is up to 40 lowercase '
            "letters, digits and _, and begins with a letter",
        ),
        (
            "from noiselab import models\n\n@models.register('epochs')\n"
            "def f(shape, classes): pass\n",
            "FILE: epochs is a key of sweeps; choose another name",
        ),
        ("\0", "FILE: source code string cannot contain null bytes"),
    ],
)
def test_a_file_that_cannot_be_used_names_its_line(tmp_path, text, message):
    path = tmp_path / "mine.py"
    path.write_text(text)
    kinds, networks = set(noise.KINDS), set(models.MODELS)
    with pytest.raises(PluginError) as caught:
        load_plugins([path])
    assert str(caught.value) == message.replace("FILE", str(path))
    assert (set(noise.KINDS), set(models.MODELS)) == (kinds, networks)


def test_a_file_that_fails_half_way_leaves_nothing_registered(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        "from noiselab import noise\nnoise.register('half')(lambda *_: None)\n1 / 0\n"
    )
    with pytest.raises(PluginError) as caught:
        load_plugins([path])
    message = f"{path}, line 3: ZeroDivisionError: division by zero"
    assert str(caught.value) == message
    assert "half" not in noise.KINDS


@pytest.mark.parametrize(
    ("plugins", "message"),
    [
        ("mine.py", "HERE/mine.py: cannot be read (No such file or directory)"),
        (5, "FILE: plugins must list Python files, not 5"),
        (["mine.txt"], 'FILE: plugins must list Python files, not "mine.txt"'),
        (["a/x.py", "b/x.py"], "FILE: plugins lists two files called x.py"),
    ],
)
def test_a_sweep_that_names_its_plugins_wrongly_is_refused(tmp_path, plugins, message):
    fields = {"name": "x", "dataset": "digits", "models": "mlnn", "levels": 0}
    with pytest.raises((PluginError, SweepError)) as caught:
        sweep_file.check(fields | {"plugins": plugins}, "FILE", beside=tmp_path)
    assert str(caught.value) == message.replace("HERE", str(tmp_path))


def test_the_command_line_tells_it_in_one_line(tmp_path, run_here):
    (tmp_path / "mine.py").write_text("1 / 0\n")
    ran = run_here("digits", "--set", "plugins=mine.py", "--status", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"run_sweep.py: {tmp_path / 'mine.py'}, line 1: ZeroDivisionError: division by "
        "zero\n"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "return images[:1]",
            "FILE, line 3: noise odd at level 1: returns shape (1, 2, 2, 1) for images "
            "of shape (3, 2, 2, 1); both must be the same",
        ),
        (
            "images += level\n    return images",
            "FILE, line 5: ValueError: output array is read-only",
        ),
        (
            "import random\n    return images + random.random()",
            "FILE, line 3: noise odd at level 1: two calls with equal generators "
            "differ, so models could not be compared on the same images; draw all "
            "random numbers from the generator, and keep nothing of a call for the next",
        ),
    ],
)
def test_noise_that_breaks_the_rules_is_refused(tmp_path, body, message):
    path = tmp_path / "odd.py"
    path.write_text(
        "from noiselab import noise\n\n@noise.register('odd')\n"
        f"def odd(images, level, rng):\n    {body}\n"
    )
    load_plugins([path])
    images = np.ones((3, 2, 2, 1), dtype=np.float32)
    with pytest.raises(NoiselabError) as caught:
        noise.apply("odd", images, 1, np.random.default_rng(0))
    assert str(caught.value).replace(str(path), "FILE") == message
    assert (images == 1).all()


NOISE = """
from noiselab import noise

@noise.register("mine")
def mine(images, level, rng):
    return images + {"small": 1}[
        "smal"
    ]
"""
MODEL = """
from noiselab import models

@models.register("mine")
def mine(shape, classes):
    raise RuntimeError("two\\nlines")
"""


@pytest.mark.parametrize(
    ("text", "use", "message"),
    [
        (
            NOISE,
            lambda: noise.apply("mine", np.zeros((1, 2, 2, 1)), 1, None),
            "FILE, line 6: KeyError: 'smal', at return images + {\"small\": 1}[",
        ),
        (
            MODEL,
            lambda: models.build("mine", (2, 2, 1), 2),
            "FILE, line 6: RuntimeError: two lines",
        ),
    ],
    ids=["noise", "model"],
)
def test_a_function_that_raises_is_blamed_by_line(tmp_path, text, use, message):
    path = tmp_path / "mine.py"
    path.write_text(text)
    load_plugins([path])
    with pytest.raises(PluginError) as caught:
        use()
    assert str(caught.value) == message.replace("FILE", str(path))


def test_a_file_that_was_refused_is_refused_again(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    for _ in range(2):
        with pytest.raises(PluginError):
            load_plugins([path])


CELL = """
from noiselab import models, noise

@{registry}.register("mine")
def {name}(first, second, third=None):
    return first + {amount}
"""


@pytest.mark.parametrize("registry", ["noise", "models"])
def test_a_notebooks_cell_may_be_run_again(registry):
    cells = {"__name__": "__main__"}
    for amount in (1, 2):
        exec(CELL.format(registry=registry, name="mine", amount=amount), cells)
    if registry == "noise":
        zeros = np.zeros((1, 2, 2, 1), np.float32)
        assert noise.apply("mine", zeros, 0.5, None).max() == 2
    else:
        assert models.model("mine").build(1, 2) == 3
    with pytest.raises(TakenNameError):
        exec(CELL.format(registry=registry, name="other", amount=1), cells)
