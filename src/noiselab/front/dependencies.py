"""Whether the packages that noiselab needs are installed."""

import re
import sys
from importlib.util import find_spec

from noiselab.common import folders
from noiselab.common.errors import RequestError

# Packages that are imported under other names than they are installed under.
IMPORTED_AS = {"pillow": "PIL", "pyyaml": "yaml", "scikit-learn": "sklearn"}


def check() -> None:
    """Check that every package is installed, before a run finds out halfway through.

    Raises:
        RequestError: If one is not; the message says what to type.
    """
    absent = [text for text in _required() if find_spec(_module(text)) is None]
    if absent:
        wanted = " ".join(f'"{text}"' for text in absent)
        if not folders.INSTALLED:
            wanted = f"-r {folders.ROOT / 'requirements.txt'}"
        raise RequestError(
            f"{', '.join(map(_name, absent))}: not installed for this Python; type "
            f"{sys.executable} -m pip install {wanted}"
        )


def _required() -> list[str]:
    """List what noiselab requires, such as `numpy>=2.0,<3`."""
    if folders.INSTALLED:
        from importlib.metadata import requires

        return [text for text in requires("noiselab") or [] if "extra ==" not in text]
    try:
        lines = (folders.ROOT / "requirements.txt").read_text("utf-8").splitlines()
    except OSError:  # only a part of the checkout was copied
        return []
    return [line for line in lines if line and not line.startswith(("-", "#"))]


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0]


def _module(requirement: str) -> str:
    name = _name(requirement)
    return IMPORTED_AS.get(name.lower(), name.replace("-", "_"))
