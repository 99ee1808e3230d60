"""The images that trained networks are tested on: drawn once for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.folders import SweepFolder
from noiselab.engine import further_images
from noiselab.experiment import measures
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import fingerprint, shown_images
from noiselab.store.images_met import ImagesMet
from noiselab.store.result import Result
from noiselab.store.shown_images import Samples
from noiselab.study.condition import Condition
from noiselab.study.sweep import Sweep


@dataclass(frozen=True)
class Group:
    """Networks that meet the same noisy images: those of one repeat.

    Attributes:
        study: The folder of their study.
        sweep: Its sweep.
        clean: Its data.
        repeat: Their repeat.
        results: Their results.
        sets: The path and the digest of each further test set.
    """

    study: SweepFolder
    sweep: Sweep
    clean: Dataset
    repeat: int
    results: Sequence[Result]
    sets: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_first(self) -> bool:
        """Whether a report shows images and mistakes of this repeat."""
        return self.repeat == self.sweep.first_repeat

    def images(self, condition: Condition) -> "Noisy":
        """Draw the images of a condition: always the same ones in a repeat.

        Raises:
            DataError: If it is a further test set that cannot be read, or is no longer
                what it was as the run began.
        """
        if condition.set:
            return self._of_set(condition)
        sweep, clean = self.sweep, self.clean
        images, code = clean.x_test, None
        if condition.level:
            images = noisy_test_images(
                clean.x_test,
                sweep.noise_kind(condition.noise),
                condition.level,
                seed=sweep.seed,
                repeat=self.repeat,
                clip=sweep.clip,
            )
            name = sweep.kind_of(condition.noise)
            code = fingerprint.of_part("noise", name, sweep.plugins)
        ratio = measures.snr_db(clean.x_test, images)
        met = ImagesMet(fingerprint.of_data(clean.digest), ratio)
        return Noisy(condition, images, clean.y_test, met, code)

    def _of_set(self, condition: Condition) -> "Noisy":
        """Read a further test set: its images are as they are, in every repeat."""
        path, digest = self.sets[condition.set]
        found = further_images.read(self.sweep, self.clean, condition.set, path)
        if found.digest != digest:
            where = f"test.sets.{condition.set}"
            raise DataError(where, "changed while the study ran; run it again")
        met = ImagesMet(fingerprint.of_data(digest))
        return Noisy(condition, found.images, found.labels, met, None)


@dataclass(frozen=True)
class Noisy:
    """The test images under one condition, and what is recorded of them."""

    condition: Condition
    images: np.ndarray
    labels: np.ndarray
    met: ImagesMet
    code: str | None


class ShownSamples:
    """The images of the first repeat that a report shows, by kind of noise."""

    def __init__(self, group: Group):
        self._group = group
        self._of_kinds: dict[str, Samples] = {}

    def add(self, noisy: Noisy) -> None:
        """Take those of a condition; without noise, for every kind that has it.

        Of further test sets, a report shows none.
        """
        group, level = self._group, noisy.condition.level
        if noisy.condition.set:
            return
        for kind, levels in group.sweep.noise.items():
            if kind == noisy.condition.noise or (not level and 0 in levels):
                samples = self._of_kinds.get(kind) or self._kept(kind)
                added = samples.with_level(level, group.clean, noisy.images)
                self._of_kinds[kind] = added

    def _kept(self, kind: str) -> Samples:
        kept = shown_images.read_samples(self._group.study, self._group.sweep, kind)
        if kept is not None and kept.are_of(self._group.clean):
            return kept
        return Samples.none_yet(self._group.clean)

    def write(self) -> Iterator[tuple[str, Exception]]:
        """Write them beside the study's points; yields what could not be written."""
        study, sweep = self._group.study, self._group.sweep
        for kind, samples in self._of_kinds.items():
            try:
                shown_images.write_samples(study, sweep, kind, samples)
            except Exception as error:  # those of other kinds are written
                yield kind, error
