"""What is loaded before a kernel starts, as if one of its cells had loaded it.

As they load, libraries look at what is around them: the shell, the standard streams,
variables, the current folder. `in_advance` shows them what they would find in a cell;
`settle` gives a kernel what they did there.
"""

import builtins
import contextlib
import itertools
import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

BACKEND = "MPLBACKEND"  # ipykernel sets it, and matplotlib reads it as it loads
PROMPTS = {"ps1": "In : ", "ps2": "...: ", "ps3": "Out: "}  # IPython's
_GUARD = "PYDEVD_DISABLE_FILE_VALIDATION"  # against a warning of ipykernel's debugger

# beginnings of the names of variables that libraries read as they load
READ_EARLY = (
    *("CUDA", "GRPC", "KERAS", "KMP", "LANG", "LC_", "MATPLOTLIBRC", "MKL", "MPL"),
    *("NUMEXPR", "NVIDIA", "OMP", "OPENBLAS", "PYTHON", "SKLEARN", "TF", "TZ", "XLA"),
)

_streams: dict[str, "Stream"] = {}  # what early imports took for standard streams
_filters: list[Any] = []  # of warnings, that they added
_filters_before: list[Any] | None = None
_variables: dict[str, str] = {}  # of the environment, that they set


class Stream:
    """Stands for a standard stream: the process's own, and later that of the kernel."""

    def __init__(self, stream: Any):
        self.stands_for = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stands_for, name)

    def close(self) -> None:
        """Do nothing: a logger's handler may think that the stream is its own."""

    def __iter__(self) -> Iterator[str]:
        return iter(self.stands_for)


class ZMQInteractiveShell:
    """What libraries look for in the shell of a kernel as they load: no more."""

    config: dict[str, Any] = {"IPKernelApp": {}}  # noqa: RUF012
    kernel = None


@contextlib.contextmanager
def in_advance() -> Iterator[None]:
    """Have what loads in here find what it would find in a cell; `settle` is told."""
    global _filters_before
    variables = set(os.environ)
    import ipykernel.kernelapp  # loads before the streams are another's

    os.environ[_GUARD] = "1"
    import ipykernel.debugger
    import ipykernel.ipkernel  # noqa: F401

    del os.environ[_GUARD]
    _filters_before = list(warnings.filters)
    _streams.update({name: Stream(getattr(sys, name)) for name in ("stdout", "stderr")})
    for name, value in [*_streams.items(), *PROMPTS.items()]:
        setattr(sys, name, value)
    builtins.get_ipython = ZMQInteractiveShell  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
        for name in PROMPTS:
            delattr(sys, name)
        for name, stream in _streams.items():
            setattr(sys, name, stream.stands_for)
    set_since = set(os.environ) - variables
    _variables.update({name: os.environ[name] for name in set_since})
    # the shell's own filters come between the kernel's and those of what a cell loads
    _filters[:] = [item for item in warnings.filters if item not in _filters_before]


def read_early() -> dict[str, str]:
    """Give the variables of the environment that count as libraries are loaded."""
    return {
        name: os.environ[name] for name in os.environ if name.startswith(READ_EARLY)
    }


def before_kernel() -> None:
    """Undo, in a forked process, what a kernel that starts would not find yet."""
    if _filters_before is None:
        return
    _set_filters(_filters_before)
    for name, value in _variables.items():
        os.environ.setdefault(name, value)
    multiprocessing.process.ORIGINAL_DIR = os.getcwd()  # type: ignore[attr-defined]  # noqa: PTH109
    multiprocessing.current_process().authkey = os.urandom(32)
    with contextlib.suppress(AttributeError):  # names of threads are numbered anew
        threading._counter = itertools.count(1).__next__  # type: ignore[attr-defined]
    if "numpy.random" in sys.modules:
        sys.modules["numpy"].random.seed()


def settle() -> None:
    """Give the kernel, once it has its shell, what its cells would have loaded."""
    if _filters_before is None:
        return
    _set_filters([*_filters, *warnings.filters])
    for name, stream in _streams.items():
        stream.stands_for = getattr(sys, name)
    matplotlib: Any = sys.modules.get("matplotlib")
    if matplotlib and BACKEND in os.environ:
        with contextlib.suppress(ValueError):  # one that does not exist
            matplotlib.rcParams["backend"] = os.environ[BACKEND]


def _set_filters(filters: list[Any]) -> None:
    warnings.resetwarnings()  # which has every module warn anew
    warnings.filters[:] = filters  # type: ignore[index]
