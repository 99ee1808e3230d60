"""Finished points that a study uses although they differ from what is asked for."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.study.names import joined
from noiselab.study.point import Point

# the parts of a fingerprint that networks are tested with, too
TESTED_WITH = frozenset({"kind", "model", "code", "data"})


class Kept(BaseModel):
    """A finished point that is used as it is.

    Attributes:
        fingerprint: That of its result; a result with another one is not meant.
        differs: The parts of the fingerprint that differ.
        files: Its files that were changed by hand.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    fingerprint: dict[str, str]
    differs: list[str] = []
    files: list[str] = []


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    points: dict[str, Kept] = {}


def read(folder: SweepFolder) -> Mapping[str, Kept]:
    """Read which points a study keeps, by id; none if that is not known."""
    try:
        return _Kept.model_validate_json(folder.kept.read_bytes()).points
    except (OSError, ValidationError):
        return {}


def write(folder: SweepFolder, points: Mapping[str, Kept]) -> None:
    """Write which points a study keeps; there is no file if it keeps none."""
    if points:
        text = _Kept(points=dict(points)).model_dump_json(indent=1)
        files.write(folder.kept, text + "\n")
    else:
        files.make_way(folder.kept)
        folder.kept.unlink(missing_ok=True)


def verdict(points: Sequence[Kept]) -> str:
    """Say what finished points have in common that are not used unasked."""
    if all(point.differs for point in points):
        return "would be different now"
    verb = "is" if len(points) == 1 else "are"
    now = f"{verb} no longer as recorded"
    return f"would be different now or {now}" if any(p.differs for p in points) else now


def in_words(kept: Kept, before: Point, now: Point, libraries: str = "") -> str:
    """Say in what a finished point differs from what it would be now.

    Args:
        kept: What differs.
        before: The point that was finished.
        now: The point that was asked for.
        libraries: How the versions of the libraries changed, if that is known; else
            the earlier ones are named.

    Returns:
        Words such as `differs in settings (epochs was 1, is 2) and code`.
    """
    were = kept.fingerprint.get("libraries")
    libraries = libraries or (f"were {were}" if were else "")
    words = {
        "settings": _settings(before, now),
        "kind": f"noise kind {now.noise}",
        "model": f"model {now.model}",
        "libraries": f"libraries ({libraries})" if libraries else "libraries",
    }
    parts = [words.get(part, part) for part in kept.differs]
    sentences = [f"differs in {joined(parts)}"] if parts else []
    if kept.files:
        sentences.append(f"{joined(kept.files)} changed since it was finished")
    return "; ".join(sentences)


def _settings(before: Point, now: Point) -> str:
    was, wanted = before.at(now).parameters(), now.parameters()
    changes = [
        f"{key} was {was.get(key)}, is {value}"
        for key, value in wanted.items()
        if was.get(key) != value
    ]
    return f"settings ({', '.join(changes)})" if changes else "settings"
