import os
from pathlib import Path

import pytest

from noiselab.common import folders, known_folders


@pytest.fixture(autouse=True)
def own(monkeypatch):
    monkeypatch.setattr(known_folders, "_of_this_run", {})


def test_a_folder_behind_a_link_is_known_by_both_names(tmp_path, monkeypatch):
    (tmp_path / "a" / "real").mkdir(parents=True)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    monkeypatch.setenv("HOME", str(tmp_path / "b" / "real"))
    names = known_folders.known()
    assert names[str(tmp_path / "b" / "real")] == "~"
    assert names[str(tmp_path / "a" / "real")] == "~"
    assert names[str(tmp_path / "b")] == known_folders.ABOVE


def test_temporary_current_and_named_folders_are_known(tmp_path, monkeypatch):
    for name in ("t", "c", "s", "run"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    monkeypatch.setenv("SCRATCH", str(tmp_path / "s"))
    monkeypatch.chdir(tmp_path / "c")
    known_folders.remember(tmp_path / "run", "<outputs>")
    names = known_folders.known({"/srv/data": "<data>"})
    found = {name: names[str(tmp_path / name)] for name in ("t", "c", "s", "run")}
    assert found == {
        "t": "<temporary>",
        "c": "<current>",
        "s": "$SCRATCH",
        "run": "<outputs>",
    }
    assert names["/srv/data"] == "<data>"
    assert names[str(folders.ROOT)] == "<noiselab>"
    assert [*names] == sorted(names, key=len, reverse=True)


def test_what_every_machine_has_stays(monkeypatch):
    for name in ("HOME", "TMPDIR", "PWD", "SCRATCH", "WORK"):
        monkeypatch.setenv(name, {"HOME": "/", "WORK": "work"}.get(name, "/tmp"))
    names = known_folders.known()
    common = {"", "/", "/tmp", "/usr", "/usr/local", "/opt", "/home", "/usr/lib"}
    assert not common & names.keys()
    assert "work" not in names


def test_a_folder_right_below_the_root_stays_but_for_a_home_of_that_user(monkeypatch):
    for name, folder in {"HOME": "/a", "SCRATCH": "/s", "TMPDIR": "/p"}.items():
        monkeypatch.setenv(name, folder)
    monkeypatch.setattr(known_folders.folders, "ROOT", Path("/code"))
    monkeypatch.syspath_prepend("/table")
    names = known_folders.known({"/data": "<data>"})
    assert not {"/a", "/s", "/p", "/code", "/table", "/data"} & names.keys()
    monkeypatch.setenv("HOME", "/zaphod")
    monkeypatch.setenv("USER", "zaphod")
    assert known_folders.known()["/zaphod"] == "~"


def test_what_lies_above_on_another_system():
    names = known_folders.known({r"D:\Work\Ann\x": ".", r"\\nas\ann\x": "<data>"})
    above = {name for name, short in names.items() if short == known_folders.ABOVE}
    assert {r"D:\Work\Ann", r"\\nas\ann"} <= above
    assert not {"D:", "D:\\", r"D:\Work"} & names.keys()
    assert all(os.path.basename(name) for name in names)  # noqa: PTH119
