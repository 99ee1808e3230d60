"""The four arrays of a dataset, made of what was found and what the user says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import counted
from noiselab.experiment.datasets import axes, class_labels, scaling, splitting
from noiselab.experiment.datasets.class_labels import Numbered
from noiselab.experiment.datasets.found import ALL, TEST, TRAIN, VAL, Found, Split
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.parts import ARRAYS, Made, Parts
from noiselab.experiment.datasets.reading import room
from noiselab.experiment.datasets.scaling import Span

__all__ = ["ARRAYS", "Made", "made", "of_four", "parts"]

_DRAWN = "data: {test: {share: 0.2}}"


def of_four(arrays: Mapping[str, np.ndarray], words: str = ".npz") -> Found:
    """Take the four arrays of a file for what was found.

    Args:
        arrays: `ARRAYS`, as stored.
        words: The format in words.
    """
    return Found(
        format=words,
        splits={
            name: Split(arrays[f"x_{name}"], arrays[f"y_{name}"])
            for name in (TRAIN, TEST)
        },
    )


def made(where: str, found: Found, options: Options) -> Made:
    """Make the arrays of a dataset, in memory; `parts` says of what."""
    return parts(where, found, options).made()


def parts(where: str, found: Found, options: Options) -> Parts:
    """Choose and order what the arrays of a dataset are made of.

    Args:
        where: The file, for messages.
        found: The images and labels as stored.
        options: What the user says of them.

    Raises:
        DataError: If they make no dataset that can be trained on, or something has to
            be said that nobody has; one line says what would do.
    """
    splits = _ordered(where, _chosen(where, found, options), found, options)
    white = found.white if options.white is None else options.white
    images = {f"x{name}": split.images for name, split in splits.items()}
    spans = scaling.spans(
        where, images, white, options.black, options.white is not None
    )
    stored = {f"y{name}": split.labels for name, split in splits.items()}
    told, first = options.labels, found.labels_from
    numbered = class_labels.numbered(where, stored, told, first)
    for name in splits:
        _check_counts(where, name, images[f"x{name}"], numbered.labels[f"y{name}"])
    _check_shapes(where, images)
    used = _used(where, images, numbered.labels, options)
    class_labels.check_classes(where, used[TRAIN][1], used[TEST][1])
    labels = {
        f"y_{name}": np.ascontiguousarray(own.astype(np.int64))
        for name, (_, own, _) in used.items()
    }
    return Parts(
        where,
        {f"x_{name}": _with_channels(part[0]) for name, part in used.items()},
        {f"x_{name}": spans[source] for name, (_, _, source) in used.items()},
        labels,
        _turned(found, options),
        _class_names(where, found, options, numbered, labels["y_train"]),
        tuple(_reading(found, options, spans)),
    )


def _with_channels(images: np.ndarray) -> np.ndarray:
    return images if images.ndim == 4 else images[..., np.newaxis]


def _reading(
    found: Found, options: Options, spans: Mapping[str, Span]
) -> Iterator[str]:
    """Say how the arrays were made, a phrase for each choice."""
    yield found.format
    whites = {f"{span.white:g}": name for name, span in spans.items()}
    span = next(iter(spans.values()))
    black = f"black is {span.black:g}, " if span.black else ""
    white = next(iter(whites))
    if len(whites) > 1:
        white = " and ".join(f"{spans[name].white:g} in {name}" for name in spans)
    yield f"{black}white is {white}{'' if span.is_told else ', by the values'}"
    first = found.labels_from if options.labels is None else options.labels.first
    if first:
        yield f"labels from {first}"
    if _turned(found, options).transpose:
        yield "rows and columns exchanged"
    if options.test:
        share, seed = 100 * options.test.share, options.test.seed
        yield f"{share:g}% drawn for testing, seed {seed}"
        for name, split in found.splits.items():
            if split.labels is None:
                bare = counted(len(split.images), f"{name} image")
                yield f"{bare} without labels left out"
    elif VAL in found.splits:
        count = len(found.splits[VAL].images)
        yield f"{counted(count, 'image')} for validation left out"
    if options.limit:
        yield f"the first {options.limit} of each class"


def _chosen(where: str, found: Found, options: Options) -> dict[str, Split]:
    """Choose the parts that are used, by `_train` and `_test`, or '' for all."""
    if options.test:
        labelled = {n: x for n, x in found.splits.items() if x.labels is not None}
        used = labelled or found.splits  # of test images to guess, labels are lacking
        return {f"_{name}": split for name, split in used.items()}
    if not {TRAIN, TEST} <= found.splits.keys():
        held = " and ".join(name for name in found.splits if name != ALL)
        words = (
            f"has {held} images and no test images"
            if held
            else ("has no split into training and test images")
        )
        raise DataError(where, f"{words}; write `{_DRAWN}` to draw a fifth for testing")
    if found.splits[TEST].labels is None and found.splits[TRAIN].labels is not None:
        problem = "has no labels of its test images, so that nothing can be tested"
        raise DataError(
            where, f"{problem}; write `{_DRAWN}` to draw a fifth of the others"
        )
    return {f"_{name}": found.splits[name] for name in (TRAIN, TEST)}


def _ordered(
    where: str, splits: Mapping[str, Split], found: Found, options: Options
) -> dict[str, Split]:
    """Give the axes of all images their order; join the parts that are drawn from."""
    order = options.axes or found.axes
    ready = {
        name: Split(
            axes.ordered(where, f"x{_plain(name)}", split.images, order, options.shape),
            split.labels,
        )
        for name, split in splits.items()
    }
    if not options.test:
        return ready
    if len(ready) == 1:
        return {"": next(iter(ready.values()))}
    _check_shapes(where, {f"x{name}": split.images for name, split in ready.items()})
    kinds = {split.images.dtype for split in ready.values()}
    if len(kinds) > 1 or any(split.labels is None for split in ready.values()):
        raise DataError(
            where,
            "its parts cannot be joined to draw test images from: they hold different "
            "types of numbers, or no labels; leave `data: test` out",
        )
    labels = [split.labels for split in ready.values() if split.labels is not None]
    images = room.joined([split.images for split in ready.values()])
    return {"": Split(images, np.concatenate(labels))}


def _plain(name: str) -> str:
    return "" if name == f"_{ALL}" else name


def _check_counts(
    where: str, name: str, images: np.ndarray, labels: np.ndarray
) -> None:
    if len(images) != len(labels):
        is_last = images.shape[-1] == len(labels)
        way = "; if the last axis counts the images, write `data: {axes: count_last}`"
        raise DataError(
            where,
            f"x{name} holds {counted(len(images), 'image')}, but y{name} holds "
            f"{counted(len(labels), 'label')}{way if is_last else ''}",
        )


def _check_shapes(where: str, images: Mapping[str, np.ndarray]) -> None:
    first, *others = images
    for name in others:
        one, another = images[first].shape[1:], images[name].shape[1:]
        if one != another:
            raise DataError(
                where,
                f"images in {first} have shape {one}, but those in {name} have "
                f"{another}",
            )


_Part = tuple[np.ndarray, np.ndarray, str]


def _used(
    where: str,
    images: Mapping[str, np.ndarray],
    labels: Mapping[str, np.ndarray],
    options: Options,
) -> dict[str, _Part]:
    """Choose the images that are used, and those to test with.

    Returns:
        For `train` and `test`, images, labels, and the array that they come from.
    """
    kept = {}
    for name, array in images.items():
        own = labels[f"y{name[1:]}"]
        if options.limit:
            places = splitting.first_of_each(own, options.limit)
            array, own = room.taken(array, places), own[places]
        kept[name] = (array, own, name)
    if not options.test:
        return {name: kept[f"x_{name}"] for name in (TRAIN, TEST)}
    array, own, source = kept["x"]
    if len(own) and (own.min() < 0 or own.max() > len(own)):
        class_labels.check_classes(where, own, own)
    training, test = splitting.drawn(own, options.test)
    if not len(training) or not len(test):
        share, count = options.test.share, counted(len(own), "image")
        problem = (
            f"a share of {share:g} of {count} leaves none for training or none for "
            f"testing; write another, such as `{_DRAWN}`"
        )
        if options.test.stratified and len(own) and np.bincount(own).max() < 2:
            problem = (
                f"has {count}, each of another class, so none can be drawn for "
                "testing; two or more of a class are needed"
            )
        raise DataError(where, problem)
    return {
        TRAIN: (room.taken(array, training), own[training], source),
        TEST: (room.taken(array, test), own[test], source),
    }


def _turned(found: Found, options: Options) -> Options:
    """Let rows and columns change places where the format says so and no user does."""
    if options.transpose is None and found.transposed:
        return replace(options, transpose=True)
    return options


def _class_names(
    where: str,
    found: Found,
    options: Options,
    numbered: Numbered,
    training: np.ndarray,
) -> tuple[str, ...]:
    """Name the classes: as the user does, or the labels, or else the format."""
    classes = int(training.max()) + 1
    if options.classes is not None:
        if len(options.classes) != classes:
            raise DataError(
                where,
                f"`data: classes` names {len(options.classes)}, and y_train holds "
                f"{counted(classes, 'class', 'classes')}; name each, in the order of "
                "their numbers",
            )
        return options.classes
    own = _tidy(found.classes or ())
    if numbered.names and own and all(name.isdigit() for name in numbered.names):
        places = [int(name) - found.labels_from for name in numbered.names]
        if all(0 <= place < len(own) for place in places):
            return tuple(own[place] for place in places)
    return _tidy(numbered.names) or (own if len(own) == classes else ())


def _tidy(names: Sequence[str]) -> tuple[str, ...]:
    """Write names in a line each; none at all if one is empty, or two are the same."""
    tidy = tuple(" ".join(str(name).split()) for name in names)
    return tidy if all(tidy) and len({*tidy}) == len(tidy) else ()
