"""A point of a study and how it stands: done or not, and in what it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from noiselab.store import kept, libraries
from noiselab.store.kept import Kept
from noiselab.store.result import Reason, Result
from noiselab.study.point import Point

Status = Literal["done", "stale", "changed", "failed", "missing"]


@dataclass(frozen=True)
class Planned:
    """A point and its status.

    Attributes:
        point: The point.
        fingerprint: Its fingerprint as it would be now.
        status: `done`; `stale` if it is finished and a part of its fingerprint differs
            from what it would be now, or a newer noiselab wrote it; `changed` if it is
            finished and one of its files was changed since; `failed`; or `missing`.
        result: Its result on disk.
        differs: The parts of the fingerprint that differ; a point that differs in
            `libraries` alone is done.
        changed: The files that were changed.
        lost: The file that a finished point needs and that is lost or cut short.
        beneath: The finished point that a failed attempt would have replaced.
        unfetched: Whether the lost file is a pointer of Git LFS, and can be fetched.
    """

    point: Point
    fingerprint: Mapping[str, str]
    status: Status
    result: Result
    differs: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    lost: str | None = None
    beneath: "Planned | None" = None
    unfetched: bool = False

    @property
    def finished(self) -> "Planned | None":
        """The finished point that would be different now; None if there is none."""
        if self.status in ("stale", "changed"):
            return self
        return self.beneath

    @property
    def reason(self) -> Reason | None:
        """Why it is missing; None if it is not."""
        return "lost_file" if self.lost else self.result.reason

    @property
    def is_newer(self) -> bool:
        """Whether a newer noiselab wrote it, so that it cannot be read."""
        return self.result.reason == "newer_schema"

    @property
    def why(self) -> str:
        """The reason for its status; empty if it is done and nothing differs."""
        if self.unfetched:
            return f"its {self.lost} is a pointer of Git LFS; git lfs pull fetches it"
        if self.lost:
            return f"its {self.lost} is lost or damaged"
        if self.differs or self.changed:
            before, now = libraries.of(self.result), self.fingerprint["libraries"]
            changes = libraries.changes(before, now) if before else ""
            entry = self.as_kept()
            return kept.in_words(entry, self.result.point, self.point, changes)
        if self.beneath:
            return f"{self.result.why}; what was finished before is still there"
        return self.result.why

    def as_kept(self) -> Kept:
        """What is noted about it if it is used as it is."""
        return Kept(
            fingerprint=self.result.fingerprint,
            differs=list(self.differs),
            files=list(self.changed),
        )
