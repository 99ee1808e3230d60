"""Fill the tables of docs/elsewhere.md: `python tools/elsewhere_page.py`.

They are made of the formulas in `noiselab.study.elsewhere` and of what
`tools/elsewhere.py` measured.
"""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import markdown_tables
from markdown_tables import table

from noiselab.experiment import noise
from noiselab.study import elsewhere
from noiselab.study.elsewhere import corruptions
from noiselab.study.elsewhere.call import CALLS, Call

PAGE = Path(__file__).resolve().parents[1] / "docs/elsewhere.md"
TABLE = Path(elsewhere.__file__).parent / "measured.csv"
NONE = "–"


def main() -> None:
    """Write the tables into `elsewhere.md`."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def filled(text: str) -> str:
    """Return the page with each table made anew."""
    return markdown_tables.filled(text, made)


def made(name: str) -> str:
    """Make the table of a kind of noise, of a library, or one of the others."""
    others = {
        "without_a_kind": without_a_kind,
        "severities": severities,
        "other_severities": other_severities,
    }
    if name in others:
        return others[name]()
    return of_kind(name) if name in noise.KINDS else of_library(name)


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Give what was measured."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def of_kind(kind: str) -> str:
    """Every call that has levels of this kind."""
    head = (
        "library",
        "call",
        "what its number is",
        "level in noiselab",
        "beyond black and white",
        "images of a batch",
        "channels",
        "repeats with",
    )
    return table(head, *(_of_call(call) for call in CALLS if call.kind == kind))


def _of_call(call: Call) -> tuple[str, ...]:
    found = list(measured_of(call))

    def seen(name: str) -> str:
        return " or ".join(dict.fromkeys(row[name] for row in found if row[name]))

    return (
        f"{call.library} {call.version}",
        _written(call),
        call.unit,
        call.level,
        seen("ends") or NONE,
        seen("batch") or NONE,
        seen("channels") or NONE,
        seen("seeds") or NONE,
    )


def _written(call: Call) -> str:
    case = ", ".join(f"{name}={value!r}" for name, value in call.case.items())
    return f"`{call.name}({case})`" if case else f"`{call.name}`"


def measured_of(call: Call) -> Iterator[dict[str, str]]:
    """Yield what was measured of a call."""
    for row in rows():
        is_it = all(
            row[key] == getattr(call, key) for key in ("library", "version", "name")
        )
        if is_it and call.fits(json.loads(row["arguments"])):
            yield row


def without_a_kind() -> str:
    """Every call that no kind and level is equal to."""
    lines = [
        (f"{call.library} {call.version}", _written(call), call.level)
        for call in CALLS
        if not call.kind
    ]
    return table(("library", "call", "why"), *lines)


def severities() -> str:
    """The levels of the published corruption sets."""
    lines = []
    for kind, levels in corruptions.SEVERITIES.items():
        shown = [
            f"1/{1 / level:.0f}" if kind == "shot" else f"{level:g}" for level in levels
        ]
        place = corruptions.MNIST_C.get(kind)
        lines.append(
            (
                f"`{kind}`",
                f"`{corruptions.NAMES[kind]}`",
                *shown,
                f"severity {place}" if place else NONE,
            )
        )
    head = ("kind", "in the sets", *map(str, range(1, 6)), "in the published MNIST-C")
    return table(head, *lines)


def other_severities() -> str:
    """The levels of the sets' corruptions that no library's call was measured for."""
    lines = []
    for kind, (name, levels, remark) in corruptions.OTHERS.items():
        shown = ", ".join(f"{level:.3g}" for level in levels) or NONE
        place = corruptions.MNIST_C_OTHERS.get(kind)
        lone = "yes" if len(levels) == 1 else f"severity {place}"
        published = lone if place else NONE
        lines.append((f"`{kind}`", f"`{name}`", shown, published, remark or "the same"))
    head = ("kind", "in the sets", "levels, 1 to 5", "in the published MNIST-C", "here")
    return table(head, *lines)


def of_library(name: str) -> str:
    """All figures of one environment of `tools/elsewhere.py`."""
    head = (
        "call",
        "images",
        "measured",
        "lowest",
        "mean",
        "highest",
        "on half as bright",
        "moves the mean by",
        "besides",
    )
    lines = [_of_row(row) for row in rows() if row["environment"] == name]
    return table(head, *lines)


def _of_row(row: dict[str, str]) -> tuple[str, ...]:
    given = json.loads(row["arguments"])
    words = ", ".join(f"{name}={_python(value)}" for name, value in given.items())
    is_noise = row["measured"] == "deviation"
    figures = [row[key] for key in ("lowest", "mean", "highest")]
    return (
        f"`{row['name']}({words})`",
        row["pixels"],
        row["measured"],
        *(figure or NONE for figure in figures),
        row["quarter"] if is_noise else NONE,
        row["shift"] or NONE,
        "; ".join(_besides(row)) or NONE,
    )


def _python(value: object) -> str:
    """Write a value from JSON as its users do."""
    return repr(tuple(value)) if isinstance(value, list) else repr(value)


def _besides(row: dict[str, str]) -> Iterator[str]:
    """Tell what else was seen, where it is out of the ordinary."""
    if row["error"]:
        yield f"fails with {row['error']}"
    if row["ends"] == "wrapped":
        yield "values wrap around"
    if row["grey_hit"] and 0 < float(row["hit"]) < 0.5:
        yield f"{float(row['hit']):.0%} of values hit"
        if float(row["grey_hit"]) > 0.1:
            yield f"{float(row['grey_hit']):.0%} of them grey"
    if row["light"] and abs(float(row["light"]) - 1) > 0.002:
        yield f"{float(row['light']):.1%} of the light left"
    if row["other_channels"] and float(row["other_channels"]) > 0:
        yield "reaches other channels"
    if row["batch"] == "one for all":
        yield "one pattern for a batch"
    if row["spread"] and float(row["spread"]) > 0.02:
        yield f"brightness differs from image to image by {row['spread']}"


if __name__ == "__main__":
    main()
