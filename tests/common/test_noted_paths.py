import json
import os
import pickle
import shutil
import sqlite3
import zipfile
from contextlib import closing

import numpy as np
import pytest

from noiselab.common import noted_paths

ID, BEGUN = "mlnn--gaussian--0.5--r1", "mlnn~~gaussian--0.5--r1"


@pytest.fixture
def begun(tmp_path):
    """A folder in which a point is prepared."""
    folder = tmp_path / "odd ~~ {name}" / "points" / BEGUN
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def place(begun):
    """Where it belongs."""
    return begun.with_name(ID)


def led(folder, name=ID):
    """Lead what was noted there, and put the folder in its place."""
    noted_paths.lead(folder, name)
    return folder.rename(folder.with_name(name))


TEXTS = [
    "{}",
    "it is in {}.",
    "{}/runs/1",
    "file://{}/mlruns",
    "é {0}\n" * 3,
    "../{0.name}/x",
    "file%3A%2F%2F%2Fx%2Fpoints%2F{0.name}%2Fx",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_names_the_place_afterwards(begun, place, text):
    path = begun / "sub" / "path.txt"
    path.parent.mkdir()
    path.write_text(text.format(begun), encoding="utf-8")
    path.chmod(0o640)
    os.utime(path, (1e9, 1e9))
    led(begun)
    moved = place / "sub" / "path.txt"
    assert moved.read_text(encoding="utf-8") == text.format(place)
    assert moved.stat().st_mtime == 1e9
    assert moved.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in moved.parent.iterdir()] == ["path.txt"]


@pytest.mark.parametrize("after", ["0", "_old", "-old", ".old", "x"])
def test_a_longer_name_in_a_text_is_another_one(begun, place, after):
    (begun / "other.txt").write_text(f"{begun}{after} my_{BEGUN}")
    led(begun)
    assert (place / "other.txt").read_text() == f"{begun}{after} my_{BEGUN}"


@pytest.mark.parametrize("shift", [*range(-30, 4)])
def test_a_name_across_two_pieces_is_found(begun, place, shift, monkeypatch):
    monkeypatch.setattr(noted_paths, "_PIECE", 100)
    text = "." * (100 + shift) + " {0} {0} é" + "." * 90 + "{0}0 {0}"
    (begun / "a.txt").write_text(text.format(BEGUN), encoding="utf-8")
    led(begun)
    expected = text.format(ID).replace(f"{ID}0", f"{BEGUN}0")
    assert (place / "a.txt").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_names_the_place_afterwards(begun, place, protocol):
    if protocol == 1:
        pytest.skip("cannot be told from other files")
    own = np.array([str(begun)]) if protocol else [str(begun)]  # 0 is text
    paths = [str(begun), {str(begun / "a"): own}]
    (begun / "a.pkl").write_bytes(pickle.dumps(paths, protocol))
    led(begun)
    first, second = pickle.loads((place / "a.pkl").read_bytes())
    assert first == str(place)
    assert second == {str(place / "a"): [str(place)]}


def test_an_array_names_the_place_afterwards(begun, place):
    np.save(begun / "a.npy", [str(begun), "other"])
    led(begun)
    assert np.load(place / "a.npy").tolist() == [str(place), "other"]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_names_the_place_afterwards(begun, place, encoding, journal):
    other = begun.with_name("mlnn--shot--0.5--r0")  # it sorts before, and then after
    with closing(sqlite3.connect(begun / "a.db")) as database:
        database.execute(f"PRAGMA encoding='{encoding}'")
        database.execute(f"PRAGMA journal_mode={journal}")
        database.execute("CREATE TABLE runs (path TEXT UNIQUE, time TEXT)")
        for path in (begun, other, begun.with_name("mlnn--a")):
            database.execute("INSERT INTO runs VALUES (?, '2026')", (str(path),))
        database.commit()
    led(begun)
    with closing(sqlite3.connect(place / "a.db")) as database:
        found = "SELECT time FROM runs WHERE path = ?"
        for path in (place, other):
            assert database.execute(found, (str(path),)).fetchall() == [("2026",)]
        assert database.execute(found, (str(begun),)).fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {path.name for path in place.iterdir()} == {"a.db"}


def test_a_database_that_would_not_be_whole_stays(begun, place):
    with closing(sqlite3.connect(begun / "a.db")) as database:
        database.execute("CREATE TABLE a (path TEXT CHECK (path LIKE '%mlnn~~%'))")
        database.execute("INSERT INTO a VALUES (?)", (str(begun),))
        database.commit()
    before = (begun / "a.db").read_bytes()
    led(begun)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {
        "a.db": before
    }


