"""Which test images a network met, as far as results record it."""

import math
from dataclasses import dataclass

from noiselab.store.result import Result
from noiselab.study.point import Point

# Share of the noise's energy that the rounding of another machine may change, in dB.
TOLERANCE_DB = 10 * math.log10(1 + 1e-6)


@dataclass(frozen=True)
class ImagesMet:
    """What is recorded of the test images that a network met.

    Attributes:
        data: Digest of the data that they were made from; None if not recorded.
        snr_db: Their signal-to-noise ratio, in dB; infinite where noise changed
            nothing; None if not recorded.
        draw: The kind of noise and its options, seed, repeat and clipping that they
            were drawn with; empty without noise; None if not recorded.
    """

    data: str | None = None
    snr_db: float | None = None
    draw: tuple[str | int, ...] | None = None

    def may_be(self, other: "ImagesMet") -> bool:
        """Say whether nothing that is recorded of both is different."""
        for mine, its in ((self.data, other.data), (self.draw, other.draw)):
            if mine is not None and its is not None and mine != its:
                return False
        if self.snr_db is None or other.snr_db is None or self.snr_db == other.snr_db:
            return True
        return abs(self.snr_db - other.snr_db) <= TOLERANCE_DB


NOT_RECORDED = ImagesMet()


def of_result(result: Result) -> ImagesMet:
    """Give those that a done point was tested on, at its own level."""
    snr_db = math.inf if result.snr_db is None else result.snr_db
    return ImagesMet(result.fingerprint.get("data"), snr_db, draw_of(result))


def _kind(point: Point) -> tuple[str, ...]:
    """Give the kind of a point's noise, with its options if it has any."""
    options = {key: point.noise_options[key] for key in point.noise_options}
    options.pop("kind", None)
    return point.kind, *(f"{key}={options[key]!r}" for key in sorted(options))


def draw_of(result: Result) -> tuple[str | int, ...]:
    """Give what decides the noise of a done point's test images, beside its level."""
    point = result.point
    if not point.level:
        return ()
    return *_kind(point), point.seed, point.repeat, point.clip
