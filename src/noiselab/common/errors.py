"""Every error that noiselab raises on purpose.

Each says in one line where the trouble is, what was found and what would do. All keep
their arguments, so that they survive pickling on the way from a worker.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLUGIN = "noiselab_plugin_"  # the names of modules made of plugins begin so


class NoiselabError(Exception):
    """Base of every error that noiselab raises on purpose."""


class RequestError(NoiselabError, ValueError):
    """A request that cannot be carried out; nothing was run and nothing written."""


class OptionError(RequestError):
    """An option of a run that cannot be used.

    Args:
        option: Its name in Python, such as `data_dir`; the command shows `--data-dir`.
        problem: What is wrong with it.
    """

    def __init__(self, option: str, problem: str):
        super().__init__(option, problem)
        self.option, self.problem = option, problem

    def __str__(self) -> str:
        return f"{self.option}: {self.problem}"


class SweepError(RequestError):
    """A sweep that cannot be read, or that asks for something that does not exist."""

    def __init__(self, where: str, problem: str):
        super().__init__(where, problem)
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


class DataError(RequestError):
    """A dataset that is absent, damaged, or not what noiselab can use."""

    def __init__(self, where: str, problem: str):
        super().__init__(where, problem)
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


class LevelError(NoiselabError, ValueError):
    """A noise level that its kind cannot use."""

    def __init__(self, kind: str, level: object, expected: str):
        super().__init__(kind, level, expected)
        self.kind, self.level, self.expected = kind, level, expected

    def __str__(self) -> str:
        return f"noise {self.kind}: level is {self.expected}, not {self.level!r}"


class UnknownNameError(NoiselabError, KeyError):
    """A noise kind, a model or a dataset that is not registered under this name."""

    def __init__(self, what: str, name: object, known: tuple[str, ...]):
        super().__init__(what, name, known)
        self.what, self.name, self.known = what, name, known

    def __str__(self) -> str:
        return f"unknown {self.what} {self.name!r}; there is {', '.join(self.known)}"


class PluginError(RequestError):
    """A file of own parts that cannot be used."""

    def __init__(self, where: str, problem: str):
        super().__init__(where, problem)
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"

    @classmethod
    def at(cls, path: str, error: BaseException) -> "PluginError":
        """Make one of any error, naming the last line of the file that led to it."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == path]
        where = f"{path}, line {lines[-1]}" if lines else path
        return cls(where, " ".join(f"{type(error).__name__}: {error}".split()))


class TakenNameError(NoiselabError, ValueError):
    """A name under which something else is registered, or that cannot be one."""


class OutputError(RequestError):
    """A place for outputs that cannot be used."""


class PointError(NoiselabError, RuntimeError):
    """A point that did not come to its end; the other points go on."""


@contextmanager
def blaming(function: Callable) -> Iterator[None]:
    """Blame an error of a plugin's function on the plugin's file and line.

    Raises:
        PluginError: If the function comes from a plugin and raised an error that is
            none of this project's own.
    """
    try:
        yield
    except NoiselabError:
        raise
    except Exception as error:
        module = str(getattr(function, "__module__", ""))
        if not module.startswith(PLUGIN):
            raise
        # of two plugins of one file name, `sys.modules` holds the later
        own = getattr(function, "__globals__", None) or vars(sys.modules[module])
        raise PluginError.at(str(own["__file__"]), error) from error
