import sys
import time
from pathlib import Path

import pytest

from noiselab.common import file_pieces, hidden_file
from noiselab.common.hidden_file import HiddenFile

HOME = "/users/zaphod"


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", HOME)


def hide(path):
    hidden = HiddenFile(path)
    with path.open("rb") as file:
        while new := file.read(file_pieces.SIZE):
            hidden.add(new)
    hidden.finish()


def test_a_file_is_rewritten_with_its_line_ends(tmp_path):
    log = tmp_path / "log.txt"
    log.write_bytes(f"1/2\r2/2\r\n{HOME}\n".encode())
    hide(log)
    assert log.read_bytes() == b"1/2\r2/2\r\n~\n"


def test_a_file_of_any_length_is_looked_at_in_pieces(tmp_path):
    file = tmp_path / "log.txt"
    home = str(Path.home())
    lines = f"a {home}/x\r\nb\n" * 30_000 + "c" * 3_000_000 + f" {home}/y"
    file.write_bytes(lines.encode() + b"\xff")
    hide(file)
    hidden = lines.replace(f"{home}/", "~/")
    assert file.read_bytes() == hidden.encode() + "\ufffd".encode()


def test_what_names_nothing_is_looked_at_fast(tmp_path, monkeypatch):
    monkeypatch.setenv("USER", "zq-17")
    log = tmp_path / "log.txt"
    log.write_bytes(b"epoch 3/5  loss 0.25  accuracy 0.5\n" * 300_000 + b"\xff")
    before, inode = time.process_time(), log.stat().st_ino
    hide(log)
    assert time.process_time() - before < 1  # 10 MB
    assert log.stat().st_ino == inode  # it was not written again


def test_what_names_folders_and_user_in_each_line_is_looked_at_fast(
    tmp_path, monkeypatch
):
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, "zaphod")
    log = tmp_path / "log.txt"
    line = f"USER=zaphod in {HOME}/x and {sys.prefix}/y, zaphod\n"
    log.write_text(line * 10_000)
    before = time.process_time()
    hide(log)
    assert time.process_time() - before < 3  # 1 MB
    assert log.read_text() == "USER=<user> in ~/x and <python>/y, zaphod\n" * 10_000


def test_a_long_line_is_cut_within_no_name(tmp_path, monkeypatch):
    monkeypatch.setenv("USER", "zq-17")
    monkeypatch.setattr(file_pieces, "SIZE", 100_000)
    log = tmp_path / "log.txt"
    for part in (f"{HOME}/x", f"'{HOME}', ", "zq-17/", f"{HOME}/noiselab-zq-17/"):
        log.write_text(part * 20_000)
        hide(log)
        found = log.read_text()
        assert "zq-17" not in found
        assert found.count("~") == (20_000 if part[0] == "'" else found.count("~"))


@pytest.mark.parametrize("at_once", [1, 7, 100])
@pytest.mark.parametrize("held", [150, hidden_file.HELD])
def test_a_file_that_grows_is_as_one_that_is_there(
    tmp_path, monkeypatch, at_once, held
):
    monkeypatch.setattr(hidden_file, "HELD", held)
    text = f"a\r\nb {HOME}/x\nc\n" * 20 + f"{HOME} at the end"
    for beginning in ("", "nothing here\n" * 9):
        log = tmp_path / "log.txt"
        content = (beginning + text).encode()
        log.write_bytes(b"")
        hidden = HiddenFile(log)
        for i in range(0, len(content), at_once):
            with log.open("ab") as file:
                file.write(content[i : i + at_once])
            hidden.add(content[i : i + at_once])
            assert log.read_bytes() == content[: i + at_once]  # until it is finished
        hidden.finish()
        assert log.read_text() == (beginning + text).replace(HOME, "~").replace(
            "\r\n", "\n"
        )
        assert [*tmp_path.iterdir()] == [log]


def test_a_copy_that_somebody_removed_is_told_at_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(hidden_file, "HELD", 1)
    log = tmp_path / "log.txt"
    log.write_text(f"{HOME}\n" * 2)
    hidden = HiddenFile(log)
    hidden.add(f"{HOME}\n".encode())
    [copy] = {*tmp_path.iterdir()} - {log}
    copy.unlink()
    hidden.add(f"{HOME}\n".encode())
    with pytest.raises(FileNotFoundError):
        hidden.finish()
