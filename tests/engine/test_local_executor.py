import re
import time

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.engine import run_points
from noiselab.engine.kernels import Kernels
from noiselab.engine.local_executor import LocalExecutor
from noiselab.front.clock import Clock
from noiselab.front.displays import Silent
from noiselab.store import prepare, standing
from noiselab.store.durations import Estimate


@pytest.fixture
def prepared(sweep, tmp_path, fast_template):
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    planned = standing.make(sweep, folder, "data" * 4, fast_template)
    return folder, run_points.jobs(planned, threads=1)


def display(jobs):
    return Silent(Clock([job.point for job in jobs], Estimate(), 1))


@pytest.mark.slow
def test_a_stopped_executor_leaves_nothing_half_done(prepared, monkeypatch):
    folder, jobs = prepared
    long = [job for job in jobs if job.point.level == 0.5]
    source = long[0].template.read_text().replace("level == 0.6", "level == 0.5")
    long[0].template.write_text(source)
    with Kernels() as kernels, LocalExecutor(folder, kernels, 2) as executor:
        futures = [executor.submit(job, display(long)) for job in long]
        time.sleep(3)
        executor.stop()
        assert all(future.done() for future in futures)
        assert list(folder.points.iterdir()) == []


def test_what_keeps_a_result_from_being_written_is_raised(prepared, monkeypatch):
    folder, jobs = prepared

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("noiselab.common.files.write", full)
    with Kernels() as kernels, LocalExecutor(folder, kernels, 1) as executor:
        future = executor.submit(jobs[0], display(jobs))
        message = f"[Errno 28] No space left on device: {str(folder.path)!r}"
        with pytest.raises(OSError, match=f"^{re.escape(message)}$"):
            executor.collect(future, jobs[0])
    assert list(folder.points.iterdir()) == []
