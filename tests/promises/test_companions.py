"""Other tools work on a study or its networks, and nothing finished runs again."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import venvs
from helpers.documents import ROOT, blocks

from noiselab.common import folders
from noiselab.experiment import datasets
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import fingerprint
from noiselab.study.point import Point

HERE = Path(sys.executable).parent
PAGE = ROOT / "docs/companions.md"
SWEEP = """
name: mine
dataset: digits
models: mlnn
noise: gaussian
levels: [0.2]
precision: {}
mlnn: {{epochs: 1}}
"""
OWN = """
from pathlib import Path

import numpy as np

from noiselab import noise

TABLE = np.loadtxt(Path(__file__).with_name("table.csv"), delimiter=",")


@noise.register("own", unit="strength")
def own(images, level, rng):
    return images + level * TABLE[0, 0]
"""
OWN_MODELS = """
name: mine
dataset: digits
plugins: [scaled.py, tiny.py]
models: [scaled, tiny]
noise: gaussian
levels: [0.2]
scaled: {epochs: 1}
tiny: {epochs: 1}
"""
# these run without noiselab, so nothing of it may be needed
OPEN_OWN = """
import sys
from importlib.util import find_spec

import keras
import numpy as np

assert find_spec("noiselab") is None
images = np.load("images.npy")

def compare(model):
    point = f"outputs/mine/points/{model}--gaussian--0.2--r0"
    given = np.load(f"{point}/predictions.npz")["probabilities"]
    network = keras.saving.load_model(f"{point}/model.keras")
    assert np.abs(network.predict(images, verbose=0) - given).max() < 1e-5

compare("tiny")
try:
    compare("scaled")
except TypeError as error:
    assert "Could not locate class 'Scaled'" in str(error)
else:
    raise AssertionError("a layer that nobody defined")
import scaling

compare("scaled")
"""
OPEN = """
import importlib.util, sys
import numpy as np
import keras

assert importlib.util.find_spec("noiselab") is None
point, image_file, scratch, *others = sys.argv[1:]
images = np.load(image_file)
given = np.load(f"{point}/predictions.npz")["probabilities"]
keras.saving.load_model(f"{point}/model.keras", compile=False)
network = keras.saving.load_model(f"{point}/model.keras", compile=True)
assert network.output.shape == (None, 10)
assert network.count_params() and len(network.layers) > 3
network.summary()

def compare(name, answers, most):
    apart = float(np.abs(np.asarray(answers, np.float32) - given).max())
    assert apart < most, (name, apart)

def same(layer):
    return layer.__class__.from_config(layer.get_config() | {"dtype": "float32"})

exact, most = network, 1e-5
if any(layer.compute_dtype == "bfloat16" for layer in network.layers):
    exact, most = keras.models.clone_model(network, clone_function=same), 0.02
    exact.set_weights(network.get_weights())
on_tensorflow = keras.backend.backend() == "tensorflow"
compare("Keras", network.predict(images, verbose=0), 1e-5 if on_tensorflow else most)
if on_tensorflow:
    import tensorflow as tf

    network.export(f"{scratch}/served", verbose=False)
    loaded = tf.saved_model.load(f"{scratch}/served")
    compare("SavedModel", loaded.serve(images), 1e-5)
    lite = tf.lite.TFLiteConverter.from_keras_model(exact).convert()
    asked = tf.lite.Interpreter(model_content=lite)
    place = asked.get_input_details()[0]["index"]
    asked.resize_tensor_input(place, images.shape)
    asked.allocate_tensors()
    asked.set_tensor(place, images)
    asked.invoke()
    answers = asked.get_tensor(asked.get_output_details()[0]["index"])
    compare("TensorFlow Lite", answers, most)
if "onnx" in others:
    import onnxruntime

    exact.export(f"{scratch}/network.onnx", format="onnx", verbose=False)
    asked = onnxruntime.InferenceSession(f"{scratch}/network.onnx")
    answers = asked.run(None, {asked.get_inputs()[0].name: images})[0]
    compare("ONNX", answers, most)
