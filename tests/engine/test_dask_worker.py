import pickle
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from noiselab.common import user_paths
from noiselab.common.errors import LackingWorkerError, PointError
from noiselab.common.folders import SweepFolder
from noiselab.engine import dask_worker, fork_server
from noiselab.engine.executor import Job
from noiselab.engine.worker_data import Delivery
from noiselab.experiment import datasets
from noiselab.experiment.datasets import digits, made_file


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An own dataset's file, on a worker that has nothing yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "worker"))
    (tmp_path / "worker").mkdir()
    file = tmp_path / "own.npz"
    images = 255 - np.arange(4 * 7 * 7).astype(np.uint8).reshape(4, 7, 7)
    labels = np.array([0, 1, 0, 1])
    np.savez(file, x_train=images, y_train=labels, x_test=images, y_test=labels)
    return file, datasets.load(str(file)).digest


@pytest.fixture
def runner(fast_template, monkeypatch):
    """A run as its workers see it; this process is a worker."""
    monkeypatch.setattr(dask_worker, "_address", lambda: "tcp://there:1")
    template, name = fast_template.read_bytes(), uuid.uuid4().hex
    versions = dask_worker.versions()
    data = ("digits", digits.DIGEST)
    return dask_worker.Runner(
        name, template, (), *data, versions, None, "/runner/study"
    )


def delivered(name, content):
    """A file of data that was sent to this host."""
    sent = Delivery(name, content).file
    sent.keep("run", 0, content)
    return sent


def test_data_that_are_no_single_file_reach_a_worker_as_arrays(
    own, runner, monkeypatch
):
    data = datasets.load(str(own[0]), invert=True, classes=["a", "b"])
    sent = delivered(made_file.name_of(data.digest), made_file.content(data))
    for name, value in user_paths.of_data(sent.folder, "mine", data.digest).items():
        monkeypatch.setenv(name, value)
    there = datasets.load("mine")  # whose reader this worker does not have
    assert (there.digest, there.class_names) == (data.digest, ("a", "b"))


def test_a_worker_that_joined_late_asks_for_the_data_and_its_kernels_find_them(
    own, runner, monkeypatch, point, fast_template
):
    file, digest = own
    content = file.read_bytes()
    sent = Delivery("own.npz", content).file
    late = replace(runner, dataset="own.npz", digest=digest, sent=sent)
    with pytest.raises(LackingWorkerError) as caught:
        dask_worker.run(Job(point, {}, fast_template), late)
    assert str(caught.value) == "worker tcp://there:1 lacks the data"
    assert delivered("own.npz", content) == sent
    assert not dask_worker.lacks_data(late)
    monkeypatch.setattr(dask_worker, "Kernels", lambda env, preload: env)
    monkeypatch.setattr(dask_worker, "_kernels", {})
    for name, value in dask_worker._kernels_for(late).items():
        monkeypatch.setenv(name, value)
    assert datasets.load("own.npz").digest == digest


