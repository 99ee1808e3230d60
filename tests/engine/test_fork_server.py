import json
from multiprocessing import forkserver, spawn

import pytest

from noiselab.engine import fork_server, run_point
from noiselab.engine.executor import Job
from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

PARTS = [
    (forkserver, "_forkserver"),
    *(
        (forkserver._forkserver, part)
        for part in ("_forkserver_pid", "_forkserver_alive_fd")
    ),
    *((forkserver.ForkServer, part) for part in ("_stop", "ensure_running")),
    *((spawn, part) for part in fork_server.SPAWN_PARTS),
]


def test_every_part_that_is_needed_is_tried():
    tried = {part for _, part in PARTS} - {"_forkserver"}
    assert tried == {*fork_server.SERVER_PARTS, *fork_server.SPAWN_PARTS}


@pytest.mark.skipif(not fork_server.is_possible(), reason="nothing is forked here")
@pytest.mark.parametrize(("owner", "part"), PARTS, ids=[part for _, part in PARTS])
def test_where_python_lacks_a_part_kernels_start_anew(
    monkeypatch, printed, owner, part
):
    monkeypatch.delattr(owner, part)
    with Kernels(preload=PRELOAD) as kernels:
        assert not kernels.warm
        assert (
            printed("import sys; print('keras' in sys.modules)", kernels) == "False\n"
        )


@pytest.mark.skipif(not fork_server.is_possible(), reason="nothing is forked here")
def test_after_an_update_kernels_are_forked_from_a_process_with_the_new_code(
    monkeypatch,
):
    def process():
        with Kernels(preload=PRELOAD):
            return forkserver._forkserver._forkserver_pid

    before = process()
    with Kernels(preload=PRELOAD):
        assert forkserver._forkserver._forkserver_pid == process()
    monkeypatch.setattr(fork_server.fingerprint, "code", lambda: "updated")
    after = process()
    assert after != before


@pytest.mark.slow
@pytest.mark.skipif(not fork_server.is_possible(), reason="nothing is forked here")
def test_a_point_has_the_same_result_without_it(monkeypatch, sweep, tmp_path):
    from noiselab.common import folders
    from noiselab.common.folders import SweepFolder

    point = sweep.point("mlnn", "gaussian", 0.5)
    job = Job(point, {"template": "t"}, folders.TEMPLATE, threads=1)
    measures = []
    for name in ("warm", "cold"):
        with Kernels(preload=PRELOAD) as kernels:
            assert kernels.warm == (name == "warm")
            result = run_point.run(job, SweepFolder(tmp_path / name), kernels)
        assert result.status == "done"
        recorded = SweepFolder(tmp_path / name).point(point.id).measures.read_text()
        measures.append(json.loads(recorded) | {"seconds": None, "peak_memory": None})
        monkeypatch.delattr(forkserver, "_forkserver", raising=False)
    assert measures[0] == measures[1]
