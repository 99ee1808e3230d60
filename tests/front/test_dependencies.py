import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from noiselab.common import folders
from noiselab.common.errors import RequestError
from noiselab.front import dependencies

RUN = folders.ROOT / "run_sweep.py"


def bare(*words, **env):
    """Runs a Python that has nothing installed; gives exit code, output, errors."""
    command = [sys.executable, "-S", *map(str, words)]
    ran = subprocess.run(command, capture_output=True, text=True, env=env)
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("words", [(), ("--help",), ("--list",)])
def test_a_python_without_noiselab_is_told_what_to_type(words):
    assert bare(RUN, *words) == (
        2,
        "",
        f"run_sweep.py: noiselab is not installed for {sys.executable} (No module named "
        "'noiselab'); in the script's folder, type python3 -m venv .venv && .venv/bin/pip "
        "install -r requirements.txt && .venv/bin/python run_sweep.py\n",
    )


def with_file(folder, name, *words):
    """Runs the command with a file of a user's own on `PYTHONPATH`."""
    (folder / name).write_text("x = 1\n")
    source = os.pathsep.join([str(folder), str(folders.ROOT / "src")])
    ran = subprocess.run(
        [sys.executable, *map(str, words), "--help"],
        **{"capture_output": True, "text": True, "cwd": folder.parent},
        env=os.environ | {"PYTHONPATH": source},
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    return ran.stderr


@pytest.mark.parametrize("words", [(RUN,), ("-m", "noiselab")])
def test_a_file_in_place_of_a_module_of_pythons_own_is_named(tmp_path, words):
    told = with_file(tmp_path, "argparse.py", *words)
    assert told.startswith(
        f"{'noiselab' if '-m' in words else 'run_sweep.py'}: {tmp_path / 'argparse.py'}: "
        "Python loads it in place of Python's own module argparse; give it another name "
    )


def test_a_file_called_noiselab_is_not_taken_for_its_absence():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "noiselab.py").touch()
        code, printed, problem = bare(RUN, "--help", PYTHONPATH=folder)
    assert (code, printed) == (2, "")
    assert problem == (
        "run_sweep.py: No module named 'noiselab.__main__'; 'noiselab' is not a package\n"
    )


def test_a_python_without_the_packages_is_told_what_to_type():
    source = str(folders.ROOT / "src")
    code, printed, problem = bare(RUN, "--status", PYTHONPATH=source)
    assert (code, printed) == (2, "")
    assert problem.startswith("run_sweep.py: tensorflow, keras, numpy, scipy, statsmo")
    assert problem.endswith(
        f"rich: not installed for this Python; type {sys.executable} -m pip install -r "
        f"{folders.ROOT / 'requirements.txt'}\n"
    )
    assert problem.count("\n") == 1
    assert bare(RUN, "--help", PYTHONPATH=source)[::2] == (0, "")


def test_a_package_that_only_kernels_load_is_missed_before_they_start(
    call, monkeypatch, tmp_path
):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    assert call("digits") == (
        2,
        "",
        f"run_sweep.py: tensorflow: not installed for this Python; type {sys.executable} "
        f"-m pip install -r {folders.ROOT / 'requirements.txt'}\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_an_installation_asks_for_the_package_alone(monkeypatch):
    required = ["PyYAML<6.1,>=6.0.2", "scikit-learn>=1.5", "dask; extra == 'dask'"]
    monkeypatch.setattr(folders, "INSTALLED", True)
    monkeypatch.setattr("importlib.metadata.requires", lambda name: required)
    dependencies.check()
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(RequestError) as caught:
        dependencies.check()
    assert str(caught.value) == (
        f"PyYAML: not installed for this Python; type {sys.executable} -m pip install "
        '"PyYAML<6.1,>=6.0.2"'
    )
