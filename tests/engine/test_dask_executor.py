import contextlib
import re
import signal
import subprocess
import time

import numpy as np
import psutil
import pytest
from helpers.dask_cluster import Cluster
from helpers.promised import slowness, within
from helpers.studies import TWO_EPOCHS, same

from noiselab.common.errors import RequestError
from noiselab.engine import dask_executor, dask_worker

ALONE = "the cluster has no worker yet: points wait for the first"


@pytest.fixture
def alone(tmp_path):
    """A scheduler without a worker."""
    pytest.importorskip("distributed")
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.kill()


@pytest.fixture
def small(alone):
    """A scheduler and one worker."""
    alone.add_worker()
    alone.wait_for(1)
    return alone


@pytest.fixture
def dask(alone):
    """A scheduler and two workers."""
    for _ in "ab":
        alone.add_worker()
    alone.wait_for(2)
    return alone


@pytest.fixture
def own(tmp_path):
    """Four short points of images and noise that only this machine has: the words."""
    chance = np.random.default_rng(0)
    images = chance.integers(0, 256, (40, 8, 8), dtype=np.uint8)
    half = {"x_train": images, "x_test": images}
    labels = {"y_train": np.arange(40) % 2, "y_test": np.arange(40) % 2}
    (tmp_path / "here").mkdir()
    np.savez(tmp_path / "here/own.npz", **half, **labels)
    (tmp_path / "here/fade.py").write_text(
        "from noiselab import noise\n\n@noise.register('fade', highest=1)\n"
        "def fade(images, level, rng):\n    return images * (1 - level)\n"
    )
    sweep = tmp_path / "here/own.yaml"
    sweep.write_text(
        "{name: own, dataset: own.npz, plugins: [fade.py], models: [mlnn], "
        "noise: {fade: [0, 0.1, 0.2, 0.3]}, mlnn: {epochs: 100}}"
    )
    return sweep, "--out", tmp_path / "out"


def read_until(process: subprocess.Popen, words: str) -> None:
    while words not in (line := process.stdout.readline()):
        assert line, (f"ended without {words!r}", process.stderr.read())


