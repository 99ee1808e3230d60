"""How a sweep is to be run: the same options for the command and from Python."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from noiselab.common import user_paths
from noiselab.common.errors import OptionError
from noiselab.common.words import shown
from noiselab.report.export import EXPORTERS
from noiselab.store.again import Again
from noiselab.study import shard
from noiselab.study.shard import Shard

Mode = Literal["run", "status", "dry_run", "report_only", "list"]
Loudness = Literal["quiet", "normal", "verbose"]

LONGEST = 1_000_000_000  # seconds that a point may be given: 31 years


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a sweep is to be run, checked.

    Attributes:
        out: Folder to use instead of `./outputs`; None for `./outputs`.
        data_dir: Folder with `mnist.npz` and own `.npz` files, searched first.
        jobs: How many points run side by side; `auto` for as many as cores and memory
            allow.
        threads: Processor threads for each point; None divides the cores among them.
        timeout: Seconds that a point may take; None for no limit.
        scheduler: Address or scheduler file of a Dask cluster; None for this machine.
        part: Which part of the points is run, beside runs of the others; None for all.
        cold: Whether every kernel is started anew instead of forked.
        again: What becomes of finished points that differ from what they would be now.
        mode: What is done: points are run, their status is printed, what would run is
            printed, only the report is made, or the sweeps are listed.
        exports: Names from `export.EXPORTERS`: what is written beside the report.
        loudness: How much is printed.

    Raises:
        OptionError: If one has a value that is not allowed.
    """

    out: Path | None = None
    data_dir: Path | None = None
    jobs: int | Literal["auto"] = "auto"
    threads: int | None = None
    timeout: float | None = None
    scheduler: str | None = None
    part: Shard | None = None
    cold: bool = False
    again: Again = "stop"
    mode: Mode = "run"
    exports: tuple[str, ...] = ()
    loudness: Loudness = "normal"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            is_allowed, words = _MAY_BE[field.name]
            if value is not field.default and not is_allowed(value):
                raise OptionError(field.name, f"must be {words}, not {shown(value)}")


def folder(option: str, text: str | Path | None) -> Path | None:
    """Make the path of a folder from what a user wrote; a leading `~` is their home.

    Raises:
        OptionError: If it cannot be the name of a folder.
    """
    if text is None:
        return None
    if not isinstance(text, str | Path):
        raise OptionError(option, f"must name a folder, not be {shown(text)}")
    if not str(text).strip():
        raise OptionError(option, "must name a folder, not be empty")
    path = user_paths.of_user(text)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass
    except (OSError, ValueError) as error:  # too long, or a null byte
        raise OptionError(option, "cannot be the name of a folder") from error
    return path


def data_folder(text: str | Path | None) -> Path | None:
    """Make the path of the folder of data, as `folder` does; it must not be a file."""
    path = folder("data_dir", text)
    if path and user_paths.is_file(path):
        problem = f"must name a folder; {shown(str(text))} is a file"
        raise OptionError("data_dir", problem)
    return path


def part(text: str | None) -> Shard | None:
    """Find which part of a study is meant: `K/N`, or `array` in a task of SLURM's.

    Raises:
        OptionError: If there is no such part, or this is no such task.
    """
    if text is None:
        return None
    return shard.of_array() if text == "array" else shard.read(text)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_jobs(value: Any) -> bool:
    return value == "auto" if isinstance(value, str) else _is_whole(value)


def _is_seconds(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 < value < LONGEST


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_exports(value: Any) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(name, str) and name in EXPORTERS for name in value
    )


def _is_path(value: Any) -> bool:
    return isinstance(value, Path)


def _one_of(choices: Any) -> tuple[Callable[[Any], bool], str]:
    *others, last = get_args(choices)
    allowed = {*others, last}
    return (
        lambda value: isinstance(value, str) and value in allowed,
        f"{', '.join(others)} or {last}",
    )


# What each option may be apart from its default, and how messages say so.
_MAY_BE: dict[str, tuple[Callable[[Any], bool], str]] = {
    "out": (_is_path, "a Path"),
    "data_dir": (_is_path, "a Path"),
    "jobs": (_is_jobs, "a whole number from 1, or auto"),
    "threads": (_is_whole, "a whole number from 1"),
    "timeout": (_is_seconds, f"seconds, more than 0 and less than {LONGEST}"),
    "scheduler": (_is_text, "the address of a Dask scheduler, or its scheduler file"),
    "part": (lambda value: isinstance(value, Shard), "a Shard"),
    "cold": (_is_switch, "True or False"),
    "again": _one_of(Again),
    "mode": _one_of(Mode),
    "exports": (_is_exports, f"names of exporters ({', '.join(EXPORTERS)})"),
    "loudness": _one_of(Loudness),
}
