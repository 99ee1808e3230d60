"""The images that a report shows, kept when cross tests have them at hand.

So a report draws no noise, which would run the study's plugin for a kind of its own.
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

MOST = 10  # images side by side


@dataclass(frozen=True, eq=False)
class Samples:
    """The same few test images at every level of one noise kind.

    Attributes:
        labels: Their classes.
        images: For each level, float32, shape (count, height, width, channels).
        snr_db: For each level, over all test images, in dB; infinite without noise.
        yardstick: For each level, `measures.nearest_mean_accuracy` on all test images.
        training: Number of training images of each class; empty in studies of earlier
            versions.
    """

    labels: tuple[int, ...]
    images: dict[float, np.ndarray]
    snr_db: dict[float, float]
    yardstick: dict[float, float]
    training: tuple[int, ...] = ()

    @classmethod
    def none_yet(cls, clean: Dataset) -> Self:
        """Choose the images, without any level: the first of each of up to ten classes.

        Args:
            clean: The study's data.
        """
        labels = tuple(clean.y_test[_chosen(clean)].tolist())
        return cls(labels, {}, {}, {}, _training(clean))

    def are_of(self, clean: Dataset) -> bool:
        """Say whether they fit this data, by their classes and their size."""
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
        accuracy = measures.nearest_mean_accuracy(
            clean.x_train, clean.y_train, noisy, clean.y_test
        )
        return replace(
            self,
            images=self.images | {level: noisy[_chosen(clean)]},
            snr_db=self.snr_db | {level: measures.snr_db(clean.x_test, noisy)},
            yardstick=self.yardstick | {level: accuracy},
            training=_training(clean),
        )

    def at(self, levels: tuple[float, ...]) -> Self:
        """Leave out all levels but these, and sort them."""
        chosen = sorted(set(levels) & self.images.keys())
        return replace(
            self,
            images={level: self.images[level] for level in chosen},
            snr_db={level: self.snr_db[level] for level in chosen},
            yardstick={level: self.yardstick[level] for level in chosen},
        )


def _training(clean: Dataset) -> tuple[int, ...]:
    """Count the training images of each class."""
    return tuple(np.bincount(clean.y_train, minlength=clean.classes).tolist())


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
        The samples; None if there are none that can be read, or their noise has another
        seed or repeat, or was clipped differently.
    """
    names = ("labels", "levels", "images", "snr_db", "yardstick", "seed", "clip")
    stored = arrays.read(folder.samples(kind), *names)
    counted = arrays.read(folder.samples(kind), "training")
    try:
        if stored is None or int(stored["seed"]) != sweep.seed:
            return None
        if bool(stored["clip"]) != sweep.clip:
            return None
        if _repeat(folder, kind) != sweep.first_repeat:
            return None
        levels = [float(level) for level in stored["levels"]]
        labels = tuple(int(label) for label in stored["labels"])
        images = stored["images"].astype(np.float32)
        if images.ndim != 5 or images.shape[:2] != (len(levels), len(labels)):
            return None
        return Samples(
            labels,
            dict(zip(levels, images, strict=True)),
            dict(zip(levels, stored["snr_db"].astype(float).tolist(), strict=True)),
            dict(zip(levels, stored["yardstick"].astype(float).tolist(), strict=True)),
            tuple(map(int, counted["training"])) if counted else (),
        )
    except (TypeError, ValueError, OverflowError):
        return None


def _repeat(folder: SweepFolder, kind: str) -> int:
    """Give the repeat that samples are of: 0 where that was not recorded yet."""
    stored = arrays.read(folder.samples(kind), "repeat")
    return 0 if stored is None else int(stored["repeat"])


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
        "training": np.array(samples.training, dtype=np.int64),
        "seed": np.array(sweep.seed),
        "clip": np.array(sweep.clip),
        "repeat": np.array(sweep.first_repeat),
    }
    arrays.write(folder.samples(kind), content)


@dataclass(frozen=True, eq=False)
class Mistakes:
    """The mistakes that one network was most confident in, most confident first.

    Attributes:
        images: The noisy test images, shape (count, height, width, channels).
        labels: Their true classes, int, shape (count,).
        predicted: The predicted classes, int, shape (count,).
        confidence: Their probabilities, from 0 to 1, shape (count,).
    """

    images: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    confidence: np.ndarray

    @classmethod
    def of(cls, answers: Answers, noisy: np.ndarray) -> Self:
        """Choose the mistakes; there may be none.

        Args:
            answers: What the network answered.
            noisy: The noisy test images.
        """
        wrong = np.flatnonzero(~answers.right & np.isfinite(answers.confidence))
        most_confident = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][
            :MOST
        ]
        return cls(
            noisy[most_confident],
            answers.labels[most_confident],
            answers.predicted[most_confident],
            answers.confidence[most_confident],
        )


def read_mistakes(folder: PointFolder) -> Mistakes | None:
    """Read a point's mistakes; None if there are none that can be read."""
    stored = arrays.read(folder.mistakes, "images", "labels", "predicted", "confidence")
    if stored is None or stored["images"].ndim != 4:
        return None
    numbers = [stored[name] for name in ("labels", "predicted", "confidence")]
    if any(array.shape != stored["images"].shape[:1] for array in numbers):
        return None
    if any(array.dtype.kind not in "iuf" for array in stored.values()):
        return None
    return Mistakes(stored["images"], *numbers)


def write_mistakes(folder: PointFolder, mistakes: Mistakes) -> None:
    """Write a point's mistakes."""
    arrays.write(folder.mistakes, vars(mistakes))
