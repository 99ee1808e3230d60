"""Processes forked by the fork server, and the server that is at work."""

import time

from noiselab.engine import fork_server


def start(wanted, code="pass", is_over=lambda: False):
    return fork_server.start(wanted, "builtins:exec", [code], is_over)


def ended(wanted, code="pass"):
    """Forks a process; gives its exit code."""
    forked = start(wanted, code)
    try:
        return forked.wait(60)
    finally:
        forked.close()


def server():
    return fork_server._current


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
