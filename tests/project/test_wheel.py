"""What is installed: built from a copy of the project, which is gone when it runs."""

import contextlib
import email
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hatchling import build
from jupyter_core.paths import jupyter_path

from noiselab.common.version import __version__

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("src", "notebooks", "sweeps", "pyproject.toml", "README.md", "LICENSE")
NAME = f"noiselab-{__version__}"


def copy_of_the_project(folder: Path) -> Path:
    for name in PARTS:
        if (ROOT / name).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def built(folder: Path, target: Path) -> zipfile.ZipFile:
    """Builds the wheel of a project's folder."""
    with contextlib.chdir(folder):
        return zipfile.ZipFile(target / build.build_wheel(str(target)))


def files(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


@pytest.fixture
def wheel(tmp_path):
    copied = copy_of_the_project(tmp_path / "project")
    # what lies about in a checkout that is worked in
    for stray in (
        "notebooks/.ipynb_checkpoints/a.ipynb",
        "src/noiselab/__pycache__/a.pyc",
    ):
        (copied / stray).parent.mkdir(exist_ok=True)
        (copied / stray).touch()
    wheel = built(copied, tmp_path)
    shutil.rmtree(copied)
    return wheel


def test_the_wheel_holds_the_package_with_notebooks_and_sweeps(wheel):
    package = ROOT / "src" / "noiselab"
    expected = {
        f"noiselab/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for folder, endings in (("notebooks", ["ipynb"]), ("sweeps", ["yaml", "csv"])):
        for ending in endings:
            names = {path.name for path in (ROOT / folder).glob(f"*.{ending}")}
            assert names, ending
            expected |= {f"noiselab/{folder}/{name}" for name in names}
    assert files(wheel) == expected


def test_the_wheel_says_which_python_which_extras_and_which_command(wheel):
    metadata = email.message_from_bytes(wheel.read(f"{NAME}.dist-info/METADATA"))
    assert metadata["Requires-Python"] == "<3.14,>=3.11"
    extras = [
        "cluster",
        "dask",
        "dev",
        "docs",
        "mlflow",
        "onnx",
        "parquet",
        "pdf",
        "tensorboard",
    ]
    assert metadata.get_all("Provides-Extra") == extras
    commands = wheel.read(f"{NAME}.dist-info/entry_points.txt").decode()
    assert commands == "[console_scripts]\nnoiselab = noiselab.__main__:main\n"


def test_an_archive_of_the_sources_makes_the_same_wheel(wheel, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (tmp_path / "archive").mkdir()
    name = build.build_sdist(str(tmp_path / "archive"))
    with tarfile.open(tmp_path / "archive" / name) as archive:
        archive.extractall(tmp_path / "archive", filter="data")
    unpacked = tmp_path / "archive" / NAME
    assert (unpacked / "requirements.txt").is_file()
    again = built(unpacked, tmp_path / "archive")
    assert files(again) == files(wheel)


def test_an_editable_installation_leads_to_the_sources(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    wheel = zipfile.ZipFile(tmp_path / build.build_editable(str(tmp_path)))
    (pointer,) = files(wheel)
    assert wheel.read(pointer).decode().strip() == str(ROOT / "src")


@pytest.fixture
def installed(wheel, tmp_path):
    """A fresh environment with the wheel in it, that sees these tests' packages."""
    environment = tmp_path / "environment"
    make = [sys.executable, "-m", "venv", "--without-pip", environment]
    subprocess.run(make, check=True)
    python = environment / "bin" / "python"
    (packages,) = (environment / "lib").glob("*/site-packages")
    shared = {
        Path(find_spec(name).origin).parents[1] for name in ("keras", "papermill")
    }
    (packages / "shared.pth").write_text("\n".join(map(str, shared)))
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", wheel.filename], check=True)
    return python.with_name("noiselab")


def run(command, *words, folder):
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["JUPYTER_PATH"] = os.pathsep.join(
        jupyter_path()
    )  # where the packages are shared
    return subprocess.run(
        [command, *words], cwd=folder, env=env, capture_output=True, text=True
    )


@pytest.mark.slow
def test_the_installed_command_runs_in_an_empty_folder(installed, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    listed = run(installed, "--list", folder=empty)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert len(listed.stdout.splitlines()) == len([*(ROOT / "sweeps").glob("*.yaml")])
    assert list(empty.iterdir()) == []
    wrong = run(installed, "mnits", "--set", "epochs=1", folder=empty)
    assert wrong.stderr.startswith('noiselab: "mnits": no sweep of that name (did you')
    short = ("--set", "levels=0.5", "--set", "epochs=1", "--set", "models=mlnn")
    for how in ([], ["--cold", "--force"]):
        ran = run(installed, "digits", *short, *how, folder=empty)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
        report = empty / "outputs" / "digits" / "report.html"
        assert ran.stdout.splitlines()[-2:] == [
            f"report: {report}",
            f"next, the study on MNIST: {installed} mnist",
        ]
        assert report.is_file()
    package = next(installed.parents[1].glob("lib/*/site-packages/noiselab"))
    assert sorted(path.name for path in empty.iterdir()) == ["outputs"]
    for page in (empty / "outputs").rglob("*.html"):
        assert str(package.parents[3]) not in page.read_text("utf-8")
