"""What is counted in a data set, image by image, and kept with a study.

So a report says what is doubtful about its data without having them.
"""

import hashlib
from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.experiment.datasets import Dataset
from noiselab.store import fingerprint, first_images

SCHEMA = 1
BINS = 10  # of the histogram, from black to white
_AT_ONCE = 1024  # images, so that a set that lies in a file is not held whole


class OfPart(BaseModel):
    """What is counted in the training images, or in the test images.

    Attributes:
        classes: Number of images of each class.
        repeated: Images that came before among them.
        constant: Images that are of one value all over.
        is_sorted: Whether their labels are in order.
        lowest, highest: The ends of their values.
        histogram: Shares of their pixels in `BINS` equal spans from black, 0, to white,
            1; what lies beyond is in the outer ones.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    classes: list[int]
    repeated: int
    constant: int
    is_sorted: bool
    lowest: float
    highest: float
    histogram: list[float] = Field(min_length=BINS, max_length=BINS)

    @property
    def count(self) -> int:
        """Number of images."""
        return sum(self.classes)


class DataFacts(BaseModel):
    """What is counted in a data set.

    Attributes:
        schema_: The schema of this record.
        data: Its digest, as in a fingerprint.
        reading: How it was read, a phrase for each choice.
        training, test: What is counted in either part.
        leaked: Test images that are training images, too.
        leaked_otherwise: How many of these have another class there.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    schema_: int = Field(SCHEMA, alias="schema")
    data: str
    reading: list[str]
    training: OfPart
    test: OfPart
    leaked: int
    leaked_otherwise: int

    @property
    def lacking(self) -> list[int]:
        """The classes without a test image."""
        return [number for number, count in enumerate(self.test.classes) if not count]


def of(data: Dataset) -> DataFacts:
    """Count what is worth knowing about a data set."""
    training, training_marks = _counted(data.x_train, data.y_train, data.classes)
    test, test_marks = _counted(data.x_test, data.y_test, data.classes)
    known = dict(zip(training_marks, data.y_train.tolist(), strict=True))
    both = [
        (known[mark], label)
        for mark, label in zip(test_marks, data.y_test.tolist(), strict=True)
        if mark in known
    ]
    return DataFacts(
        schema=SCHEMA,
        data=fingerprint.of_data(data.digest),
        reading=[*data.reading],
        training=training,
        test=test,
        leaked=len(both),
        leaked_otherwise=sum(there != here for there, here in both),
    )


def _counted(
    images: np.ndarray, labels: np.ndarray, classes: int
) -> tuple[OfPart, list[bytes]]:
    """Count one part; gives a mark of each image, too, the same for equal ones."""
    marks: list[bytes] = []
    constant, ends = 0, []
    pixels = np.zeros(BINS, np.int64)
    for start in range(0, len(images), _AT_ONCE):
        block = np.ascontiguousarray(images[start : start + _AT_ONCE])
        marks += _marks(block)
        flat = block.reshape(len(block), -1)
        lowest, highest = flat.min(axis=1), flat.max(axis=1)
        constant += int((lowest == highest).sum())
        ends += [float(lowest.min()), float(highest.max())]
        spans = np.clip((flat * BINS).astype(np.int16), 0, BINS - 1)
        pixels += np.bincount(spans.ravel(), minlength=BINS)
    made = OfPart(
        classes=np.bincount(labels, minlength=classes).tolist(),
        repeated=len(marks) - len({*marks}),
        constant=constant,
        is_sorted=_is_sorted(labels),
        lowest=min(ends),
        highest=max(ends),
        histogram=(pixels / pixels.sum()).tolist(),
    )
    return made, marks


def _marks(images: np.ndarray) -> Iterator[bytes]:
    return (hashlib.blake2b(image.data, digest_size=16).digest() for image in images)


def _is_sorted(labels: np.ndarray) -> bool:
    return len({*labels.tolist()}) > 1 and bool((np.diff(labels) >= 0).all())


def keep(folder: SweepFolder, data: Dataset) -> None:
    """Write what is counted in a study's data into its folder, and its first images.

    What is there of the same data stays.

    Raises:
        OSError: If it cannot be written.
    """
    digest = fingerprint.of_data(data.digest)
    counted, shown = read(folder), first_images.read(folder)
    if counted is None or counted.data != digest:
        write(folder, of(data))
    if shown is None or shown.data != digest:
        first_images.write(folder, first_images.of(data))


def write(folder: SweepFolder, facts: DataFacts) -> None:
    """Write what was counted into a study's folder."""
    files.write(
        folder.data_facts, facts.model_dump_json(by_alias=True, indent=1) + "\n"
    )


def read(folder: SweepFolder) -> DataFacts | None:
    """Read what was counted in a study's data; None if that was not kept."""
    try:
        known = DataFacts.model_validate_json(folder.data_facts.read_bytes())
    except (OSError, ValidationError):
        return None
    return known if known.schema_ == SCHEMA else None