"""


def run(words, folder, **env):
    """Run a command that must end well; give what it printed."""
    ran = subprocess.run(
        list(map(str, words)),
        **{"cwd": folder, "env": env or None, "capture_output": True, "text": True},
    )
    assert ran.returncode == 0, (words, ran.stdout[-2000:] + ran.stderr[-2000:])
    return ran.stdout


def study(folder, precision="float32"):
    """Run a small study in a folder; give the folder of its point."""
    (folder / "mine.yaml").write_text(SWEEP.format(precision))
    run([HERE / "noiselab", "mine.yaml", "--threads", "1"], folder)
    return folder / "outputs/mine/points/mlnn--gaussian--0.2--r0"


def trained(point):
    """When a point was finished, by the result that a training writes anew."""
    return json.loads((point / "result.json").read_text())["seconds"]


def shown(name):
    """The text of a file that the page shows."""
    (text,) = (b.text for b in blocks(PAGE) if b.above.endswith(f"`{name}`:"))
    return text


def git(folder, *words):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return run(["git", *who, *words], folder)


def test_line_ends_that_git_writes_make_nothing_stale(tmp_path):
    here, clone = tmp_path / "here", tmp_path / "clone"
    here.mkdir()
    shutil.copyfile(folders.TEMPLATE, here / "template.ipynb")
    (here / "own.py").write_bytes(OWN.encode())
    (here / "table.csv").write_bytes(b"1,2\n3,4\n")
    git(here, "init", "-q")
    git(here, "add", ".")
    git(here, "-c", "core.autocrlf=false", "commit", "-qm", "A study")
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", here, clone)
    assert b"\r\n" in (clone / "table.csv").read_bytes()
    assert b"\r\n" in (clone / "template.ipynb").read_bytes()
    before, after = (
        fingerprint.of(point(), at / "template.ipynb", "data" * 4, [at / "own.py"])
        for at in (here, clone)
    )
    assert before["kind"]
    assert before == after


def point():
    return Point(
        dataset="digits",
        model="mlnn",
        noise="own",
        level=0.2,
        clip=False,
        repeat=0,
        seed=0,
        epochs=1,
        learning_rate=0.001,
        batch_size=128,
        precision="float32",
    )


@pytest.fixture
def template(tmp_path):
    """A copy of the template, and how its fingerprint differs from the original's."""
    copy = tmp_path / "template.ipynb"
    shutil.copyfile(folders.TEMPLATE, copy)
    before = fingerprint.of(point(), copy, "data" * 4)

    def stale():
        return fingerprint.differing(before, fingerprint.of(point(), copy, "data" * 4))

    return copy, stale


def test_a_formatter_makes_no_point_stale(template):
    copy, stale = template
    content = copy.read_bytes()
    run([HERE / "ruff", "format", "--isolated", "--line-length", "50", copy], ROOT)
    assert copy.read_bytes() != content
    assert stale() == []


