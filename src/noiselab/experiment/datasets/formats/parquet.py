"""Parquet files as the Hugging Face hub has them: a column of images, one of labels."""

import importlib.util
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import (
    ALL,
    LAST,
    NOTHING_SAID,
    Found,
    Split,
    Wanted,
    by_split,
)
from noiselab.experiment.datasets.reading import names, pictures, room, siblings
from noiselab.experiment.datasets.reading.pictures import Source
from noiselab.experiment.datasets.reading.readable import readable

MAGIC = b"PAR1"
_AT_ONCE = 500  # rows
# Source: Hugging Face, datasets, `Features.arrow_schema`: JSON in the file's metadata
_FEATURES = b"huggingface"
_PART = re.compile(r"(.*?)(\d+)-of-(\d+)")


def detects(path: Path) -> bool:
    """Say whether this is a Parquet file, or a folder that holds some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read the images and labels of all parts, as `train-00000-of-00002.parquet`.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says; `column` names the labels where there are several.

    Raises:
        DataError: If pyarrow is not installed, a file cannot be read, or holds no
            images with labels.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise DataError(
            str(path),
            "is Parquet, which is read with pyarrow, and that is not installed; type "
            f'{sys.executable} -m pip install "pyarrow"',
        )
    with readable(path, "Parquet file"):
        files = siblings.belonging(path, _is_one)
        _check_whole(path, files)
        parts: dict[str, list[Path]] = {}
        for file in files:
            parts.setdefault(names.of_file(file.name).split or ALL, []).append(file)
        parts = by_split(parts)
        opened = {file: _Part(file, wanted) for file in files}
        room.check(path, sum(part.size for part in opened.values()), "its columns")
        made, whites = {}, set()
        for split, of_split in parts.items():
            some = [opened[file] for file in of_split]
            labels: list[Any] = []
            rows = sum(part.rows for part in some)
            sources = (source for part in some for source in part.sources(labels))
            images, white = pictures.decoded(path, sources, rows, wanted)
            made[split] = Split(images, _array(path, labels))
            whites.add(white)
        first = opened[files[0]]
        return Found(
            "Parquet",
            made,
            first.classes,
            white=max(whites),
            axes=LAST,
            files=tuple(files),
            is_slow=True,
        )


def _check_whole(path: Path, files: list[Path]) -> None:
    """Refuse files that say how many parts there are, if one of these is not there."""
    there: defaultdict[tuple[Path, str, int], set[int]] = defaultdict(set)
    for file in files:
        if part := _PART.match(file.name):
            before, number, count = part.groups()
            there[file.parent, before, int(count)].add(int(number))
    for (folder, before, count), numbers in there.items():
        if len(numbers) < count:
            missing = next(at for at in range(count) if at not in numbers)
            raise DataError(
                str(path),
                f"lacks part {missing} of {count}, {before}{missing:05}-of-{count:05}; "
                f"fetch it, and name the folder {folder}",
            )


class _Part:
    """A file, of which only the footer was read."""

    def __init__(self, file: Path, wanted: Wanted):
        from pyarrow import parquet

        self.file = file
        with readable(file, "Parquet file"), parquet.ParquetFile(file) as opened:
            schema, metadata = opened.schema_arrow, opened.metadata
            self.image = _image_column(file, schema)
            self.label = _label_column(file, schema, self.image, wanted)
            self.classes = _classes(schema, self.label)
            self.rows = metadata.num_rows
            groups = range(metadata.num_row_groups)
            self.size = sum(metadata.row_group(g).total_byte_size for g in groups)

    def sources(self, labels: list[Any]) -> Iterator[Source]:
        """Give the images one by one, and add their labels to a list."""
        from pyarrow import parquet

        columns, row = [self.image, self.label], 0
        file = self.file
        with readable(file, "Parquet file"), parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(_AT_ONCE, columns=columns):
                labels += batch.column(self.label).to_pylist()
                for value in batch.column(self.image).to_pylist():
                    content = value["bytes"] if isinstance(value, dict) else value
                    if content is None:
                        raise DataError(
                            str(file),
                            f"row {row} of {self.image} holds no bytes of an image; a "
                            "file that only names images cannot be read",
                        )
                    yield Source(f"row {row} of {self.image}", io.BytesIO(content))
                    row += 1


def _image_column(file: Path, schema: Any) -> str:
    import pyarrow as pa

    found = []
    for field in schema:
        kind = field.type
        if pa.types.is_struct(kind):
            inner = {kind.field(i).name for i in range(kind.num_fields)}
            if "bytes" in inner:
                found.append(field.name)
        elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            found.append(field.name)
    if len(found) != 1:
        listed = ", ".join(schema.names[:12])
        raise DataError(
            str(file),
            f"holds {len(found)} columns of images among {listed}; one is needed, with "
            "the bytes of an image such as PNG in each row",
        )
    return found[0]


def _label_column(file: Path, schema: Any, image: str, wanted: Wanted) -> str:
    if wanted.column is not None:
        chosen = wanted.column
        if isinstance(chosen, int) and -len(schema.names) <= chosen < len(schema.names):
            chosen = schema.names[chosen]
        if chosen in schema.names:
            return str(chosen)
        listed = ", ".join(schema.names[:12])
        raise DataError(str(file), f"has no column {chosen!r}; there are {listed}")
    found = [x for x in schema.names if names.meaning(x).content == names.LABELS]
    if len(found) != 1:
        others = [x for x in schema.names[:12] if x != image] or schema.names
        listed = ", ".join(found or others)
        kind = "the columns of labels" if found else "no column of labels among"
        raise DataError(
            str(file),
            f"holds {kind} {listed}; name one, such as `data: {{labels: {{column: "
            f"{(found or others)[0]}}}}}`",
        )
    return found[0]


def _classes(schema: Any, label: str) -> tuple[str, ...] | None:
    try:
        said = json.loads((schema.metadata or {})[_FEATURES])
        listed = said["info"]["features"][label]["names"]
    except (KeyError, ValueError, TypeError):
        return None
    return tuple(map(str, listed)) if isinstance(listed, list) else None


def _array(path: Path, labels: list[Any]) -> np.ndarray:
    absent = [at for at, label in enumerate(labels) if label is None]
    if absent:
        raise DataError(str(path), f"row {absent[0]} has no label; take it out")
    if len({type(label) for label in labels}) > 1:
        raise DataError(str(path), "holds labels of several types; write all alike")
    return np.asarray(labels)


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
