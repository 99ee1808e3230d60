"""Earlier states of noiselab's code that give the very results that today's gives.

Code may be added or moved so that no result of what there was before changes by a bit,
such as a parameter that is empty by default. Then `python tools/same_results.py COMMIT`
enters that commit here, beside today's digests; tests compare the noise and results of
both. An entry counts for these digests alone: once the code is another, none does.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from noiselab.store import fingerprint
from noiselab.study.point import Point

TABLE = Path(__file__).with_name("same_results.json")
OWN = ("kind", "model")


@cache
def table() -> dict[str, Any]:
    """Read the table: `earlier` states and what they are the same as `now`.

    Each state has digests: of `code`, of the `template`, and of each `kind` and `model`
    by its name. A state from before kinds and models had digests of their own has none.
    """
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))


def differing(
    before: Mapping[str, str], now: Mapping[str, str], point: Point
) -> tuple[str, ...]:
    """Name the parts in which two fingerprints of a point differ, unless all the same.

    Args:
        before: The fingerprint of the finished point.
        now: What it would be now.
        point: The point.
    """
    alike = unchanged(before, now, point.kind, point.design)
    return tuple(p for p in fingerprint.differing(before, now) if p not in alike)


def unchanged(
    before: Mapping[str, str], now: Mapping[str, str], kind: str, model: str
) -> set[str]:
    """Name the parts of two fingerprints that differ, but give the same results.

    Args:
        before: The fingerprint of a finished point.
        now: What it would be now.
        kind: Its noise kind.
        model: Its model.
    """
    states = table()
    alike = set()
    named = {"kind": kind, "model": model}
    for state in states["earlier"]:
        if _is(state, before, "template") and _is(states["now"], now, "template"):
            alike.add("template")
        if not (_is(state, before, "code") and _is(states["now"], now, "code")):
            continue
        alike.add("code")
        for part in OWN:
            was = state.get(part, {}).get(named[part], "")
            own = states["now"][part].get(named[part])
            if own and now.get(part) == _joined(own, _plugins(was, before.get(part))):
                alike.add(part)
    return {part for part in alike if before.get(part) != now.get(part)}


def _is(state: Mapping[str, Any], parts: Mapping[str, str], part: str) -> bool:
    return part in parts and state[part] == parts[part]


def _plugins(own: str, digest: str | None) -> str | None:
    """Give what a part's digest says of plugins; None if noiselab's own is another."""
    if digest is None or not own:
        return digest
    first, _, plugins = digest.partition("+")
    return plugins if first == own else None


def _joined(own: str, plugins: str | None) -> str | None:
    if plugins is None:
        return None
    return "+".join(filter(None, (own, plugins)))