def test_an_import_that_a_linter_removes_counts_if_it_does_something(tmp_path):
    copy = tmp_path / "template.ipynb"
    content = json.loads(folders.TEMPLATE.read_text())
    cell = next(
        c
        for c in content["cells"]
        if "from noiselab import data, models\n" in c["source"]
    )
    cell["source"] = ["import changes_keras\n", "import zipfile\n", *cell["source"]]
    copy.write_text(json.dumps(content))
    before = fingerprint.of(point(), copy, "data" * 4)
    run([HERE / "ruff", "check", "-q", "--fix", "--isolated", copy], ROOT)
    assert "zipfile" not in copy.read_text()
    after = fingerprint.of(point(), copy, "data" * 4)
    assert fingerprint.differing(before, after) == ["template"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("jupytext", ["jupytext", "--to", "py:percent", "template.ipynb"]),
        ("nbstripout", ["nbstripout", "template.ipynb"]),
        ("black[jupyter]", ["black", "-q", "-l", "50", "template.ipynb"]),
    ],
)
def test_editors_of_notebooks_make_no_point_stale(
    tmp_path, template, package, arguments
):
    copy, stale = template
    env = venvs.environment(venvs.make(tmp_path / "venv", package))
    run(arguments, tmp_path, **env)
    if package == "jupytext":
        copy.unlink()
        run(["jupytext", "--to", "ipynb", "template.py"], tmp_path, **env)
    assert stale() == []


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Small studies, by their precision; each run once."""
    made = {}

    def in_precision(precision):
        if precision not in made:
            folder = tmp_path_factory.mktemp(precision)
            made[precision] = study(folder, precision)
            np.save(folder / "images.npy", met())
        return made[precision]

    return in_precision


@pytest.fixture
def copied(tmp_path, recorded):
    """A copy of the small study, and when its point was trained."""
    folder = tmp_path / "study"
    point = recorded("float32")
    shutil.copytree(point.parents[3], folder)
    copy = folder / point.relative_to(point.parents[3])
    return folder, lambda: trained(copy)


def met():
    """The test images that the points of the study met."""
    clean = datasets.load("digits").x_test
    return noisy_test_images(clean, "gaussian", 0.2, seed=0, repeat=0, clip=False)


@pytest.mark.slow
def test_dvc_runs_nothing_again(tmp_path, copied):
    tools = venvs.make(tmp_path / "venv", "dvc>=3,<4")
    folder, when = copied
    before = when()
    env = venvs.environment(HERE, tools, DVC_NO_ANALYTICS="1")
    git(folder, "init", "-q")
    (folder / "dvc.yaml").write_text(shown("dvc.yaml"))
    (folder / ".dvcignore").write_text(".lock\n")
    run([tools / "dvc", "init", "-q"], folder, **env)
    assert "nothing to do" in run([tools / "dvc", "repro"], folder, **env)
    assert "didn't change" in run([tools / "dvc", "repro"], folder, **env)
    for kind in ("hardlink", "symlink"):
        run([tools / "dvc", "config", "cache.type", kind], folder, **env)
        run([tools / "dvc", "checkout", "--relink"], folder, **env)
        assert "nothing to do" in run([HERE / "noiselab", "mine.yaml"], folder)
        assert "up to date" in run([tools / "dvc", "status"], folder, **env)
    assert when() == before


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["snakemake", "make"])
def test_a_newer_time_trains_nothing_again(tmp_path, copied, tool):
    folder, when = copied
    before = when()
    if tool == "snakemake":
        env = venvs.environment(HERE, venvs.make(tmp_path / "venv", "snakemake>=9,<10"))
        (folder / "Snakefile").write_text(shown("Snakefile"))
    else:
        env = venvs.environment(HERE)
        (folder / "Makefile").write_text(shown("Makefile"))
    os.utime(folder / "mine.yaml")
    words = [shutil.which(tool, path=env["PATH"]), *(["-c1"] if tool[0] == "s" else [])]
    run(words, folder, **env)
    again = subprocess.run(
        list(map(str, words)),
        **{"cwd": folder, "env": env, "capture_output": True, "text": True},
    )
    said = again.stdout + again.stderr
    assert "Nothing to be done" in said or "is up to date" in said
    assert when() == before


PACKAGES = {"tensorflow": ["tf2onnx", "onnx", "onnxruntime"], "jax": ["jax"]}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Environments without noiselab, by the backend that they have; each made once."""
    made = {}

    def having(backend):
        if backend == "torch" and not importlib.util.find_spec("torch"):
            pytest.skip("PyTorch is not installed here, and too large to install")
        if backend not in made:
            folder = tmp_path_factory.mktemp("elsewhere") / "venv"
            packages = PACKAGES.get(backend, ["pip"])
            made[backend] = venvs.make(folder, *packages, with_ours=True)
        return made[backend]

    return having


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_networks_open_without_noiselab(
    tmp_path, elsewhere, recorded, precision, backend
):
    tools, point = elsewhere(backend), recorded(precision)
    images = point.parents[3] / "images.npy"
    others = ["onnx"] if backend == "tensorflow" else []
    run(
        [tools / "python", "-c", OPEN, point, images, tmp_path, *others],
        tmp_path,
        **venvs.environment(tools, KERAS_BACKEND=backend, TF_CPP_MIN_LOG_LEVEL="3"),
    )


@pytest.mark.slow
def test_own_layers_open_where_their_file_is_imported(tmp_path, elsewhere):
    tools = elsewhere("tensorflow")
    own = {b.file: b.text for b in blocks(ROOT / "docs/own_parts.md") if b.file}
    imported = "from noiselab import models\n"
    layer, builder = own["scaled.py"].replace(imported, "").split("@models.register")
    (tmp_path / "scaling.py").write_text(layer)
    beside = f"from scaling import Scaled\n\n{imported}\n\n@models.register{builder}"
    (tmp_path / "scaled.py").write_text(beside)
    (tmp_path / "tiny.py").write_text(own["tiny.py"])
    (tmp_path / "mine.yaml").write_text(OWN_MODELS)
    run([HERE / "noiselab", "mine.yaml", "--threads", "1"], tmp_path)
    np.save(tmp_path / "images.npy", met())
    env = venvs.environment(tools, PYTHONPATH=str(tmp_path), TF_CPP_MIN_LOG_LEVEL="3")
    run([tools / "python", "-c", OPEN_OWN], tmp_path, **env)
