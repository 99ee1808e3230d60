"""Environments of their own, for tools that are no part of noiselab."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

INSTALL = "NOISELAB_INSTALL"  # set where tests may install packages: it takes minutes
# what would lead from there into the environment of the tests
_OURS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "KERAS_BACKEND")
# whatever of noiselab lies beside the packages, it is not there
HIDDEN = 'import sys; sys.modules["noiselab"] = None'


def make(folder: Path, *packages: str, with_ours: bool = False) -> Path:
    """Make a virtual environment with packages; skip the test where they cannot be had.

    They are installed only if the environment variable `NOISELAB_INSTALL` is set.

    Args:
        folder: Where to make it.
        packages: What to install, as pip has it.
        with_ours: See what is installed here, too, but for noiselab: nothing large
            is installed again.

    Returns:
        The folder of its commands.
    """
    if INSTALL not in os.environ:
        pytest.skip(f"installs {', '.join(packages)}: set {INSTALL}=1 to have that")
    # the pip that is here installs: a pip of its own would take longest
    words = [sys.executable, "-m", "venv", "--without-pip", folder]
    subprocess.run(words, check=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    if with_ours:
        _show_ours(commands)
    pip = [sys.executable, "-m", "pip", "--python", commands / "python"]
    words = [*pip, "install", "-q", "--no-compile", *packages]
    installed = subprocess.run(words, capture_output=True, text=True)
    if installed.returncode:
        last = (installed.stderr.strip().splitlines() or ["pip failed"])[-1]
        pytest.skip(f"{', '.join(packages)} cannot be installed: {last}")
    return commands


def _show_ours(commands: Path) -> None:
    """Let an environment see the packages of this one, after its own."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    words = [commands / "python", "-c", asked]
    own = subprocess.run(words, check=True, capture_output=True, text=True)
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    lines = "\n".join([*ours, HIDDEN, ""])
    (Path(own.stdout.strip()) / "ours.pth").write_text(lines)


def environment(*folders: Path, **more: str) -> dict[str, str]:
    """Give the variables under which the commands of some folders are found first."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    path = os.pathsep.join([*map(str, folders), kept.get("PATH", "")])
    return kept | {"PATH": path} | more
