"""noiselab's own noise beside what was measured of other libraries at equal levels."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from noiselab import noise
from noiselab.common.errors import NoiselabError
from noiselab.noise import Equivalent
from noiselab.study import elsewhere

MEASURED = Path(elsewhere.__file__).parent / "measured.csv"
SIDE = 64
# A mean may differ by this share; an end of a drawn range, from 100 draws, by more: one
# that is 0 by a share of the range, as where not levels but variances are drawn evenly.
CLOSE, ENDS, LEAST, OF_RANGE = 0.035, 0.35, 0.0025, 0.15
# Beside the deviation itself; whole numbers cut off more than a kind does.
OF_FLOATS = {"deviation": ("shift", "hit"), "peak": ("light",), "side": ()}


@dataclass(frozen=True)
class Compared:
    """A figure of another library beside noiselab's.

    Attributes:
        kind: noiselab's kind.
        library: The other library.
        where: Call, arguments and type of its images.
        figure: What is compared, as a column of `measured.csv`.
        here: noiselab's.
        there: The other's.
        share: The share by which it may differ.
        least: By how much it may differ in any case.
    """

    kind: str
    library: str
    where: str
    figure: str
    here: float
    there: float
    share: float
    least: float = LEAST

    @property
    def agrees(self) -> bool:
        """Whether the two are equal but for chance."""
        return abs(self.here - self.there) <= max(self.share * self.there, self.least)


def stored() -> list[dict[str, str]]:
    """Give the rows of the table that noiselab comes with."""
    with MEASURED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(row: Mapping[str, str]) -> Equivalent | None:
    """Ask noiselab for the kind and level of a measured call; None if it has none."""
    given = json.loads(row["arguments"])
    if "grey values" in row["name"]:
        given["values"] = int(row["name"].split(" on ")[1].split()[0])
    if row["measured"] == "fails" or " called " in row["name"]:
        return None
    name = f"{row['library']}.{row['name'].split(' on ')[0]}"
    try:
        return noise.equivalent(
            name, version=row["version"], pixels=row["pixels"], **given
        )
    except NoiselabError:
        return None


@cache
def figure(
    name: str, kind: str, clip: bool, level: float, measured: str, grey: float = 0.5
) -> float:
    """Measure noiselab's own noise as `tools/measuring/` does the others'.

    Args:
        name: A column of `measured.csv`.
        kind: The kind.
        clip: Whether values beyond black and white are cut off.
        level: The level.
        measured: `deviation`, `peak` or `side`.
        grey: The value of all pixels, for all but blurs.
    """
    rng = np.random.default_rng(0)
    if measured == "peak":
        point = np.zeros((1, SIDE + 1, SIDE + 1, 1), np.float32)
        point[0, SIDE // 2, SIDE // 2] = 1
        blurred = noise.apply(kind, point, level, rng)
        left = blurred.sum() if name == "light" else blurred.max()
        return float(left)
    pixels = (20, 80, 80, 1) if kind == "salt_and_pepper" else (2, SIDE, SIDE, 3)
    clean = np.full(pixels, grey, np.float32)
    noisy = noise.apply(kind, clean, level, rng)
    if measured == "side":
        return float(np.sqrt((noisy != clean).mean()))
    added = (noisy.clip(0, 1) if clip else noisy) - clean
    if name == "hit":
        return float((np.abs(added) > 1e-6).mean())
    return float(added.mean() if name == "shift" else added.std())


def compared(rows: Iterable[Mapping[str, str]]) -> Iterator[Compared]:
    """Compare all that was measured of calls that have an equivalent level."""
    for row in rows:
        found = asked(row)
        if found is None:
            continue
        low, high = found.levels
        measured, mine = row["measured"], (found.kind, found.clip)
        where = f"{found.call} {row['arguments']} {row['pixels']}"
        of = found.kind, row["library"], where
        if low != high:
            ends = [figure("mean", *mine, end, measured) for end in (low, high)]
            least = max(LEAST, OF_RANGE * abs(ends[1] - ends[0]))
            for name, here in zip(("lowest", "highest"), sorted(ends), strict=True):
                yield Compared(*of, name, here, float(row[name]), ENDS, least)
            continue
        here = figure("mean", *mine, low, measured)
        yield Compared(*of, "mean", here, float(row["mean"]), CLOSE)
        if row.get("quarter") and measured == "deviation":
            dark = figure("mean", *mine, low, measured, 0.25)
            yield Compared(*of, "quarter", dark, float(row["quarter"]), CLOSE)
        for name in OF_FLOATS[measured] if row["pixels"] == "float32" else ():
            if row.get(name):
                there, own = float(row[name]), figure(name, *mine, low, measured)
                # a mean differs by chance, which is a share of the deviation
                least = max(LEAST, CLOSE * here) if name == "shift" else LEAST
                yield Compared(*of, name, own, there, CLOSE, least)
