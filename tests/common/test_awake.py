import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from noiselab.common import awake


def test_time_passes_while_the_process_is_awake():
    before, began = awake.seconds(), time.perf_counter()
    time.sleep(0.6)
    assert awake.seconds() - before == pytest.approx(
        time.perf_counter() - began, abs=0.05
    )


def test_work_that_lets_no_other_thread_run_counts_in_full(monkeypatch):
    monkeypatch.setattr(awake, "MOST", 0.01)
    before, began = awake.seconds(), time.process_time()
    sum(range(10_000_000))  # in C, in one go
    worked = time.process_time() - began
    assert awake.seconds() - before >= 0.9 * worked


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal here")
@pytest.mark.slow
def test_time_asleep_does_not_count():
    code = """
        import sys, time
        from noiselab.common import awake
        awake.TICK, awake.MOST = 0.05, 0.2
        limit = awake.Limit(1, lambda: print("over", awake.seconds(), flush=True))
        limit.start()
        began = awake.seconds()
        print("awake", flush=True)
        time.sleep(0.2)
        sys.stdin.readline()
        print(awake.seconds() - began, flush=True)
        sys.stdin.readline()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "awake\n"
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(2)
        os.kill(process.pid, signal.SIGCONT)
        process.stdin.write("\n")
        process.stdin.flush()
        assert float(process.stdout.readline()) < 0.8
        assert process.stdout.readline().startswith("over 1.")
        process.stdin.close()


def test_a_limit_is_kept_and_can_be_cancelled():
    over = []
    kept = awake.Limit(0.3, lambda: over.append(time.perf_counter()))
    cancelled = awake.Limit(0.3, lambda: over.append("too much"))
    began = time.perf_counter()
    kept.start()
    cancelled.start()
    cancelled.cancel()
    kept._thread.join(5)
    cancelled._thread.join(5)
    assert len(over) == 1
    assert 0.3 <= over[0] - began < 1.5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_forked_process_has_a_clock_of_its_own():
    awake.seconds()
    assert threading.active_count() > 1
    code = """
        import os, time
        from noiselab.common import awake
        awake.TICK, awake.MOST = 0.05, 0.2
        awake.seconds()
        if os.fork() == 0:
            before = awake.seconds()
            time.sleep(1)
            os._exit(0 if 0.8 < awake.seconds() - before < 3 else 1)
        raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))
    """
    command = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)]
    assert subprocess.run(command, check=False).returncode == 0
