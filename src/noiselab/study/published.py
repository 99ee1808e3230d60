"""Published figures, to compare with a sweep's own: a CSV that the sweep names."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from noiselab.common.errors import NoiselabError, SweepError, UnknownNameError
from noiselab.common.schema import METRICS
from noiselab.common.words import shown
from noiselab.study.parts import KindPart

_CONDITION = ("model", "noise", "level")
Kinds = Mapping[str, KindPart] | None


@dataclass(frozen=True)
class Published:
    """What was published for one model, noise kind and level.

    Attributes:
        model: Name of the model.
        noise: Name of the noise kind.
        level: Its level.
        figures: Those that were published, by their names in `METRICS`.
    """

    model: str
    noise: str
    level: float
    figures: Mapping[str, float]


def read(path: Path, kinds: Kinds = None) -> list[Published]:
    """Read a CSV of published figures.

    Args:
        path: The file: UTF-8, with the columns `model`, `noise`, `level` and one or
            more of `train_loss`, `train_accuracy`, `val_loss`, `val_accuracy`; what is
            unknown is left empty.
        kinds: All noise kinds, to check the levels; None leaves them unchecked, as
            when a study's own copy is read.

    Raises:
        SweepError: If it cannot be read; the message names the column or the line.
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
        return _figures(path, csv.DictReader(lines), kinds)
    except csv.Error as error:
        raise SweepError(str(path), f"is not a CSV file ({error})") from None


def _figures(path: Path, table: csv.DictReader, kinds: Kinds) -> list[Published]:
    columns = table.fieldnames or ()
    for column in _CONDITION:
        if column not in columns:
            raise SweepError(str(path), f"has no column {column}{_NEEDS}")
    if not {*METRICS} & {*columns}:
        raise SweepError(str(path), f"has no column with figures{_NEEDS}")
    for column in columns:
        if column not in (*_CONDITION, *METRICS):
            raise SweepError(str(path), f"column {shown(column)} is unknown{_NEEDS}")
    return [_published(path, table.line_num, row, kinds) for row in table]


_NEEDS = f"; it needs {', '.join(_CONDITION)} and one or more of {', '.join(METRICS)}"


def _published(
    path: Path, line: int, row: dict[str, str | None], kinds: Kinds
) -> Published:
    where = f"{path}, line {line}"
    if None in row or None in row.values():
        raise SweepError(where, "has more or fewer values than there are columns")
    values = {name: (text or "").strip() for name, text in row.items()}
    figures = {
        name: _number(where, name, values[name]) for name in METRICS if values.get(name)
    }
    kind, level = values["noise"], _number(where, "level", values["level"])
    try:
        if kinds is not None and kind not in kinds:
            raise UnknownNameError("noise kind", kind, tuple(kinds))
        level = kinds[kind].check(kind, level) if kinds else level + 0.0  # no -0.0
    except NoiselabError as error:
        raise SweepError(where, str(error)) from None
    return Published(values["model"], kind, level, figures)


def _number(where: str, name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SweepError(where, f"{name} must be a number, not {shown(text)}")
    return number
