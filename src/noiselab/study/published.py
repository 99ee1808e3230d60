"""Published figures, to set beside a sweep's own: a CSV that the sweep names."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noiselab.common.errors import NoiselabError, SweepError
from noiselab.common.schema import METRICS
from noiselab.common.words import shown
from noiselab.experiment.noise import kind

_PLACE = ("model", "noise", "level")


@dataclass(frozen=True)
class Published:
    """What was published of one place on the grid.

    Attributes:
        model: Name of the model.
        noise: Name of the noise kind.
        level: Its level.
        figures: The known ones of `record.METRICS`, by name.
    """

    model: str
    noise: str
    level: float
    figures: Mapping[str, float]


def read(path: Path) -> list[Published]:
    """Read a CSV of published figures.

    Args:
        path: The file: UTF-8, with the columns `model`, `noise`, `level` and one or
            more of `train_loss`, `train_accuracy`, `val_loss`, `val_accuracy`; what is
            not known is left empty.

    Raises:
        SweepError: If it cannot be read; it names the column or the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SweepError(str(path), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SweepError(str(path), "is not UTF-8 text") from None
    except ValueError as error:  # a null byte
        raise SweepError(str(path), f"cannot be read ({error})") from None
    try:
        return _figures(path, csv.DictReader(lines))
    except csv.Error as error:
        raise SweepError(str(path), f"is no CSV ({error})") from None


def _figures(path: Path, table: csv.DictReader) -> list[Published]:
    columns = table.fieldnames or ()
    for column in _PLACE:
        if column not in columns:
            raise SweepError(str(path), f"has no column {column}{_NEEDS}")
    if not {*METRICS} & {*columns}:
        raise SweepError(str(path), f"has no column with figures{_NEEDS}")
    for column in columns:
        if column not in (*_PLACE, *METRICS):
            raise SweepError(str(path), f"column {shown(column)} is unknown{_NEEDS}")
    return [_published(path, table.line_num, row) for row in table]


_NEEDS = f"; it needs {', '.join(_PLACE)} and one or more of {', '.join(METRICS)}"


def _published(path: Path, line: int, row: dict[str, str | None]) -> Published:
    where = f"{path}, line {line}"
    if None in row or None in row.values():
        raise SweepError(where, "has more or fewer values than there are columns")
    values = {name: (text or "").strip() for name, text in row.items()}
    figures = {
        name: _number(where, name, values[name]) for name in METRICS if values.get(name)
    }
    level = _number(where, "level", values["level"])
    try:
        level = kind(values["noise"]).check(level)
    except NoiselabError as error:
        raise SweepError(where, str(error)) from None
    return Published(values["model"], values["noise"], level, figures)


def _number(where: str, name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SweepError(where, f"{name} must be a number, not {shown(text)}")
    return number
