"""The images that a report shows, kept while they are at hand: in the cross tests.

So a report draws no noise, which for an own kind would run the study's plugin.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.experiment import measures
from noiselab.experiment.datasets import Dataset
from noiselab.store import arrays
from noiselab.store.predictions import Answers
from noiselab.study.sweep import Sweep

MOST = 10  # images beside each other


@dataclass(frozen=True, eq=False)
class Samples:
    """The same few test images at every level of one noise kind.

    Attributes:
        labels: Their classes.
        images: For each level, float32, shape (count, height, width, channels).
        snr_db: For each level, over all test images, in dB; infinite without noise.
        yardstick: For each level, `measures.nearest_mean_accuracy` on all test images.
    """

    labels: tuple[int, ...]
    images: dict[float, np.ndarray]
    snr_db: dict[float, float]
    yardstick: dict[float, float]

    @classmethod
    def none_yet(cls, clean: Dataset) -> Self:
        """Choose the images, of no level yet: the first of each of up to ten classes.

        Args:
            clean: The study's data.
        """
        return cls(tuple(clean.y_test[_chosen(clean)].tolist()), {}, {}, {})

    def are_of(self, clean: Dataset) -> bool:
        """Say whether they may be of this data, by their classes and their size."""
        sizes = {images.shape[1:] for images in self.images.values()}
        return self.labels == self.none_yet(clean).labels and sizes <= {
            clean.image_shape
        }

    def with_level(self, level: float, clean: Dataset, noisy: np.ndarray) -> Self:
        """Add a level, or replace it.

        Args:
            level: The level.
            clean: The study's data.
            noisy: All test images at that level, of the shape of `clean.x_test`.
        """
        seen = measures.nearest_mean_accuracy(
            clean.x_train, clean.y_train, noisy, clean.y_test
        )
        return replace(
            self,
            images=self.images | {level: noisy[_chosen(clean)]},
            snr_db=self.snr_db | {level: measures.snr_db(clean.x_test, noisy)},
            yardstick=self.yardstick | {level: seen},
        )

    def at(self, levels: tuple[float, ...]) -> Self:
        """Leave out all levels but these; they then go upwards."""
        kept = sorted(set(levels) & self.images.keys())
        return replace(
            self,
            images={level: self.images[level] for level in kept},
            snr_db={level: self.snr_db[level] for level in kept},
            yardstick={level: self.yardstick[level] for level in kept},
        )


def _chosen(clean: Dataset) -> np.ndarray:
    _, first = np.unique(clean.y_test, return_index=True)
    return first[:MOST]


def read_samples(folder: SweepFolder, sweep: Sweep, kind: str) -> Samples | None:
    """Read the samples of a noise kind.

    Args:
        folder: The study's folder.
        sweep: Its sweep.
        kind: The noise kind.

    Returns:
        None if there are none that can be read, or their noise is another's: that of
        another seed, or clipped otherwise.
    """
    known = arrays.read(
        folder.samples(kind),
        *("labels", "levels", "images", "snr_db", "yardstick", "seed", "clip"),
    )
    try:
        if known is None or int(known["seed"]) != sweep.seed:
            return None
        if bool(known["clip"]) != sweep.clip:
            return None
        levels = [float(level) for level in known["levels"]]
        labels = tuple(int(label) for label in known["labels"])
        images = known["images"].astype(np.float32)
        if images.ndim != 5 or images.shape[:2] != (len(levels), len(labels)):
            return None
        return Samples(
            labels,
            dict(zip(levels, images, strict=True)),
            dict(zip(levels, known["snr_db"].astype(float).tolist(), strict=True)),
            dict(zip(levels, known["yardstick"].astype(float).tolist(), strict=True)),
        )
    except (TypeError, ValueError, OverflowError):
        return None


def write_samples(
    folder: SweepFolder, sweep: Sweep, kind: str, samples: Samples
) -> None:
    """Write the samples of a noise kind, of one level or more."""
    levels = list(samples.images)
    content = {
        "labels": np.array(samples.labels),
        "levels": np.array(levels),
        "images": np.stack([samples.images[level] for level in levels]),
        "snr_db": np.array([samples.snr_db[level] for level in levels]),
        "yardstick": np.array([samples.yardstick[level] for level in levels]),
        "seed": np.array(sweep.seed),
        "clip": np.array(sweep.clip),
    }
    arrays.write(folder.samples(kind), content)


@dataclass(frozen=True, eq=False)
class Mistakes:
    """The mistakes that one network was most sure of, the surest first.

    Attributes:
        images: The test images, as it met them, shape (count, height, width, channels).
        labels: Their true classes, int, shape (count,).
        predicted: What it took them for, int, shape (count,).
        confidence: The probability it gave that, from 0 to 1, shape (count,).
    """

    images: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    confidence: np.ndarray

    @classmethod
    def of(cls, answers: Answers, noisy: np.ndarray) -> Self:
        """Choose them; there may be none.

        Args:
            answers: What the network answered.
            noisy: The test images as it met them.
        """
        wrong = np.flatnonzero(~answers.right)
        surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][:MOST]
        return cls(
            noisy[surest],
            answers.labels[surest],
            answers.predicted[surest],
            answers.confidence[surest],
        )


def read_mistakes(folder: PointFolder) -> Mistakes | None:
    """Read a point's mistakes; None if there are none that can be read."""
    known = arrays.read(folder.mistakes, "images", "labels", "predicted", "confidence")
    if known is None or known["images"].ndim != 4:
        return None
    numbers = [known[name] for name in ("labels", "predicted", "confidence")]
    if any(array.shape != known["images"].shape[:1] for array in numbers):
        return None
    if any(array.dtype.kind not in "iuf" for array in known.values()):
        return None
    return Mistakes(known["images"], *numbers)


def write_mistakes(folder: PointFolder, mistakes: Mistakes) -> None:
    """Write a point's mistakes."""
    arrays.write(folder.mistakes, vars(mistakes))
