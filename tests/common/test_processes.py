import os
import subprocess
import sys

import pytest

from noiselab.common import processes

SAY = "import sys\ndef main(words): print(sys.path[0] == '', words)\n"


def test_a_command_imports_nothing_from_the_folder_it_is_started_in(
    tmp_path, monkeypatch
):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    for name in ("glob", "random", "runpy", "site", "module_of_ours", "os"):
        (here / f"{name}.py").write_text(f"raise SystemExit({name!r})")
    (there / "module_of_ours.py").write_text(f"import glob, random\n{SAY}")
    monkeypatch.setenv("PYTHONPATH", str(there))
    command = processes.command("module_of_ours", "a", "b c")
    ran = subprocess.run(command, capture_output=True, text=True, cwd=here)
    assert (ran.stdout, ran.stderr) == ("False ['a', 'b c']\n", "")


def test_a_command_finds_noiselab_wherever_it_was_found_here(tmp_path):
    command = processes.command("noiselab.common.words")
    alone = [sys.executable, "-S", *command[1:]]  # without installed packages
    ran = subprocess.run(alone, capture_output=True, text=True, cwd=tmp_path)
    assert "cannot import name 'main' from 'noiselab.common.words'" in ran.stderr


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("own", "{here}/own"),
        (":/a", "/a"),
        ("/a::../b:", "/a:{above}/b"),
        ("", ""),
    ],
)
def test_a_search_path_means_the_same_everywhere(tmp_path, monkeypatch, path, meant):
    monkeypatch.chdir(tmp_path)
    found = processes.search_path({"PYTHONPATH": path.replace(":", os.pathsep)})
    places = {"here": tmp_path, "above": tmp_path.parent}
    assert found == {"PYTHONPATH": meant.format(**places).replace(":", os.pathsep)}


def test_without_a_search_path_none_is_made():
    assert processes.search_path({}) == {}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "exit code 0"),
        (7, "exit code 7"),
        (-9, "killed by SIGKILL"),
        (-99, "killed by signal 99"),
    ],
)
def test_an_ending_is_told_in_words(code, words):
    assert processes.ending(code) == words


@pytest.mark.skipif(sys.platform == "win32", reason="no groups there")
def test_a_group_is_there_as_long_as_a_process_of_it():
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    assert processes.has_group(process.pid)
    processes.kill_group(process.pid)
    process.wait()
    assert not processes.has_group(process.pid)
