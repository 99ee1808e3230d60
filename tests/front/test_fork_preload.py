import os
import subprocess
import sys

import pytest

from noiselab.engine import fork_server


def printed(code, **env):
    """Runs code in a process of its own; gives its output, and its errors."""
    words = [sys.executable, "-c", code]
    env = os.environ | env
    ran = subprocess.run(words, capture_output=True, text=True, env=env)
    return ran.stdout, ran.stderr


@pytest.mark.slow
def test_preloading_loads_much_but_computes_nothing():
    code = (
        "import noiselab.front.fork_preload, sys, threading\n"
        "from tensorflow.python.eager import context\n"
        "print(context.context()._context_handle is None, 'keras' in sys.modules,"
        " threading.active_count())"
    )
    assert printed(code) == ("True True 1\n", "")


@pytest.mark.slow
def test_reports_do_without_keras():
    code = "import noiselab.front.fork_preload, sys; print('keras' in sys.modules)"
    assert printed(code, **{fork_server.NO_KERAS: "1"}) == ("False\n", "")


@pytest.mark.slow
def test_what_is_preloaded_is_left_out_of_the_search_for_garbage():
    code = (
        "import noiselab.front.fork_preload, gc\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 10 * len(gc.get_objects()))"
    )
    assert printed(code) == ("True True\n", "")
