"""What the trial of a kind of noise found, kept beside the result of a point."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from noiselab.common import files
from noiselab.common.folders import PointFolder
from noiselab.experiment.noise import Kind
from noiselab.study.noise_checks import Found, Topic


class NoiseWarning(UserWarning):
    """A kind of noise of a user's own that does what was hardly meant."""


class Noted(BaseModel):
    """Something that a kind of noise was found to do.

    Attributes:
        kind: Its name.
        level: The level that it was tried at.
        where: The file and line of its function.
        topic: What it is about.
        text: What it does, as what follows its name.
        remedy: What would do.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    kind: str
    level: float
    where: str
    topic: Topic
    text: str
    remedy: str

    @property
    def words(self) -> str:
        """What was found and what would do, in one line."""
        return f"noise {self.kind} at level {self.level:g} {self.text}; {self.remedy}"

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    warnings: tuple[Noted, ...]


def noted(kind: Kind, level: float, found: Found) -> Noted:
    """Note what was found of a kind at a level."""
    file, line = place(kind.function)
    where = f"{file}, line {line}"
    return Noted(
        kind=kind.name,
        level=level,
        where=where,
        topic=found.topic,
        text=found.text,
        remedy=found.remedy,
    )


def place(function: Callable) -> tuple[str, int]:
    """Name the file of a function, without its folder, and its first line."""
    code = getattr(function, "__code__", None)
    return (Path(code.co_filename).name, code.co_firstlineno) if code else ("noise", 1)


def write(folder: PointFolder, warnings: Sequence[Noted]) -> None:
    """Write what was found while a point ran.

    Raises:
        OSError: If it cannot be written.
    """
    text = _File(warnings=tuple(warnings)).model_dump_json(indent=1)
    files.write(folder.noise_warnings, text + "\n")


def read(folder: PointFolder) -> tuple[Noted, ...]:
    """Read what was found while a point ran; nothing if that is not known."""
    try:
        return _File.model_validate_json(folder.noise_warnings.read_bytes()).warnings
    except (OSError, ValidationError):
        return ()
