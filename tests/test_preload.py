import os
import subprocess
import sys

from noiselab import warm


def test_preloading_loads_much_but_computes_nothing():
    code = (
        "import noiselab.preload, sys, threading\n"
        "from tensorflow.python.eager import context\n"
        "print(context.context()._context_handle is None, 'keras' in sys.modules,"
        " threading.active_count())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("True True 1\n", "")


def test_reports_do_without_keras():
    code = "import noiselab.preload, sys; print('keras' in sys.modules)"
    env = os.environ | {warm.NO_KERAS: "1"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env
    )
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def test_what_is_preloaded_is_left_out_of_the_search_for_garbage():
    code = (
        "import noiselab.preload, gc\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 10 * len(gc.get_objects()))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "True True\n"
