import tempfile

import numpy as np
import pytest

from noiselab import data, remote
from noiselab.execute import Job


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An own dataset's file, on a worker that has nothing yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "worker"))
    (tmp_path / "worker").mkdir()
    file = tmp_path / "own.npz"
    images = np.arange(4 * 7 * 7, dtype=np.uint8).reshape(4, 7, 7)
    labels = np.array([0, 1, 0, 1])
    np.savez(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return file, data.load(str(file)).digest


def test_a_worker_keeps_data_once_and_knows_it_by_its_digest(own, monkeypatch):
    file, digest = own
    assert remote.lacks_data("own.npz", digest)
    remote.keep_data("own.npz", file.read_bytes(), digest)
    monkeypatch.setenv(data.DATA_DIR, str(remote._data_folder(digest)))
    assert not remote.lacks_data("own.npz", digest)
    assert remote.lacks_data("own.npz", "another digest")
    assert [path.name for path in remote._data_folder(digest).iterdir()] == ["own.npz"]


def test_a_point_comes_back_with_all_its_files(point, fast_template):
    job = Job(point, {"code": "c"}, fast_template, threads=1)
    try:
        result, files = remote.run(job, fast_template.read_bytes(), data.DIGITS_DIGEST)
    finally:
        remote.stop()
    assert result.status == "done"
    assert set(files) == {
        *("log.txt", "measures.json", "notebook.html", "notebook.ipynb"),
        *("predictions.npz", "result.json"),
    }
