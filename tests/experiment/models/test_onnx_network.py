import sys

import numpy as np
import pytest
from helpers.onnx_files import dense

from noiselab.common.errors import NoiselabError
from noiselab.experiment import models
from noiselab.experiment.models import onnx_network, saved_networks

SHAPE = (4, 5, 1)
X = np.random.default_rng(0).random((300, *SHAPE), np.float32)
W = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)


def build(path, **options):
    return models.build(models.model("mine", file=str(path), **options), SHAPE, 3)


@pytest.fixture
def runtime():
    return pytest.importorskip("onnxruntime")


@pytest.mark.parametrize("batch", ["n", 1, 7])
@pytest.mark.parametrize("taken", [(1, 4, 5), (20,)])
def test_it_answers_as_onnxruntime_does(tmp_path, runtime, batch, taken):
    path = tmp_path / "net.onnx"
    path.write_bytes(dense(W, (batch, *taken)))
    network = build(path)
    size = len(X) if batch == "n" else batch
    session = runtime.InferenceSession(path.read_bytes())
    x = X.transpose(0, 3, 1, 2).reshape(len(X), *taken)
    whole = [x[i : i + size] for i in range(0, len(x) - len(x) % size, size)]
    wanted = np.concatenate([session.run(None, {"x": part})[0] for part in whole])
    found = network.predict(X, verbose=0, batch_size=250)
    agree = found.argmax(axis=1)[: len(wanted)] == wanted.argmax(axis=1)
    assert agree.mean() >= 0.999
    assert np.allclose(found[: len(wanted)], wanted, atol=1e-6)


def test_it_is_kept_whole_in_a_file_of_keras(tmp_path, runtime):
    (tmp_path / "net.onnx").write_bytes(dense(W, ("n", 20)))
    network = build(tmp_path / "net.onnx")
    models.check(network, X[:2], 3)
    saved_networks.save(network, tmp_path / "model.keras")
    (tmp_path / "net.onnx").unlink()
    loaded = saved_networks.load(tmp_path / "model.keras")
    wanted = saved_networks.answers(network, X)
    assert np.array_equal(saved_networks.answers(loaded, X), wanted)


def test_files_that_cannot_be_used_are_one_line(tmp_path, runtime):
    path = tmp_path / "net.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(NoiselabError, match="onnxruntime cannot load it") as caught:
        build(path)
    assert "\n" not in str(caught.value)
    path.write_bytes(dense(W[:19], ("n", 19)))
    with pytest.raises(NoiselabError, match="takes images of shape"):
        build(path)


def test_without_onnxruntime_a_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    (tmp_path / "net.onnx").write_bytes(b"")
    with pytest.raises(NoiselabError, match=r"need onnxruntime: pip install"):
        build(tmp_path / "net.onnx")


def test_only_files_that_have_its_layer_load_it(tmp_path):
    assert onnx_network.objects_for(tmp_path / "gone.keras") == {}
    (tmp_path / "no.keras").write_bytes(b"no zip")
    assert onnx_network.objects_for(tmp_path / "no.keras") == {}
