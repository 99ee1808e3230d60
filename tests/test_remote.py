import tempfile
import uuid
from dataclasses import replace

import numpy as np
import pytest

from noiselab import data, remote
from noiselab.errors import PointError
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


@pytest.fixture
def runner(fast_template, monkeypatch):
    """A run as its workers know it, one of which is here."""
    monkeypatch.setattr(remote, "_address", lambda: "tcp://there:1")
    template, name = fast_template.read_bytes(), uuid.uuid4().hex
    return remote.Runner(name, template, {}, data.DIGITS_DIGEST, remote.versions())


def test_a_point_comes_back_with_all_its_files(point, fast_template, runner):
    job = Job(point, {"code": "c"}, fast_template, threads=1)
    try:
        result, files = remote.run(job, runner)
    finally:
        remote.end(runner.id)
    assert result.status == "done"
    assert set(files) == {
        *("log.txt", "measures.json", "notebook.html", "notebook.ipynb"),
        *("model.keras", "predictions.npz", "result.json"),
    }


def test_a_worker_with_other_versions_refuses(point, fast_template, runner):
    other = replace(runner, versions={**runner.versions, "keras": "1.2.3"})
    with pytest.raises(PointError) as caught:
        remote.run(Job(point, {"code": "c"}, fast_template), other)
    assert str(caught.value) == (
        f"worker tcp://there:1: keras is {runner.versions['keras']}, and 1.2.3 here; "
        "install the same there"
    )


def test_a_run_that_ended_begins_nothing_more(point, fast_template, runner):
    remote.end(runner.id)
    with pytest.raises(PointError) as caught:
        remote.run(Job(point, {"code": "c"}, fast_template), runner)
    assert str(caught.value) == "the run was stopped"


def test_the_end_of_one_run_leaves_another_alone(runner):
    other = replace(runner, id=uuid.uuid4().hex)
    mine, others = remote._kernels_for(runner), remote._kernels_for(other)
    remote.end(runner.id)
    assert (mine.stopped, others.stopped) == (True, False)
    remote.end(other.id)
