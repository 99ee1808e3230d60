"""Further test sets of a study: found, read, and checked against its own data."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import counted, nearest
from noiselab.experiment import datasets
from noiselab.experiment.datasets import (
    axes,
    class_labels,
    picture_changes,
    scaling,
    sources,
    splitting,
)
from noiselab.experiment.datasets.class_labels import Numbered
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.found import ALL, TEST, Found, Split
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.reading import memory
from noiselab.study.further_sets import reading
from noiselab.study.sweep import Sweep

_MOST_NAMED = 6  # classes that a message lists


@dataclass(frozen=True, eq=False)
class FurtherImages:
    """The images of a further test set.

    Attributes:
        images: float32 in [0, 1], shape (count, height, width, channels), as those of
            the study's own data.
        labels: Classes, int64, shape (count,), numbered as those of that data.
    """

    images: np.ndarray
    labels: np.ndarray

    @property
    def digest(self) -> str:
        """SHA-256 of both arrays, including their shapes and types."""
        total = hashlib.sha256()
        for array in (self.images, self.labels):
            total.update(repr((array.shape, array.dtype.str)).encode())
            total.update(np.ascontiguousarray(array).data)
        return total.hexdigest()


@dataclass(frozen=True)
class Place:
    """Where a further test set was found.

    Attributes:
        path: Its absolute path; empty for a set that comes with a library.
        digest: `FurtherImages.digest`, as it was checked.
    """

    path: str
    digest: str


def checked(
    sweep: Sweep,
    clean: Dataset,
    data_dir: Path | None = None,
    beside: tuple[Path, ...] = (),
    fetch: bool = True,
) -> dict[str, Place]:
    """Find a study's further test sets, and check that its networks can be tested.

    Args:
        sweep: The study's sweep.
        clean: Its own data.
        data_dir: As for `datasets.load`.
        beside: More folders that a relative path may start from.
        fetch: Whether a set that has a name may be downloaded.

    Returns:
        Where each was found, by its name.

    Raises:
        DataError: If one is not there, cannot be read, or does not fit; one line says
            which, and what would do.
    """
    places: dict[str, Place] = {}
    for name, given in sweep.test.sets.items():
        try:
            found = datasets.find(given.path, data_dir, beside, fetch=fetch)
        except DataError as error:
            raise DataError(f"test.sets.{name}", str(error)) from None
        path = str(found.absolute()) if found else ""
        images = read(sweep, clean, name, path)
        digest = images.digest
        if _is_own(images, clean):
            problem = (
                "holds the study's own test images, which every network is tested on"
            )
            raise DataError(f"test.sets.{name}", f"{problem} already; leave it out")
        for other, place in places.items():
            if place.digest == digest:
                problem = f"holds the same images as {other}; leave one of them out"
                raise DataError(f"test.sets.{name}", problem)
        places[name] = Place(path, digest)
    return places


def _is_own(further: FurtherImages, clean: Dataset) -> bool:
    """Say whether a set is the study's test images, one after the other."""
    return np.array_equal(further.labels, clean.y_test) and all(
        np.array_equal(further.images[start : start + 1000], own)
        for start in range(0, len(clean.y_test), 1000)
        if (own := clean.x_test[start : start + 1000]) is not None
    )


def read(sweep: Sweep, clean: Dataset, name: str, path: str) -> FurtherImages:
    """Read a further test set, as images that a study's networks take.

    Args:
        sweep: The study's sweep.
        clean: Its own data.
        name: The set's name in the sweep.
        path: Where it was found; empty for a set that comes with a library.

    Raises:
        DataError: If it cannot be read, or has another shape or other classes.
    """
    given = sweep.test.sets[name]
    options = Options.of(reading(sweep.data, given.data))
    where = path or given.path
    try:
        found = sources.read(given.path, Path(path) if path else None, options)
        if found.classes is not None and "labels" not in given.data:
            options = replace(options, labels=None)  # the format says them itself
        images, labels = _made(where, found, options, clean)
        _check_shape(where, images.shape[1:], clean.image_shape)
        _check_classes(where, labels, clean)
    except DataError as error:
        asked = error.problem.replace("`data: {", f"`{name}: {{path: {given.path}, ")
        problem = asked.replace("`data: ", "`")
        raise DataError(f"test.sets.{name}", f"{error.where}: {problem}") from None
    return FurtherImages(images, labels)


