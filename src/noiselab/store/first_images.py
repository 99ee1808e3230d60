"""The first training images of each class, kept with a study: how its data look."""

from dataclasses import dataclass

import numpy as np

from noiselab.common.folders import SweepFolder
from noiselab.experiment.datasets import Dataset
from noiselab.store import arrays, fingerprint

MOST_CLASSES = 40
MOST_IMAGES = 10  # of a class
MOST_BYTES = 2_000_000  # of all of them


@dataclass(frozen=True, eq=False)
class FirstImages:
    """A few training images of each class.

    Attributes:
        data: Digest of their data set, as in a fingerprint.
        classes: How many classes that has; images are of the first `MOST_CLASSES`.
        images: uint8 from black, 0, to white, 255, shape (count, height, width,
            channels); what lies beyond is black or white.
        labels: Their classes, shape (count,).
    """

    data: str
    classes: int
    images: np.ndarray
    labels: np.ndarray


def of(data: Dataset) -> FirstImages:
    """Choose the first training images of each class, fewer where they are large."""
    classes = min(data.classes, MOST_CLASSES)
    size = data.x_train[0].size * classes
    most = min(MOST_IMAGES, max(1, MOST_BYTES // size))
    places = np.concatenate(
        [np.flatnonzero(data.y_train == label)[:most] for label in range(classes)]
    )
    chosen = np.clip(data.x_train[places], 0, 1)
    return FirstImages(
        fingerprint.of_data(data.digest),
        data.classes,
        (255 * chosen).round().astype(np.uint8),
        data.y_train[places],
    )


def write(folder: SweepFolder, first: FirstImages) -> None:
    """Write them into a study's folder.

    Raises:
        OSError: If they cannot be written.
    """
    content = {name: np.array(value) for name, value in vars(first).items()}
    arrays.write(folder.first_images, content)


def read(folder: SweepFolder) -> FirstImages | None:
    """Read those of a study; None if there are none that can be read."""
    names = ("data", "classes", "images", "labels")
    stored = arrays.read(folder.first_images, *names)
    if stored is None:
        return None
    images, labels = stored["images"], stored["labels"]
    is_of_images = (
        images.ndim == 4 and images.dtype == np.uint8 and 0 not in images.shape
    )
    is_of_labels = labels.shape == images.shape[:1] and labels.dtype.kind in "iu"
    if not is_of_images or not is_of_labels or labels.min() < 0:
        return None
    try:
        return FirstImages(str(stored["data"]), int(stored["classes"]), images, labels)
    except (TypeError, ValueError):
        return None
