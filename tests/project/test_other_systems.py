"""What other systems than Linux have, and noiselab makes do with."""

import os
import subprocess
import sys
import tempfile

import pytest

from noiselab.store import results

# Runs in a process of its own: every import that noiselab's own code does there gets
# modules without the names that Windows lacks. Other libraries see the real ones.
WINDOWS = '''
import builtins, importlib, pkgutil, sys, types
from pathlib import Path
import multiprocessing, multiprocessing.context, os, signal

OS = """chown chroot confstr ctermid fchmod fchown fork forkpty fpathconf getegid geteuid
getgid getgroups getloadavg getpgid getpgrp getpriority getresuid getsid getuid initgroups
killpg lchown lockf mkfifo mknod nice openpty pathconf posix_spawn posix_fallocate pread
pwrite readv register_at_fork sched_getaffinity sched_setaffinity sched_yield sendfile
setegid seteuid setgid setpgid setpriority setsid setuid statvfs sync sysconf tcgetpgrp
ttyname uname unshare wait wait3 wait4 waitid writev WNOHANG WIFEXITED WEXITSTATUS
O_NONBLOCK O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_SYNC getrandom memfd_create eventfd""".split()
KNOWN = """SIGABRT SIGFPE SIGILL SIGINT SIGSEGV SIGTERM SIG_DFL SIG_IGN""".split()
SIGNAL = [name for name in dir(signal) if name.startswith("SIG") and name not in KNOWN]
SIGNAL += """alarm getitimer setitimer ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF pause
pthread_kill pthread_sigmask siginterrupt sigpending sigtimedwait sigwait""".split()
FORKS = """ForkContext ForkProcess ForkServerContext ForkServerProcess""".split()


class Lacking(types.ModuleType):
    """A module that lacks some names."""

    def __init__(self, real, lacks, **other):
        super().__init__("lacking")
        vars(self).update(_real=real, _lacks=frozenset(lacks), **other)

    def __getattr__(self, name):
        if name in self._lacks:
            raise AttributeError(name)
        return getattr(self._real, name)

    def __setattr__(self, name, value):
        setattr(self._real, name, value)

    def __delattr__(self, name):
        delattr(self._real, name)


ABSENT = {"fcntl", "grp", "pwd", "resource", "termios", "multiprocessing.forkserver"}
MODULES = {
    "os": Lacking(os, OS, name="nt"),
    "signal": Lacking(signal, SIGNAL),
    "sys": Lacking(sys, (), platform="win32"),
    "multiprocessing": Lacking(
        multiprocessing,
        ["forkserver", "resource_tracker"],
        get_all_start_methods=lambda: ["spawn"],
    ),
    "multiprocessing.context": Lacking(multiprocessing.context, FORKS),
}
usual, replaced = builtins.__import__, []


def give(name, globals=None, locals=None, fromlist=(), level=0):
    if (globals or {}).get("__name__", "").split(".")[0] == "noiselab":
        if name in ABSENT:
            raise ImportError(name)
        if name in MODULES and (fromlist or "." not in name):
            replaced.append(name)
            lacking = MODULES[name]
            names = [each for each in fromlist or () if each not in lacking._lacks]
            usual(name, globals, locals, names, level)  # such may be modules, too
            return lacking
    return usual(name, globals, locals, fromlist, level)


builtins.__import__ = give
import noiselab
from noiselab.experiment import keras_setup

keras_setup.load_keras()  # without its chatter
last = "noiselab.front.fork_preload"  # which changes this process
modules = [m.name for m in pkgutil.walk_packages(noiselab.__path__, "noiselab.")]
assert last in modules and len(modules) > 100, modules
elsewhere = {"noiselab.engine.unread_output"}  # imported where there are such pipes
assert elsewhere <= {*modules}
for name in sorted({*modules} - elsewhere):
    if name != last:
        importlib.import_module(name)
from noiselab.common import folders, temporary
from noiselab.engine import kernels
from noiselab.front import cli

assert kernels.sys.platform == "win32" and not hasattr(kernels.signal, "SIGKILL")
folders.TEMPLATE = Path(sys.argv[1])
temporary._remove_if_abandoned = lambda folder: None  # no open file is removed there
code = cli.main(sys.argv[2:])
importlib.import_module(last)
assert {"os", "signal", "sys", "multiprocessing"} <= {*replaced}, replaced
sys.exit(code)
'''


@pytest.mark.slow
def test_all_is_imported_and_a_point_runs_without_what_windows_lacks(
    tmp_path, fast_template
):
    script = tmp_path / "windows.py"
    script.write_text(WINDOWS)
    changes = ("levels=0.5", "models=mlnn", "name=small", "epochs=1")
    options = [word for change in changes for word in ("--set", change)]
    # it locks nothing, so runs beside it would take its folders for abandoned ones
    with tempfile.TemporaryDirectory() as own:
        ran = subprocess.run(
            [sys.executable, script, fast_template, "digits", *options, "--out", "out"],
            cwd=tmp_path,
            env=os.environ | {"TMPDIR": own},
            capture_output=True,
            text=True,
        )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert results.load(tmp_path / "out/small")["status"].tolist() == ["done"]
    assert (tmp_path / "out/small/report.html").is_file()