def test_data_in_a_cache_that_a_worker_sees_do_not_travel(
    own, runner, monkeypatch, tmp_path, point, fast_template
):
    monkeypatch.setenv("NOISELAB_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("NOISELAB_IMAGE_MEMORY", "10")
    data = datasets.load(str(own[0]))
    large = replace(runner, dataset="own.npz", digest=data.digest, fits=False)
    seen = replace(large, kept=str(data.kept))
    smaller = Delivery("own.npz", own[0].read_bytes()).file
    assert not dask_worker.lacks_data(replace(seen, fits=True, sent=smaller))
    monkeypatch.setattr(dask_worker, "Kernels", lambda env, preload: env)
    monkeypatch.setattr(dask_worker, "_kernels", {})
    env = dask_worker._kernels_for(seen)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    own[0].unlink()
    assert datasets.load("own.npz").digest == data.digest
    unseen = replace(large, kept=str(tmp_path / "elsewhere"))
    with pytest.raises(PointError) as caught:
        dask_worker.run(Job(point, {}, fast_template), unseen)
    assert str(caught.value) == (
        "worker tcp://there:1 does not see the images, which do not fit into memory; "
        "let NOISELAB_CACHE_DIR name a folder that all hosts share"
    )


def test_a_point_comes_back_with_all_its_files(point, fast_template, runner):
    job = Job(point, {"template": "t"}, fast_template, threads=1)
    try:
        result, files = dask_worker.run(job, runner)
    finally:
        dask_worker.end(runner.id)
    assert result.status == "done"
    assert set(files) == {
        "log.txt",
        "measures.json",
        "model.keras",
        "notebook.ipynb",
        "predictions.npz",
        "result.json",
    }


def test_a_worker_with_other_versions_refuses(point, fast_template, runner):
    other = replace(runner, versions={**runner.versions, "keras": "1.2.3"})
    with pytest.raises(PointError) as caught:
        dask_worker.run(Job(point, {"template": "t"}, fast_template), other)
    assert str(caught.value) == (
        f"worker tcp://there:1: keras is {runner.versions['keras']}, and 1.2.3 here; "
        "install the same there"
    )


def test_a_run_that_ended_starts_nothing_more(point, fast_template, runner):
    dask_worker.end(runner.id)
    with pytest.raises(PointError) as caught:
        dask_worker.run(Job(point, {"template": "t"}, fast_template), runner)
    assert str(caught.value) == "the run was stopped"


def test_the_end_of_one_run_leaves_another_alone(runner):
    other = replace(runner, id=uuid.uuid4().hex)
    mine, others = dask_worker._kernels_for(runner), dask_worker._kernels_for(other)
    dask_worker.end(runner.id)
    assert (mine.stopped, others.stopped) == (True, False)
    dask_worker.end(other.id)


def test_plugins_and_what_they_use_are_brought_once_and_not_sent_back(
    point, fast_template, runner, tmp_path
):
    code = b"import helper\nfrom noiselab import noise\nnoise.register('a')(helper.f)"
    contents = {"own.py": code, "helper.py": b"def f(*_): pass", "unused.txt": b""}
    runner = replace(runner, plugins=("own.py",))
    dask_worker.keep_plugins(runner.id, contents, tmp_path / "worker")
    job = Job(point, {}, fast_template, threads=1, plugins=(tmp_path / "own.py",))
    try:
        result, files = dask_worker.run(job, runner)
    finally:
        dask_worker.end(runner.id)
    assert result.status == "done"
    assert not [name for name in files if "own.py" in name or "helper" in name]
    assert b'"plugins/own.py"' in files["notebook.ipynb"].replace(b"\\", b"")
    assert not [*(tmp_path / "worker").iterdir()]  # the run is over


@pytest.mark.skipif(not fork_server.is_possible(), reason="nothing is forked here")
def test_what_cannot_be_loaded_on_a_worker_fails_the_point_with_its_line(
    point, fast_template, runner, tmp_path, monkeypatch
):
    (tmp_path / "own_preload.py").write_text("raise AttributeError('no such type')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    broken = replace(runner, preload="own_preload")
    try:
        with pytest.raises(
            PointError, match="cannot be loaded: AttributeError: no such"
        ):
            dask_worker.run(Job(point, {"template": "t"}, fast_template), broken)
    finally:
        dask_worker.end(runner.id)


def test_what_a_worker_notes_in_texts_leads_to_the_runners_folder(
    point, fast_template, runner
):
    template = nbformat.read(fast_template, as_version=4)
    source = "import os, pickle\nhere = os.getcwd()\nos.mkdir('runs')\n" + (
        "Path('runs/a.txt').write_text(f'{here}/runs')\n"
        "Path('runs/a.pkl').write_bytes(pickle.dumps(here))"
    )
    template.cells.append(nbformat.v4.new_code_cell(source))
    nbformat.write(template, fast_template)
    runner = replace(runner, template=fast_template.read_bytes())
    try:
        result, files = dask_worker.run(Job(point, {}, fast_template, 1), runner)
    finally:
        dask_worker.end(runner.id)
    assert result.status == "done"
    stage = SweepFolder(Path("/runner/study")).running(point.id).path
    assert files["runs/a.txt"].decode() == f"{stage}/runs"
    there = Path(pickle.loads(files["runs/a.pkl"]))
    assert (there.name, there.exists()) == (point.id, False)
