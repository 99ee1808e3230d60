"""Every error that noiselab raises on purpose.

Each says in one line where the problem is, what was found and what would do. All keep
their arguments, so that they survive pickling on the way from a worker.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from noiselab.common import reasons

BESIDE = (
    "of what lies beside a plugin, only what its code names as text is there when "
    "points run, and its path begins with Path(__file__).parent"
)
PLUGIN = "noiselab_plugin_"  # begins the names of the modules that plugins become


class NoiselabError(Exception):
    """Base of every error that noiselab raises on purpose."""


class RequestError(NoiselabError, ValueError):
    """A request that cannot be carried out; nothing was run and nothing written."""


@dataclass(frozen=True)
class Hint:
    """An option that a message recommends, as it is written in Python and in a shell.

    Attributes:
        python: An argument of `run_sweep`.
        command: Words of the command line.
    """

    python: str
    command: str


OUT = Hint("out", "--out")
KEEP = Hint("keep=True", "--keep")
RERUN = Hint('rerun="changed"', "--rerun changed")
NEW_NAME = Hint('changes=["name=trial"]', "--set name=trial")


class HintedError(RequestError):
    """A request that cannot be carried out as it is, with options that would do.

    Args:
        parts: The message in parts: texts and hints.
    """

    def __init__(self, *parts: str | Hint):
        super().__init__(*parts)
        self.parts = parts

    def __str__(self) -> str:
        return "".join(p.python if isinstance(p, Hint) else p for p in self.parts)

    def for_command(self) -> str:
        """Write the message with the options as the command line has them."""
        return "".join(p.command if isinstance(p, Hint) else p for p in self.parts)


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


class ReadingError(RequestError):
    """A key of `data` that does not exist, or a value of it that cannot be meant.

    Args:
        key: The key; empty if all of `data` is wrong.
        problem: What is wrong with it.
    """

    def __init__(self, key: str, problem: str):
        super().__init__(key, problem)
        self.key, self.problem = key, problem

    def __str__(self) -> str:
        return f"data{'.' if self.key else ''}{self.key} {self.problem}"


class TemplateError(RequestError):
    """A template notebook that cannot be read, or that points cannot run."""

    def __init__(self, where: str | Path, problem: str):
        super().__init__(str(where), problem)
        self.where, self.problem = str(where), problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


class LevelError(NoiselabError, ValueError):
    """A noise level that its kind cannot use."""

    def __init__(self, kind: str, level: object, expected: str):
        super().__init__(kind, level, expected)
        self.kind, self.level, self.expected = kind, level, expected

    def __str__(self) -> str:
        return f"noise {self.kind}: level is {self.expected}, not {self.level!r}"


class PartOptionError(NoiselabError, ValueError):
    """An option that a noise kind or a model does not have, or cannot use.

    Args:
        whose: What declares the options, such as `noise motion_blur`.
        option: Its name.
        problem: What is wrong with it.
    """

    def __init__(self, whose: str, option: str, problem: str):
        super().__init__(whose, option, problem)
        self.whose, self.option, self.problem = whose, option, problem

    def __str__(self) -> str:
        return f"{self.whose}: {self.option} {self.problem}"


class UnknownNameError(NoiselabError, KeyError):
    """A noise kind, a model or a dataset that is not registered under this name."""

    def __init__(self, noun: str, name: object, available: tuple[str, ...]):
        super().__init__(noun, name, available)
        self.noun, self.name, self.available = noun, name, available

    def __str__(self) -> str:
        available = ", ".join(self.available)
        return f"unknown {self.noun} {self.name!r}; available: {available}"


class PluginError(RequestError):
    """A file of a user's own parts that cannot be used."""

    def __init__(self, where: str, problem: str):
        super().__init__(where, problem)
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"

    @classmethod
    def at(cls, path: str, error: BaseException) -> "PluginError":
        """Make one from any error, naming the line of the file that led to it."""
        name, place = type(error).__name__, reasons.place_of(error, path)
        where = f"{path}, line {place.line}" if place else path
        if isinstance(error, FileNotFoundError) and _is_beside(path, error.filename):
            return cls(where, f"{name}: {error}; {BESIDE}")
        text = reasons.COLOURS.sub("", reasons.text_of(error))
        words = reasons.shortened(text, reasons.LONGEST)
        problem = f"{name}: {words}" if words else f"{name} without words"
        if place and place.code and reasons.says_little(name, words):
            problem += f", at {reasons.shortened(place.code, reasons.LONGEST)}"
        return cls(where, problem)


def _is_beside(path: str, name: object) -> bool:
    """Say whether a file belongs beside a plugin, as far as its name tells."""
    if not isinstance(name, str | os.PathLike):
        return False
    file, folder = Path(os.fspath(name)), Path(path).absolute().parent
    return not file.is_absolute() or file.is_relative_to(folder)


class TakenNameError(NoiselabError, ValueError):
    """A name under which something else is registered, or that is not a valid name."""


class OutputError(HintedError):
    """A folder that outputs cannot go to."""


class KernelsError(NoiselabError, RuntimeError):
    """No kernel can be started here, so that no point can run."""


class PointError(NoiselabError, RuntimeError):
    """A point that could not be finished; the other points go on."""


class UnfitWorkerError(PointError):
    """A worker that can run no point, while others may.

    Args:
        address: Its address.
        problem: What is wrong with it; it names the worker.
    """

    def __init__(self, address: str, problem: str):
        super().__init__(address, problem)
        self.address, self.problem = address, problem

    def __str__(self) -> str:
        return self.problem


class LackingWorkerError(UnfitWorkerError):
    """A worker that lacks the data of a run, and can be sent them."""


@contextmanager
def blaming(function: Callable) -> Iterator[None]:
    """Blame an error of a plugin's function on the plugin's file and line.

    Raises:
        PluginError: If the function comes from a plugin and raised an error other than
            a `NoiselabError`.
    """
    try:
        yield
    except NoiselabError:
        raise
    except Exception as error:
        path = _plugin_of(function)
        if not path:
            raise
        raise PluginError.at(path, error) from error


def refusal(function: Callable, problem: str) -> NoiselabError:
    """Make the error that refuses what a function returned.

    Args:
        function: The function; if it comes from a plugin, file and line are named.
        problem: What is wrong with it.
    """
    path = _plugin_of(function)
    if not path:
        return NoiselabError(problem)
    code = getattr(function, "__code__", None)
    return PluginError(f"{path}, line {code.co_firstlineno}" if code else path, problem)


def _plugin_of(function: Callable) -> str:
    """Name the plugin's file that a function comes from; empty if it is no plugin's."""
    module = str(getattr(function, "__module__", ""))
    if not module.startswith(PLUGIN):
        return ""
    if code := getattr(function, "__code__", None):
        return str(code.co_filename)  # also of a helper module, as it is shown
    # of two plugins with the same file name, `sys.modules` holds the later one
    names = getattr(function, "__globals__", None) or vars(sys.modules[module])
    return str(names["__file__"])
