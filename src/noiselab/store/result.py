"""What a result holds: all that is known of one point."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noiselab.common.schema import METRICS, strict_json
from noiselab.study.point import Point

SCHEMA = 2
COLUMNS = (
    *("model", "noise", "level", "repeat", "status"),
    *METRICS,
    *("snr_db", "train_seconds", "total_seconds"),
)


@dataclass(frozen=True)
class Result:
    """What is known of one point.

    Attributes:
        point: The point.
        status: `done`, `failed`, or `missing` where it was not run to an end.
        error: What went wrong, one line; None if nothing did.
        fingerprint: What the result depends on, by part.
        metrics: The last epoch's `METRICS`, and `diverged`; a loss that is no number is
            None.
        history: One number an epoch under each name of `HISTORY`.
        confusion_matrix: Counts, row: true class, column: predicted class.
        class_accuracy: Share of each true class that was recognised, from 0 to 1; None
            for a class without test images.
        calibration_error: Expected calibration error, from 0 to 1.
        snr_db: Signal-to-noise ratio of the test images in dB; None if infinite.
        peak_memory: The most memory that its kernel held, in bytes.
        seconds: `train` and `total`.
        environment: Versions, processor, threads, precision used.
    """

    point: Point
    status: str
    error: str | None = None
    fingerprint: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, list] = field(default_factory=dict)
    confusion_matrix: list[list[int]] | None = None
    class_accuracy: list[float | None] | None = None
    calibration_error: float | None = None
    snr_db: float | None = None
    peak_memory: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether it is done, but its loss was no number."""
        return self.status == "done" and bool(self.metrics.get("diverged"))

    def as_row(self) -> dict[str, Any]:
        """Give its row of `results.csv`, by the names of `COLUMNS`."""
        done = self.status == "done"
        return {
            **{name: getattr(self.point, name) for name in COLUMNS[:4]},
            "status": self.status,
            **{name: self.metrics.get(name) if done else None for name in METRICS},
            "snr_db": self.snr_db if done else None,
            "train_seconds": self.seconds.get("train"),
            "total_seconds": self.seconds.get("total"),
        }

    def as_json(self) -> str:
        """Give the text of its `result.json`."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        fields["point"] = self.point.parameters()
        return strict_json({"schema": SCHEMA, **fields})
