import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from test_engine import SMALL, same

from noiselab import cluster, remote
from noiselab.errors import RequestError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def dask(tmp_path):
    """A scheduler and two workers, each a process of its own; gives address and workers."""
    distributed = pytest.importorskip("distributed")
    env = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    place = {"cwd": tmp_path, "env": env, "stderr": subprocess.PIPE, "text": True}
    run = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler = subprocess.Popen(
        [*run, "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], **place
    )
    while not (found := re.search(r"tcp://[\d.:]+", scheduler.stderr.readline())):
        assert scheduler.poll() is None
    run = [sys.executable, "-m", "distributed.cli.dask_worker", found[0]]
    place["stderr"] = subprocess.DEVNULL
    workers = [
        subprocess.Popen(
            [*run, "--nthreads", "1", "--no-nanny", "--no-dashboard"], **place
        )
        for _ in "ab"
    ]
    with distributed.Client(found[0], set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield found[0], workers
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_cluster_gives_the_same_though_a_worker_dies(dask, study, tmp_path):
    address, workers = dask
    out = tmp_path / "out"
    command = [sys.executable, ROOT / "run_sweep.py", "digits", *SMALL, "-v"]
    command += ["--set", "levels=0.5", "--scheduler", address, "--out", out]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while "epoch" not in (line := process.stdout.readline()):
        assert line, "ended without an epoch"
    busy = psutil.Process(workers[0].pid)
    while len(kernels := busy.children(recursive=True)) < 3:
        time.sleep(0.2)
    time.sleep(1)
    busy.kill()
    _, alive = psutil.wait_procs(kernels, timeout=5)
    assert alive == []
    process.communicate(timeout=200)
    assert process.returncode == 0
    for model in ("mlnn", "convnet"):
        point = f"points/{model}--gaussian--0.5--r0"
        same(study / point, out / "small" / point)


@pytest.mark.slow
def test_an_interrupt_ends_what_runs_on_the_cluster(dask, tmp_path):
    address, workers = dask
    command = [sys.executable, ROOT / "run_sweep.py", "digits", *SMALL, "-v"]
    command += [
        "--set",
        "epochs=4000",
        "--scheduler",
        address,
        "--out",
        tmp_path / "out",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while "epoch" not in (line := process.stdout.readline()):
        assert line, "ended without an epoch"
    at = time.monotonic()
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - at < 5
    time.sleep(3)
    running = [
        child.cmdline()
        for worker in workers
        for child in psutil.Process(worker.pid).children(recursive=True)
        if "ipykernel" in " ".join(child.cmdline())
    ]
    assert running == []


def test_nobody_at_the_address_is_said(monkeypatch):
    pytest.importorskip("distributed")
    with pytest.raises(RequestError) as caught:
        cluster.connect("tcp://127.0.0.1:9", timeout=1)
    assert str(caught.value).startswith(
        "--scheduler tcp://127.0.0.1:9: no Dask scheduler answers there ("
    )


@pytest.mark.slow
def test_other_versions_are_named(dask, monkeypatch):
    address, _ = dask
    here = remote.versions() | {"keras": "1.2.3"}
    monkeypatch.setattr(cluster, "_here", lambda: here)
    with pytest.raises(RequestError) as caught:
        cluster.connect(address)
    there = remote.versions()["keras"]
    assert re.fullmatch(
        rf"worker tcp://[\d.:]+: keras is {there}, and 1\.2\.3 here; install the same there",
        str(caught.value),
    )
