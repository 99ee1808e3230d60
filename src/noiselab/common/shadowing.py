"""A user's own file that Python loads in place of one of its own modules, or a package.

It may stand in for any module, so nothing is imported here that is not there anyway.
"""

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from types import ModuleType, TracebackType

_PYTHON = os.path.dirname(os.__file__)  # noqa: PTH120


class ToldShadowing:
    """A context in which such a file is told where an error is of it.

    Raises:
        NoiselabError: In place of an error that names the file, is raised in it, or
            misses something in it; one line says which file, and what would do.
    """

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: object, error: BaseException | None, lines: TracebackType | None
    ) -> None:
        """Tell the file, if the error is of one."""
        if not isinstance(error, Exception | SystemExit) or _is_told(error):
            return
        for met in _chain(error):
            for file in _files(met):
                if told := _told(file):
                    raise _error(told, met) from None


def _error(told: str, error: BaseException) -> Exception:
    try:
        from noiselab.common import reasons
        from noiselab.common.errors import NoiselabError
    except Exception:  # the file is in the way of these, too
        return ImportError(told)
    return NoiselabError(f"{told} ({reasons.reason(error)})")


def _is_told(error: BaseException) -> bool:
    """Say whether an error is one of noiselab's, which is told in a line already."""
    errors = sys.modules.get("noiselab.common.errors")
    return isinstance(error, getattr(errors, "NoiselabError", ()))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and those that led to it."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        shown = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or shown


def _files(error: BaseException) -> Iterator[str]:
    """Give the files that an error is of: named, or in its traceback."""
    if isinstance(error, ImportError):
        yield error.path or ""
        above = (error.name or "").partition(".")[0]
        if error.path is None:  # such as "'email' is not a package"
            yield getattr(sys.modules.get(above), "__file__", None) or ""
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        yield getattr(error.obj, "__file__", None) or ""
    if isinstance(error, SyntaxError):
        yield error.filename or ""
    lines = error.__traceback__
    while lines is not None:
        yield lines.tb_frame.f_code.co_filename
        lines = lines.tb_next


def _told(file: str) -> str:
    """Say what a file stands in for; empty if that is nothing."""
    folder, name = os.path.split(file)
    stem = name.partition(".")[0]
    if stem == "__init__":
        file = folder
        folder, stem = os.path.split(folder)
    if not _is_own(folder) or stem == "noiselab":
        return ""
    folders = [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100
    folder = os.path.abspath(folder)  # noqa: PTH100
    if folder not in folders:
        return ""
    hidden = PathFinder.find_spec(stem, folders[folders.index(folder) + 1 :])
    if hidden is None or not hidden.origin:
        return ""
    ours = "Python's own module" if stem in sys.stdlib_module_names else "the package"
    return f"{file}: Python loads it in place of {ours} {stem}; give it another name"


def _is_own(folder: str) -> bool:
    """Say whether a folder belongs neither to Python nor to what is installed."""
    within = os.path.join(folder, "").startswith(os.path.join(_PYTHON, ""))  # noqa: PTH118
    if not folder or within:
        return False
    return not any(name in folder for name in ("site-packages", "dist-packages"))