def _made(
    where: str, found: Found, options: Options, clean: Dataset
) -> tuple[np.ndarray, np.ndarray]:
    """Make images and classes of what was found."""
    split = _tested(where, found)
    order = options.axes or found.axes
    stored = axes.ordered(where, "x", split.images, order, options.shape)
    white = found.white if options.white is None else options.white
    span = scaling.spans(where, {"x": stored}, white, options.black)["x"]
    given = {"y": split.labels}
    numbered = class_labels.numbered(where, given, options.labels, found.labels_from)
    labels = _as_in_study(where, numbered, found, options, clean)
    if len(stored) != len(labels):
        counts = counted(len(stored), "image"), counted(len(labels), "label")
        raise DataError(where, f"holds {counts[0]}, but {counts[1]}")
    if options.limit:
        chosen = splitting.first_of_each(labels, options.limit)
        stored, labels = stored[chosen], labels[chosen]
    memory.check(Path(where), stored.size * 4, "its images")
    if stored.ndim == 3:
        stored = stored[..., np.newaxis]
    images = scaling.scaled(stored, span)
    if found.transposed if options.transpose is None else options.transpose:
        images = images.swapaxes(1, 2)
    rest = replace(options, transpose=None)
    images = picture_changes.changed(where, "x", images, rest)
    return images, np.ascontiguousarray(labels, np.int64)


def _tested(where: str, found: Found) -> Split:
    """Choose the images to test with: those of testing, or all where nothing says."""
    for name in (TEST, ALL):
        if name in found.splits:
            return found.splits[name]
    held = " and ".join(found.splits)
    raise DataError(where, f"has {held} images and no test images; name those alone")


def _as_in_study(
    where: str, numbered: Numbered, found: Found, options: Options, clean: Dataset
) -> np.ndarray:
    """Number classes as the study's data do: by their names, where these are known."""
    labels = numbered.labels["y"].astype(np.int64)
    if options.labels is not None and options.labels.mapping is not None:
        return labels
    told = numbered.names or found.classes or ()
    names = [" ".join(str(name).split()) for name in told]
    known = {name: number for number, name in enumerate(clean.class_names)}
    if not known and all(map(str.isdigit, names)):
        known = {name: int(name) - found.labels_from for name in names}
    if not names and known and all(map(str.isdigit, known)) and _is_plain(options):
        held = np.unique(labels)
        names = [str(label) for label in range(int(held[-1]) + 1)]
    if not names:
        return labels
    held = np.unique(labels)
    if int(held[0]) < 0 or int(held[-1]) >= len(names):
        problem = f"names {counted(len(names), 'class', 'classes')}"
        raise DataError(where, f"{problem}, but holds the label {held[-1]}")
    if not known:
        listed = _listed(names[label] for label in held)
        raise DataError(
            where,
            f"calls its classes {listed}, and those of the study's data have no names; "
            f"write the number of each: `data: {{labels: {{{names[held[0]]}: 0, …}}}}`",
        )
    numbers = np.full(len(names), -1)
    for label in held:
        if names[label] not in known:
            raise DataError(
                where,
                f"holds the class {names[label]}, which the study's data does not"
                f"{nearest(names[label], known)}; if it is one of those, write the "
                f"number of each: `data: {{labels: {{{names[label]}: 0, …}}}}`",
            )
        numbers[label] = known[names[label]]
    return numbers[labels]


def _is_plain(options: Options) -> bool:
    """Say whether labels are taken as they are stored."""
    told = options.labels
    return told is None or (told.first is None and not told.one_hot)


def _check_shape(where: str, shape: Sequence[int], own: Sequence[int]) -> None:
    if tuple(shape) == tuple(own):
        return
    words = ("x".join(map(str, each)) for each in (shape, own))
    way = ", ".join(_ways(shape, own))
    hint = f"; write `data: {{{way}}}`" if way else ""
    raise DataError(
        where, f"has images of {next(words)}, and the networks take {next(words)}{hint}"
    )


def _ways(shape: Sequence[int], own: Sequence[int]) -> Iterator[str]:
    """Say which keys would make images of the study's shape; none if none does."""
    if shape[2] != own[2]:
        if (shape[2], own[2]) != (3, 1):
            return
        yield "grey: true"
    if tuple(shape[:2]) != tuple(own[:2]):
        yield f"size: [{own[0]}, {own[1]}]"


def _check_classes(where: str, labels: np.ndarray, clean: Dataset) -> None:
    """Refuse labels that the study's data has not, and too few of them."""
    classes, held = clean.classes, np.unique(labels)
    others = held[(held < 0) | (held >= classes)]
    if len(others):
        way = "; leave images of other classes out"
        if held[0] >= 1 and held[-1] == classes:
            way = "; if it counts classes from 1, write `data: {labels: {from: 1}}`"
        raise DataError(
            where,
            f"holds class {others[0]}, but the classes of the study's data are 0 to "
            f"{classes - 1}{way}",
        )
    lacking = np.setdiff1d(clean.y_test, held)
    if len(lacking):
        listed = _listed(map(str, lacking))
        raise DataError(
            where,
            f"holds {len(held)} of {classes} classes, and no image of class {listed}, "
            "which the study's test images show, so accuracies would be of other "
            "classes; a set with all of them would do",
        )


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    first = [*names]
    more = ", …" if len(first) > _MOST_NAMED else ""
    return ", ".join(first[:_MOST_NAMED]) + more


def as_parameters(places: Mapping[str, Place]) -> dict[str, list[str]]:
    """Give places as plain values, for a kernel."""
    return {name: [place.path, place.digest] for name, place in places.items()}
