import os
import threading

import pytest

from noiselab.common import lasting_thread


def test_all_is_called_in_one_thread_that_outlives_those_who_ask():
    threads = []

    def ask():
        threads.append(lasting_thread.call(threading.current_thread))

    for _ in range(2):
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()
    assert threads[0] is threads[1]
    assert threads[0].is_alive()
    assert threads[0] is not threading.current_thread()


def test_what_is_raised_there_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        lasting_thread.call(lambda: 1 // 0)
    assert lasting_thread.call(lambda: 3) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_fork_of_the_process_has_a_thread_of_its_own():
    pid = lasting_thread.call(os.getpid)
    child = os.fork()
    if child == 0:
        os._exit(lasting_thread.call(os.getpid) == pid)
    _, status = os.waitpid(child, 0)
    assert (pid, os.waitstatus_to_exitcode(status)) == (os.getpid(), 0)
