"""How this program is called: `run_sweep.py` of a checkout, or `noiselab`."""

import shutil
import sys
from pathlib import Path

from noiselab.common import folders

SCRIPT = "run_sweep.py"
INSTALLED = "noiselab"  # the command of an installation, beside its Python


def name() -> str:
    """Name the program as it was called, as its messages begin."""
    return INSTALLED if _is_installed() else SCRIPT


def words() -> str:
    """Write the command as documents do, without the path of Python."""
    if _is_module():
        return f"python -m {INSTALLED}"
    return INSTALLED if _is_installed() else f"python {SCRIPT}"


def command() -> str:
    """Write the command that runs this program from here, as short as it can be."""
    if _is_module():
        return f"{_short(Path(sys.executable))} -m {INSTALLED}"
    if not _is_installed():
        return f"{_short(Path(sys.executable))} {_short(folders.ROOT / SCRIPT)}"
    called = Path(sys.argv[0]).absolute()
    path = called if _is_called() else Path(sys.executable).with_name(INSTALLED)
    on_path = shutil.which(INSTALLED)
    return INSTALLED if on_path and Path(on_path) == path else _short(path)


def _is_installed() -> bool:
    return folders.INSTALLED or _is_called() or _is_module()


def _is_module() -> bool:
    called = Path(sys.argv[0])  # as `python -m noiselab` sets it
    return (called.name, called.parent.name) == ("__main__.py", INSTALLED)


def _is_called() -> bool:
    return Path(sys.argv[0]).stem == INSTALLED


def _short(path: Path) -> str:
    current = Path.cwd()
    return str(path.relative_to(current) if path.is_relative_to(current) else path)
