"""Published figures, to compare with a sweep's own: a CSV that the sweep names."""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from noiselab.common.errors import NoiselabError, SweepError, UnknownNameError
from noiselab.common.schema import METRICS
from noiselab.common.words import shown
from noiselab.study.parts import Parts

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_CONDITION = ("model", "noise", "level")
EPOCHS = "epochs"  # a column that may be absent


@dataclass(frozen=True)
class Published:
    """What was published for one model, noise kind and level.

    Attributes:
        model: Name of the model.
        noise: Name of the noise kind.
        level: Its level.
        figures: Those that were published, by their names in `METRICS`.
        epochs: After how many epochs; None where that was not published.
    """

    model: str
    noise: str
    level: float
    figures: Mapping[str, float]
    epochs: int | None = None


def read(path: Path, available: Parts | None = None) -> list[Published]:
    """Read a CSV of published figures.

    Args:
        path: The file: UTF-8, with the columns `model`, `noise`, `level` and one or
            more of `train_loss`, `train_accuracy`, `val_loss`, `val_accuracy`, and if
            known `epochs`; what is unknown is left empty.
        available: All noise kinds and models, to check names, levels and figures; None
            leaves them unchecked, as when a study's own copy is read.

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
        return _figures(path, csv.DictReader(lines), available)
    except csv.Error as error:
        raise SweepError(str(path), f"is not a CSV file ({error})") from None


def _figures(
    path: Path, table: csv.DictReader, available: Parts | None
) -> list[Published]:
    columns = table.fieldnames or ()
    for column in _CONDITION:
        if column not in columns:
            raise SweepError(str(path), f"has no column {column}{_NEEDS}")
    if not {*METRICS} & {*columns}:
        raise SweepError(str(path), f"has no column with figures{_NEEDS}")
    for column in columns:
        if column not in (*_CONDITION, EPOCHS, *METRICS):
            raise SweepError(str(path), f"column {shown(column)} is unknown{_NEEDS}")
    rows: dict[tuple[str, str, float], int] = {}
    figures = []
    for row in table:
        found = _published(path, table.line_num, row, available)
        place = (found.model, found.noise, found.level)
        first = rows.setdefault(place, table.line_num)
        if available and first != table.line_num:
            raise SweepError(
                f"{path}, line {table.line_num}",
                f"is of the same model, noise and level as line {first}; leave one out",
            )
        figures.append(found)
    return figures


_NEEDS = (
    f"; it needs {', '.join(_CONDITION)} and one or more of {', '.join(METRICS)}, and "
    f"may have {EPOCHS}"
)


def _published(
    path: Path, line: int, row: dict[str, str | None], available: Parts | None
) -> Published:
    where = f"{path}, line {line}"
    if None in row or None in row.values():
        raise SweepError(where, "has more or fewer values than there are columns")
    values = {name: (text or "").strip() for name, text in row.items()}
    figures = {
        name: _number(where, name, values[name]) for name in METRICS if values.get(name)
    }
    level = _number(where, "level", values["level"]) + 0.0  # no -0.0
    found = Published(
        values["model"], values["noise"], level, figures, _epochs(where, values)
    )
    return _checked(where, found, available) if available else found


def _checked(where: str, found: Published, available: Parts) -> Published:
    """Check what a row says; give its level as a sweep would."""
    for name, figure in found.figures.items():
        if name.endswith("accuracy") and not 0 <= figure <= 1:
            raise SweepError(where, f"{name} is a share from 0 to 1, not {figure!r}")
        if figure < 0:
            raise SweepError(where, f"{name} is 0 or more, not {figure:g}")
    try:
        if found.model not in available.models:
            raise UnknownNameError("model", found.model, tuple(available.models))
        if found.noise not in available.noise:
            raise UnknownNameError("noise kind", found.noise, tuple(available.noise))
        level = available.noise[found.noise].check(found.noise, found.level)
    except NoiselabError as error:
        raise SweepError(where, str(error)) from None
    return replace(found, level=level)


def _epochs(where: str, values: Mapping[str, str]) -> int | None:
    """Read the number of epochs, which may be absent or unknown."""
    if not (text := values.get(EPOCHS)):
        return None
    number = _number(where, EPOCHS, text)
    if number < 1 or number != int(number):
        raise SweepError(where, f"epochs is a whole number, 1 or more, not {text}")
    return int(number)


def _number(where: str, name: str, text: str) -> float:
    try:
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise SweepError(where, f"{name} must be a number, not {shown(text)}")
    return number
