"""Which data sets are found here, what is in them, and what is doubtful about them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from noiselab.analysis import data_faults
from noiselab.common import user_paths
from noiselab.common.errors import DataError, NoiselabError, OptionError
from noiselab.common.user_paths import DATA_DIR
from noiselab.common.words import counted, nearest, shown
from noiselab.experiment import datasets
from noiselab.experiment.datasets import Dataset, finding, sources
from noiselab.store import data_facts, fingerprint
from noiselab.store.data_facts import DataFacts, OfPart
from noiselab.study import changes as changing
from noiselab.study import names

_BUNDLED = "comes with scikit-learn"
_LISTED = ("*.npz",)  # files of the user's own that are listed unasked
_MOST_CLASSES = 20  # that are counted one by one
_GREYS = " .:-=+*#%@"  # from black to white
_WIDEST = 64  # pixels of an image that is printed


def describe(
    asked: Sequence[str],
    data_dir: Path | None,
    changes: Sequence[str] = (),
    out: Path | None = None,
) -> None:
    """Print what is known of data sets; nothing is downloaded.

    Args:
        asked: Names or paths of data sets, described in several lines each; if there
            is none, all that are found have a line each.
        data_dir: The folder to look in first; None for what the environment names.
        changes: `data.KEY=VALUE` texts that say how they are read.
        out: A folder to write a page and a sheet of images of each to.

    Raises:
        DataError: If one of `asked` is not here, or cannot be used.
        OptionError: If a change is none of `data`.
    """
    fields: dict[str, dict] = {}
    for change in changes:
        if not changing.key_of(change).startswith("data."):
            raise OptionError("changes", "data takes only keys of data: data.white=16")
        changing.apply(fields, change, ())
    for name in asked:
        if not finding.is_known(name):
            known = f"{', '.join(datasets.NAMES)}, or {finding.PATH}"
            close = finding.as_path(name) or nearest(name, datasets.NAMES)
            problem = f"no data set of that name{close}; available: {known}"
            raise DataError(shown(name), problem)
        path, data = _load(name, data_dir, fields.get("data", {}))
        facts = data_facts.of(data)
        lines = [*_described(path, data, facts)]
        print("\n".join(lines))
        if out:
            from noiselab.report import data_page

            print(f"{'page':9} {data_page.write(data, facts, lines, out)}")
    if not asked:
        for name in _found(data_dir):
            print(f"{Path(name).name:14} {_in_a_line(name, data_dir)}")


def _load(
    name: str, data_dir: Path | None, data_options: dict
) -> tuple[Path | None, Dataset]:
    path = datasets.find(name, data_dir, fetch=False)
    is_named = path is None or sources.has_name(name)
    folder = finding.folder_of(name, path) if path else None
    asked = name if is_named else str(path)
    return path, datasets.load(asked, folder, fetch=False, **data_options)


def _found(data_dir: Path | None) -> Iterator[str]:
    """Give the name or the path of each data set that may be here."""
    given = data_dir or os.environ.get(DATA_DIR)
    folders = [Path(), *([user_paths.of_user(given)] if given else [])]
    yield from datasets.NAMES
    paths = {
        path.absolute(): str(path)
        for folder in folders
        for pattern in _LISTED
        for path in sorted(folder.glob(pattern))
        if path.stem not in datasets.NAMES
    }
    yield from paths.values()


def _in_a_line(name: str, data_dir: Path | None) -> str:
    try:
        datasets.find(name, data_dir, fetch=False)
    except NoiselabError:
        return f"not on this machine; `data {name}` says how to get it"
    try:
        path, data = _load(name, data_dir, {})
    except NoiselabError as error:
        return f"cannot be used: {getattr(error, 'problem', error)}"
    where = str(path) if path else _BUNDLED
    return f"{_images(data)}, {_classes(data)}, digest {_digest(data)}, {where}"


def _described(path: Path | None, data: Dataset, facts: DataFacts) -> Iterator[str]:
    yield f"{'name':9} {data.name}"
    yield f"{'where':9} {path.absolute() if path else _BUNDLED}"
    if data.reading:
        yield f"{'read as':9} {'; '.join(data.reading)}"
    yield f"{'images':9} {_images(data)}"
    yield f"{'classes':9} {_classes(data)}"
    parts = {"training": facts.training, "test": facts.test}
    for words, part in parts.items():
        yield f"{words:9} {_of_each_class(data, part)}"
    low = min(part.lowest for part in parts.values())
    high = max(part.highest for part in parts.values())
    yield f"{'values':9} from {low:g} to {high:g}, where black is 0 and white 1"
    yield f"{'digest':9} {_digest(data)}, as `data` in a fingerprint"
    for sentence in data_faults.warnings(facts, data.class_names):
        yield f"{'warning':9} {sentence}"
    for sentence in data_faults.remarks(facts):
        yield f"{'remark':9} {sentence}"
    yield from _first_image(data)


def _images(data: Dataset) -> str:
    height, width, channels = data.image_shape
    size = f"{height}x{width}, {counted(channels, 'channel')}"
    return f"{len(data.x_train)} training and {len(data.x_test)} test images ({size})"


def _classes(data: Dataset) -> str:
    return counted(data.classes, "class", "classes")


def _of_each_class(data: Dataset, part: OfPart) -> str:
    """Say how many images each class has; of many classes, the least and the most."""
    if len(part.classes) > _MOST_CLASSES:
        return f"{min(part.classes)} to {max(part.classes)} images of each class"
    listed = ", ".join(
        f"{names.class_name(label, data.class_names)}: {count} "
        f"({count / part.count:.1%})"
        for label, count in enumerate(part.classes)
    )
    return f"images of each class: {listed}"


def _first_image(data: Dataset) -> Iterator[str]:
    """Draw the first training image with letters, brighter ones for brighter pixels."""
    label = int(data.y_train[0])
    name = names.class_name(label, data.class_names)
    named = "" if name == str(label) else f" ({name})"
    yield f"{'first':9} training image, class {label}{named}"
    image = data.x_train[0].mean(axis=-1)
    step = -(-max(image.shape) // _WIDEST)
    for row in image[::step, ::step]:
        places = (row * (len(_GREYS) - 1)).round().astype(int)
        yield f"{'':9} {''.join(_GREYS[place] * 2 for place in places)}".rstrip()


def _digest(data: Dataset) -> str:
    return fingerprint.of_data(data.digest)
