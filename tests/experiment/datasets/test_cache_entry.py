import json

import numpy as np
import pytest

from noiselab.experiment.datasets import cache_entry, source_files
from noiselab.experiment.datasets.cache_entry import Origin
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.parts import Parts
from noiselab.experiment.datasets.scaling import Span

IMAGES = np.random.default_rng(0).integers(0, 256, (8, 4, 5, 1), dtype=np.uint8)


@pytest.fixture
def source(tmp_path):
    """The file that a data set was read from."""
    (tmp_path / "own.npz").touch()
    return tmp_path / "own.npz"


@pytest.fixture
def entry(tmp_path, source):
    """Writes an entry of a cache; gives its folder."""

    def write(name="entry", asked="x", **said):
        folder = tmp_path / "cache" / name
        folder.mkdir(parents=True)
        both = {"x_train": IMAGES, "x_test": IMAGES[:3]}
        labels = {"y_train": np.arange(8) % 2, "y_test": np.arange(3) % 2}
        spans = dict.fromkeys(both, Span(0, 255))
        made = Parts("own", both, spans, labels, Options.of(said), ("a", "b"), ("c",))
        state, last = source_files.state([source])
        sources = ([str(source)], state, last + 2 * source_files.COARSE)
        origin = Origin(str(source), asked)
        cache_entry.write(folder, made, origin, sources, lambda what, share: None)
        return folder, made.made()

    return write


def test_what_was_written_is_read(entry):
    folder, made = entry()
    data = cache_entry.read(folder, "own.npz")
    assert (data.name, data.class_names, data.reading) == (
        "own.npz",
        ("a", "b"),
        ("c",),
    )
    assert data.kept == folder
    for name, array in made.arrays.items():
        np.testing.assert_array_equal(getattr(data, name), array)
    known, object.__getattribute__(data, "__dict__")["known_digest"] = data.digest, ""
    assert data.digest == known


@pytest.mark.parametrize("damage", ["note", "cut", "other", "gone", "empty"])
def test_what_was_damaged_is_not_read(damage, entry):
    folder, _ = entry()
    if damage == "note":
        (folder / "data.json").write_text("{}")
    elif damage == "empty":
        (folder / "data.json").write_text("")
    elif damage == "cut":
        (folder / "x_test").write_bytes(b"")
    elif damage == "other":
        (folder / "x_test").write_bytes(bytes(60))
    else:
        (folder / "y_train").unlink()
    assert cache_entry.read(folder, "own.npz") is None


def test_it_counts_until_its_source_changes(entry, source):
    folder, _ = entry()
    origin = Origin(str(source), "x")
    assert cache_entry.is_of_today(folder, origin)
    assert not cache_entry.is_of_today(folder, Origin(str(source), "x", False))
    source.write_text("new")
    assert not cache_entry.is_of_today(folder, origin)
    assert not cache_entry.is_of_today(folder / "none", origin)


def test_what_changed_as_it_was_read_is_not_trusted(entry, source):
    folder, _ = entry()
    note = json.loads((folder / "data.json").read_text())
    note["began"] = source_files.state([source])[1] + 1
    (folder / "data.json").write_text(json.dumps(note))
    assert not cache_entry.is_of_today(folder, Origin(str(source), "x"))


def test_entries_that_nobody_needs_are_known_and_removed(entry, source):
    old, other, new = (entry(name, asked)[0] for name, asked in ["ax", "by", "cx"])
    origin = Origin(str(source), "x")
    assert [*cache_entry.outdated(new.parent, origin, "c")] == [old]
    cache_entry.remove(old)
    source.unlink()
    assert {*cache_entry.outdated(new.parent, origin, "c")} == {other}
    assert not old.exists()
