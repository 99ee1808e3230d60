import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import memory, room
from noiselab.experiment.datasets.reading.room import Filled, Room

ARRAY = np.arange(60, dtype=np.uint8).reshape(10, 2, 3)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A room in which everything of more than ten values lies on disk."""
    monkeypatch.setenv(memory.IMAGE_MEMORY, "40")
    with room.opened(Room(tmp_path / "a", lambda: _made(tmp_path / "a"))):
        yield tmp_path / "a"


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def test_without_a_room_all_arrays_lie_in_memory(monkeypatch):
    monkeypatch.setenv(memory.IMAGE_MEMORY, "0")
    assert not room.is_for_disk(10**12)
    assert type(room.empty((3, 4), np.dtype("u1"))) is np.ndarray
    assert type(Filled((3, 4), np.dtype("u1")).array) is np.ndarray


def test_large_arrays_lie_on_disk_and_small_ones_do_not(folder):
    large, small = (room.empty((n, 2), np.dtype("u1")) for n in (6, 5))
    assert isinstance(large, np.memmap)
    assert type(small) is np.ndarray
    assert (folder / "0.stored").stat().st_size == 12


def test_what_is_read_chosen_and_joined_is_as_in_memory(folder):
    stored = room.read(io.BytesIO(ARRAY.tobytes()).read, ARRAY.shape, ARRAY.dtype)
    np.testing.assert_array_equal(stored, ARRAY)
    places = np.array([7, 1, 1, 0])
    np.testing.assert_array_equal(room.taken(ARRAY, places), ARRAY[places])
    np.testing.assert_array_equal(room.joined([stored, ARRAY]), np.vstack([ARRAY] * 2))
    np.testing.assert_array_equal(np.vstack([*room.pieces(stored)]), ARRAY)


def test_fewer_values_than_promised_end_it(folder):
    with pytest.raises(EOFError, match="58 bytes of values are missing"):
        room.read(io.BytesIO(b"ab").read, ARRAY.shape, ARRAY.dtype)


def test_what_neither_memory_nor_disk_holds_is_refused(folder, monkeypatch):
    usage = shutil.disk_usage(folder.parent)._replace(free=50 * 10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    room.check(Path("own"), 40 * 10**9)
    with pytest.raises(DataError, match=r"^own: its arrays would take 60.0 GB, but "):
        room.check(Path("own"), 60 * 10**9)
    with pytest.raises(DataError, match=r"has 50.0 GB left, and the images take 60.0 "):
        room.empty((60 * 10**9,), np.dtype("u1"))
    assert not folder.exists() or not [*folder.iterdir()]


@pytest.mark.parametrize("damage", [None, "note", "length", "shape"])
def test_images_that_were_decoded_are_not_decoded_again(folder, damage, monkeypatch):
    monkeypatch.setattr(room, "TOLD_EVERY", 3)
    monkeypatch.setattr(room, "_OFTEN", -1)
    filled = Filled(ARRAY.shape, ARRAY.dtype)
    assert filled.done == 0
    for place in range(5):
        filled.put(place, ARRAY[place])
    note = folder / "0.json"
    if damage == "note":
        note.write_text("{")
    elif damage == "length":
        (folder / "0.stored").write_bytes(b"")
    elif damage == "shape":
        note.write_text(json.dumps(json.loads(note.read_text()) | {"shape": [1]}))
    with room.opened(Room(folder, lambda: folder)):
        again = Filled(ARRAY.shape, ARRAY.dtype)
    assert again.done == (0 if damage else 3)
    if not damage:
        np.testing.assert_array_equal(again.array[:3], ARRAY[:3])


def test_progress_is_told(tmp_path, monkeypatch):
    told = []
    monkeypatch.setenv(memory.IMAGE_MEMORY, "40")
    space = Room(tmp_path, lambda: tmp_path, lambda what, share: told.append(share))
    with room.opened(space):
        room.read(io.BytesIO(ARRAY.tobytes()).read, ARRAY.shape, ARRAY.dtype)
    assert told == [1.0]