def kernels_of(worker: psutil.Process) -> list[psutil.Process]:
    """Find a worker's kernels: forked from its fork_parent, so called the same."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return [
            kernel
            for child in worker.children()
            if "fork_parent" in " ".join(child.cmdline())
            for kernel in child.children()
        ]
    return []


def wait_for_kernel(worker: psutil.Process) -> list[psutil.Process]:
    deadline = time.monotonic() + 300
    while not (kernels := kernels_of(worker)):
        assert time.monotonic() < deadline, "no kernel on this worker"
        time.sleep(0.05)
    return kernels


@pytest.mark.slow
def test_workers_that_join_late_get_all_and_take_over_from_one_that_dies(
    alone, own, tmp_path, run_here
):
    process = alone.run_sweep(*own)
    read_until(process, ALONE)
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    busy = alone.add_worker(TMPDIR=str(folders[0]))
    read_until(process, "starts")
    late = alone.add_worker(TMPDIR=str(folders[1]))
    wait_for_kernel(late)
    for folder in folders:
        assert len(list(folder.glob("noiselab-data-*/own.npz"))) == 1
    wait_for_kernel(busy)
    family = busy.children(recursive=True)
    busy.kill()
    _, alive = psutil.wait_procs(family, timeout=5 * slowness())
    assert alive == []
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "[4/4]" in output
    sweep, *_ = own
    ran = run_here(sweep, "--threads", 1, "--out", tmp_path / "here" / "out")
    assert ran.returncode == 0, ran.stderr
    points = list((tmp_path / "out/own/points").iterdir())
    assert len(points) == 4
    for point in points:
        assert (point / "plugins/fade.py").is_file()
        assert (point / "notebook.html").is_file()
        same(point, tmp_path / "here/out/own/points" / point.name)


@pytest.mark.slow
def test_a_late_worker_with_other_versions_gives_no_result(alone, own, tmp_path):
    one = ("--set", "noise={fade: [0.1]}")
    process = alone.run_sweep(*own, *one, verbose=False)
    read_until(process, ALONE)
    (tmp_path / "other.py").write_text(
        "import importlib.metadata as metadata\n"
        "def version(name):\n"
        "    installed = metadata.distribution(name).version\n"
        "    return '1.2.3' if name == 'keras' else installed\n"
        "metadata.version = version\n"
    )
    alone.add_worker("--preload", str(tmp_path / "other.py"))
    _, error = process.communicate(timeout=300)
    assert process.returncode == 1
    own_version = re.escape(dask_worker.versions()["keras"])
    differs = rf"worker tcp://[\d.:]+: keras is 1\.2\.3, and {own_version} here; "
    left, ended = error.splitlines()[-2:]
    assert re.fullmatch(
        rf"{differs}install the same there; it gets no more points, and is told to leave",
        left,
    )
    assert re.fullmatch(
        rf"run_sweep.py: no worker is left that can run points: {differs}install the "
        "same there",
        ended,
    )
    alone.workers[0].wait(60)


@pytest.mark.slow
def test_an_interrupt_ends_what_runs_on_the_cluster(dask, tmp_path):
    out = tmp_path / "out"
    process = dask.run_sweep(
        "digits", *TWO_EPOCHS, "--set", "epochs=4000", "--out", out
    )
    workers = [psutil.Process(worker.pid) for worker in dask.workers]
    kernels = [kernel for worker in workers for kernel in wait_for_kernel(worker)]
    read_until(process, "epoch")
    at = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=100)
    assert process.returncode == 130
    assert within(5, time.monotonic() - at)
    _, alive = psutil.wait_procs(kernels, timeout=2 * slowness())
    assert alive == []
    time.sleep(1)  # a worker that went on would have its next kernel by now
    assert [kernels_of(worker) for worker in workers] == [[], []]


@pytest.mark.slow
def test_a_scheduler_that_is_started_anew_gets_the_points_that_are_left(
    alone, own, tmp_path
):
    """And where it is gone once more, an interrupt ends the run; in a line for each."""
    process = alone.run_sweep(*own, "--set", "epochs=20", verbose=False)
    read_until(process, ALONE)
    wait_for_kernel(alone.add_worker())
    alone.kill()
    alone.start_scheduler()
    late = alone.add_worker()
    read_until(process, "[1/4]")
    wait_for_kernel(late)
    alone.scheduler.kill()
    told = []
    while sum(line.startswith("the Dask scheduler is gone") for line in told) < 2:
        told.append(process.stderr.readline())
        assert told[-1], told
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=100)
    assert process.returncode == 130
    told = [line for line in [*"".join(told).splitlines(), *error.splitlines()]]
    assert [line for line in told if "worker" not in line] == [
        "the Dask scheduler is gone; looking for it for 60 s",
        "it is back: 4 points begin anew",
        "the Dask scheduler is gone; looking for it for 60 s",
        "interrupted; what was finished is kept, and the next run goes on from it",
    ]


def test_an_address_without_a_scheduler_is_named(monkeypatch):
    pytest.importorskip("distributed")
    with pytest.raises(RequestError) as caught:
        dask_executor.connect("tcp://127.0.0.1:9", timeout=1)
    assert str(caught.value).startswith(
        "scheduler: no Dask scheduler answers at tcp://127.0.0.1:9 ("
    )


def test_an_address_that_needs_certificates_says_which():
    pytest.importorskip("distributed")
    with pytest.raises(RequestError) as caught:
        dask_executor.connect("tls://127.0.0.1:9", timeout=1)
    assert str(caught.value) == (
        "scheduler: no Dask scheduler answers at tls://127.0.0.1:9 (without the "
        "certificates of the cluster; name them with "
        "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__TLS__CLIENT__CERT and "
        "…__TLS__CLIENT__KEY)"
    )


def test_a_scheduler_file_that_is_absent_is_named():
    pytest.importorskip("distributed")
    with pytest.raises(RequestError) as caught:
        dask_executor.connect("absent.json")
    assert str(caught.value) == (
        'scheduler: there is no file "absent.json"; name a scheduler file, or an '
        "address such as tcp://host:8786"
    )


@pytest.mark.slow
def test_other_versions_are_named(small, monkeypatch):
    versions = dask_worker.versions() | {"keras": "1.2.3"}
    monkeypatch.setattr(dask_executor, "_own_versions", lambda: versions)
    with pytest.raises(RequestError) as caught:
        dask_executor.connect(small.address)
    worker_version = dask_worker.versions()["keras"]
    assert re.fullmatch(
        rf"worker tcp://[\d.:]+: keras is {worker_version}, and 1\.2\.3 here; "
        "install the same there",
        str(caught.value),
    )
