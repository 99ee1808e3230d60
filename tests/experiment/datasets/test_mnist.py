import hashlib
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import put

from noiselab.common import user_paths
from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import mnist

NOWHERE = "http://127.0.0.1:9/mnist.npz"  # nothing listens on this port


@pytest.fixture(autouse=True)
def keras_cache(monkeypatch, tmp_path):
    """An empty cache, nowhere else to look, and no access to the network."""
    monkeypatch.delenv(user_paths.DATA_DIR, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(mnist, "URL", NOWHERE)
    return tmp_path / "keras" / "datasets"


@pytest.fixture(scope="module")
def false_mnist(tmp_path_factory):
    """A file with arrays of MNIST's shapes and types, but all black."""
    path = tmp_path_factory.mktemp("false") / "mnist.npz"
    shapes = {"train": 60000, "test": 10000}
    np.savez_compressed(
        path,
        **{f"x_{n}": np.zeros((k, 28, 28), np.uint8) for n, k in shapes.items()},
        **{f"y_{n}": np.zeros(k, np.uint8) for n, k in shapes.items()},
    )
    return path


@pytest.fixture
def serve(monkeypatch):
    """Serves the folder of a file as the source of MNIST."""
    servers = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    def start(path):
        handler = partial(Quiet, directory=str(path.parent))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        servers.append((server, thread))
        url = f"http://127.0.0.1:{server.server_port}/{path.name}"
        monkeypatch.setattr(mnist, "URL", url)

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


class TestMnist:
    @pytest.mark.slow
    def test_it_is_what_was_published(self, real_mnist):
        mnist = datasets.load("mnist", real_mnist.parent)
        assert (mnist.name, mnist.image_shape) == ("mnist", (28, 28, 1))
        assert mnist.classes == 10
        assert (mnist.x_train.dtype, mnist.y_train.dtype) == ("f4", "i8")
        train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
        test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
        assert np.bincount(mnist.y_train).tolist() == train
        assert np.bincount(mnist.y_test).tolist() == test
        # mean and standard deviation as they are quoted everywhere
        assert mnist.x_train.mean(dtype=np.float64) == pytest.approx(0.1307, abs=5e-5)
        assert mnist.x_train.std(dtype=np.float64) == pytest.approx(0.3081, abs=5e-5)

    def test_folders_are_tried_in_order(
        self, false_mnist, keras_cache, tmp_path, monkeypatch
    ):
        cached = put(false_mnist, keras_cache / "mnist.npz")
        assert datasets.find("mnist") == cached
        by_variable = put(false_mnist, tmp_path / "variable" / "mnist.npz")
        monkeypatch.setenv(user_paths.DATA_DIR, str(tmp_path / "variable"))
        assert datasets.find("mnist") == by_variable
        by_argument = put(false_mnist, tmp_path / "argument" / "mnist.npz")
        assert datasets.find("mnist", tmp_path / "argument") == by_argument
        assert datasets.find("mnist", tmp_path / "empty") == cached
        assert datasets.find("mnist", "") == by_variable

    def test_without_keras_home_its_cache_is_in_the_users_folder(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.delenv("KERAS_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert mnist.keras_cache() == tmp_path / ".keras" / "datasets"

    def test_other_images_are_refused(self, false_mnist):
        black = hashlib.sha256(bytes(60000 * 28 * 28)).hexdigest()
        with pytest.raises(DataError) as caught:
            datasets.load("mnist", false_mnist.parent)
        assert str(caught.value) == (
            f"{false_mnist}: x_train is not MNIST's: its SHA-256 is {black[:12]}…, not "
            "741c988805d0…; move this file away and run again"
        )

    def test_other_labels_are_refused(self, real_mnist):
        with np.load(real_mnist) as file:
            arrays = dict(file)
        arrays["y_test"] = arrays["y_test"].copy()
        arrays["y_test"][-1] ^= 1
        with pytest.raises(DataError) as caught:
            mnist.check(Path("mnist.npz"), arrays)
        digest = hashlib.sha256(arrays["y_test"].tobytes()).hexdigest()
        assert str(caught.value) == (
            f"mnist.npz: y_test is not MNIST's: its SHA-256 is {digest[:12]}…, not "
            "ddeff807876a…; move this file away and run again"
        )

    def test_other_shapes_are_refused(self, own, tmp_path):
        path = put(own, tmp_path / "folder" / "mnist.npz")
        with pytest.raises(DataError) as caught:
            datasets.load("mnist", path.parent)
        assert str(caught.value) == (
            f"{path}: x_train is not MNIST's: it is uint8 of shape (4, 6, 5), not "
            "uint8 of shape (60000, 28, 28); move this file away and run again"
        )

    def test_nothing_is_downloaded_where_that_is_not_allowed(
        self, keras_cache, tmp_path, false_mnist, serve
    ):
        serve(false_mnist)
        with pytest.raises(DataError) as caught:
            datasets.load("mnist", tmp_path / "empty", fetch=False)
        assert str(caught.value) == (
            "mnist: there is no such file on this machine; looked at "
            f"{tmp_path / 'empty' / 'mnist.npz'}, {keras_cache / 'mnist.npz'}, and for "
            "its four files in MNIST/raw beside each; name its folder with --data-dir, "
            "or in a notebook as data_dir"
        )
        assert not keras_cache.exists()


def reason_of_failure(error, target):
    """Check the message of a failed download; return the reason that it gives."""
    match = re.fullmatch(
        r"mnist: not on this machine, and its download failed \((.+)\)\. Three ways to "
        r"get it: connect to the network and run again; copy mnist\.npz into a folder "
        r"and name it with --data-dir or NOISELAB_DATA_DIR; or copy mnist\.npz to "
        + re.escape(str(target)),
        str(error),
    )
    assert match, str(error)
    return match[1]


class TestDownload:
    def test_without_a_network_three_ways_are_named(self, keras_cache):
        with pytest.raises(DataError) as caught:
            datasets.load("mnist")
        reason = reason_of_failure(caught.value, keras_cache / "mnist.npz")
        assert NOWHERE in reason
        assert not keras_cache.exists()

    def test_a_downloaded_file_is_kept_for_next_time(
        self, real_mnist, keras_cache, serve, monkeypatch
    ):
        serve(real_mnist)
        downloaded = datasets.find("mnist")
        assert downloaded == keras_cache / "mnist.npz"
        assert downloaded.read_bytes() == real_mnist.read_bytes()
        assert list(keras_cache.iterdir()) == [downloaded]
        monkeypatch.setattr(mnist, "URL", NOWHERE)
        assert datasets.find("mnist") == downloaded

    def test_a_wrong_file_is_refused_and_not_kept(self, own, keras_cache, serve):
        serve(own)
        with pytest.raises(DataError) as caught:
            datasets.find("mnist")
        reason = reason_of_failure(caught.value, keras_cache / "mnist.npz")
        assert reason == "it is not MNIST"
        assert not keras_cache.exists()

    def test_a_page_instead_of_the_file_is_refused_and_not_kept(
        self, tmp_path, keras_cache, serve
    ):
        page = tmp_path / "served" / "mnist.npz"
        page.parent.mkdir()
        page.write_text("<html>Please log in</html>")
        serve(page)
        with pytest.raises(DataError) as caught:
            datasets.find("mnist")
        reason = reason_of_failure(caught.value, keras_cache / "mnist.npz")
        assert reason == "it is not MNIST"
        assert not keras_cache.exists()

    def test_a_cache_that_cannot_be_made_is_a_failed_download(
        self, keras_cache, tmp_path
    ):
        (tmp_path / "keras").write_text("a file in the way")
        with pytest.raises(DataError) as caught:
            datasets.find("mnist")
        assert reason_of_failure(caught.value, keras_cache / "mnist.npz")
