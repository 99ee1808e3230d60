"""The command line in this process, whose kernels all come from one loading of Keras."""

import contextlib
import io
import os
import signal
import subprocess

import pytest

from noiselab.front import cli


@pytest.fixture(scope="session")
def run_here():
    """Runs it as `run_sweep` does, but sooner: for what a process of its own adds nothing to.

    What a test needs of a start (streams, signals, exit, leftovers), it cannot show.
    """

    def run(*arguments, cwd=".", env=None) -> subprocess.CompletedProcess:
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setattr(signal, "signal", lambda *_: None)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            patch.setenv("PWD", os.getcwd())  # noqa: PTH109, as a shell would
            try:
                code = cli.main([*map(str, arguments)])
            except SystemExit as ended:
                code = ended.code
        return subprocess.CompletedProcess(
            arguments, code, out.getvalue(), err.getvalue()
        )

    return run