def test_a_database_that_was_left_open_stays(begun, place, tmp_path):
    with closing(sqlite3.connect(begun / "a.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE a (path TEXT)")
        database.execute("INSERT INTO a VALUES (?)", (str(begun),))
        database.commit()
        database.execute("PRAGMA wal_checkpoint")  # that row is in the file itself
        database.execute("INSERT INTO a VALUES (?)", (str(begun),))
        database.commit()
        shutil.copytree(begun, tmp_path / BEGUN)  # as after a kill
    before = (tmp_path / BEGUN / "a.db").read_bytes()
    led(tmp_path / BEGUN)
    assert (tmp_path / ID / "a.db").read_bytes() == before
    with closing(sqlite3.connect(tmp_path / ID / "a.db")) as database:
        found = database.execute("SELECT path FROM a").fetchall()
    assert found == [(str(begun),)] * 2


def test_a_database_with_room_for_checksums_stays(begun, place):
    with closing(sqlite3.connect(begun / "a.db")) as database:
        database.execute("PRAGMA user_version=1")
    content = bytearray((begun / "a.db").read_bytes())
    # 8 bytes at the end of each page, and where the first page's content begins
    content[20], content[105:107] = 8, (len(content) - 8).to_bytes(2, "big")
    (begun / "a.db").write_bytes(content)
    with closing(sqlite3.connect(begun / "a.db")) as database:
        database.execute("CREATE TABLE a (path TEXT)")
        database.execute("INSERT INTO a VALUES (?)", (str(begun),))
        database.commit()
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    before = (begun / "a.db").read_bytes()
    led(begun)
    assert (place / "a.db").read_bytes() == before


def test_a_name_between_two_pieces_of_a_file_is_found(begun, place, monkeypatch):
    monkeypatch.setattr(noted_paths, "_PIECE", 64)
    for count in range(130):
        (begun / f"{count}.txt").write_text(f"{' ' * count}{begun} and more")
    led(begun)
    for count in range(130):
        text = (place / f"{count}.txt").read_text()
        assert text == f"{' ' * count}{place} and more"


def test_files_with_checksums_and_the_runners_own_stay(begun, place):
    note = str(begun)
    with zipfile.ZipFile(begun / "a.zip", "w") as archive:
        archive.writestr("path", note)
    (begun / "events.out.tfevents.1").write_bytes(
        b"\x80\2\0\0" + note.encode() + b"\xff"
    )
    (begun / "run.wandb").write_bytes(b":W&B\0" + note.encode())
    (begun / "log.txt").write_text(note)
    (begun / "plugins").mkdir()
    (begun / "plugins" / "own.py").write_text(note)
    before = {path.name: path.read_bytes() for path in begun.glob("**/*.*")}
    led(begun)
    assert {path.name: path.read_bytes() for path in place.glob("**/*.*")} == before


def test_links_lead_to_the_place(begun, place):
    (begun / "runs").mkdir()
    (begun / "runs" / "a.txt").write_text("a")
    (begun / "latest").symlink_to(begun / "runs")
    (begun / "runs" / "link.txt").symlink_to(begun / "runs" / "a.txt")
    (begun / "relative").symlink_to("runs")
    led(begun)
    assert (place / "latest" / "link.txt").read_text() == "a"
    assert (place / "latest").readlink() == place / "runs"
    assert (place / "relative" / "a.txt").read_text() == "a"


def test_what_cannot_be_written_stays(begun, place, monkeypatch):
    (begun / "a.txt").write_text(str(begun))
    (begun / "b.txt").write_text(str(begun))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copystat", full)
    led(begun)
    assert {path.name: path.read_text() for path in place.iterdir()} == {
        "a.txt": str(begun),
        "b.txt": str(begun),
    }


def test_a_name_of_another_length_is_led_to_in_texts_only(begun):
    (begun / "a.json").write_text(json.dumps({"path": f"{begun}/x"}))
    (begun / "a.pkl").write_bytes(pickle.dumps(str(begun)))
    noted_paths.lead(begun, f"{ID}/failed")
    failed = begun.with_name(ID) / "failed" / "x"
    assert json.loads((begun / "a.json").read_text()) == {"path": str(failed)}
    assert pickle.loads((begun / "a.pkl").read_bytes()) == str(begun)


def test_texts_of_another_machine_are_led_to_a_place(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    by_link = tmp_path / "link"
    (folder / "a.txt").write_text(f"{by_link}/a {folder}, {folder}2")
    (folder / "latest").symlink_to(folder / "a.txt")
    noted_paths.lead_texts(by_link, "/home/me/points/x")
    assert (folder / "a.txt").read_text() == (
        f"/home/me/points/x/a /home/me/points/x, {folder}2"
    )
    assert str((folder / "latest").readlink()) == "/home/me/points/x/a.txt"
