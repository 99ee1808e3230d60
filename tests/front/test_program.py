import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from noiselab.common import folders
from noiselab.front import program


@pytest.fixture
def bin_folder(tmp_path, monkeypatch):
    """A folder with a Python and the command beside it."""
    command = tmp_path / "venv" / "bin" / "noiselab"
    command.parent.mkdir(parents=True)
    command.touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(command.with_name("python")))
    return command.parent


def test_a_checkout_is_run_by_its_script(bin_folder, monkeypatch):
    monkeypatch.chdir(folders.ROOT)
    assert program.name() == "run_sweep.py"
    assert program.words() == "python run_sweep.py"
    assert program.command() == f"{bin_folder / 'python'} run_sweep.py"
    monkeypatch.chdir(bin_folder.parent)
    script = folders.ROOT / "run_sweep.py"
    assert program.command() == f"{Path('bin/python')} {script}"


@pytest.mark.parametrize("called", ["/opt/bin/noiselab", "noiselab.exe"])
def test_the_installed_command_has_its_own_name(bin_folder, monkeypatch, called):
    monkeypatch.setattr(sys, "argv", [called])
    assert program.name() == program.words() == "noiselab"


def test_the_installed_command_is_named_as_short_as_it_can_be(bin_folder, monkeypatch):
    monkeypatch.setattr(folders, "INSTALLED", True)
    assert program.command() == str(bin_folder / "noiselab")
    monkeypatch.chdir(bin_folder.parent)
    assert program.command() == str(Path("bin/noiselab"))
    monkeypatch.setenv("PATH", str(bin_folder), prepend=os.pathsep)
    assert program.command() == "noiselab"


def test_a_file_beside_the_script_is_no_module_of_pythons_own(tmp_path):
    script = shutil.copy(folders.ROOT / "run_sweep.py", tmp_path)
    for name in ("random", "glob", "pathlib", "os", "argparse"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit({name!r})")
    words = [sys.executable, script, "--list"]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_package_itself_is_the_command(tmp_path):
    for name in ("random", "glob", "pathlib", "argparse"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit({name!r})")
    words = [sys.executable, "-m", "noiselab", "--status", "--set", "none=1"]
    env = os.environ | {"PYTHONPATH": str(folders.ROOT / "src")}
    options = {"capture_output": True, "text": True, "cwd": tmp_path, "env": env}
    ran = subprocess.run(words, **options)
    assert ran.returncode == 2
    assert ran.stderr.startswith("noiselab: ")
    assert len(ran.stderr.splitlines()) == 1


def test_as_a_module_it_is_named_as_one(bin_folder, monkeypatch):
    monkeypatch.chdir(bin_folder.parent)
    monkeypatch.setattr(sys, "argv", ["/x/noiselab/__main__.py"])
    assert (program.name(), program.words()) == ("noiselab", "python -m noiselab")
    assert program.command() == f"{Path('bin/python')} -m noiselab"
