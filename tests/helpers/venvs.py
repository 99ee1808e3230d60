"""Environments of their own, for tools that are no part of noiselab."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# what would lead from there into the environment of the tests
_OURS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "KERAS_BACKEND")


def make(folder: Path, *packages: str) -> Path:
    """Make a virtual environment with packages; skip the test where they cannot be had.

    Args:
        folder: Where to make it.
        packages: What to install, as pip has it.

    Returns:
        The folder of its commands.
    """
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    words = [commands / "python", "-m", "pip", "install", "-q", *packages]
    installed = subprocess.run(words, capture_output=True, text=True)
    if installed.returncode:
        last = (installed.stderr.strip().splitlines() or ["pip failed"])[-1]
        pytest.skip(f"{', '.join(packages)} cannot be installed: {last}")
    return commands


def environment(*folders: Path, **more: str) -> dict[str, str]:
    """Give the variables under which the commands of some folders are found first."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    path = os.pathsep.join([*map(str, folders), kept.get("PATH", "")])
    return kept | {"PATH": path} | more
