"""Which folders of this machine are named in nothing that is handed in."""

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noiselab.common import folders, user_paths


def without_folders(value: Any, more: Mapping[str, str] | None = None) -> Any:
    """Put short names in the place of this machine's folders, in texts however deep.

    Tracebacks and messages name the folders that code and data lie in, and with them
    often the user. Home becomes `~`, noiselab's folder `<noiselab>`, that of the Python
    packages `<python>`, that of the data `<data>`.

    Args:
        value: A text, or lists and mappings of such as JSON has them. Pictures, which
            are under a key such as `image/png`, stay as they are.
        more: Short names of more folders.

    Returns:
        The same with the other names.
    """
    names = _names() | dict(more or {})
    # the longest first, so that what lies in another folder is not called after that
    for folder in sorted(names, key=len, reverse=True):
        # a colour may end right before a path; letters before it would make it the
        # rest of a longer path, or of a picture in base64
        before = r"(^|//|[^\w+/.-]|\x1b\[[\d;]*m)"
        found = re.compile(before + re.escape(folder) + r"(?![\w-])", re.MULTILINE)
        value = _replaced(value, found, names[folder])
    return value


def _names() -> dict[str, str]:
    named = {
        str(folders.ROOT): "<noiselab>",
        sys.prefix: "<python>",
        sys.base_prefix: "<python>",
        os.environ.get(user_paths.DATA_DIR, ""): "<data>",
    }
    with contextlib.suppress(RuntimeError):  # where this user has none
        named[str(Path.home())] = "~"
    return {folder: name for folder, name in named.items() if len(folder) > 1}


def _replaced(value: Any, found: re.Pattern[str], name: str) -> Any:
    if isinstance(value, str):
        return found.sub(lambda match: match[1] + name, value)
    if isinstance(value, list):
        return [_replaced(item, found, name) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key.startswith("image/") else _replaced(item, found, name)
            for key, item in value.items()
        }
    return value
