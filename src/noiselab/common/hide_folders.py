"""Short names for this machine's folders, so that nothing handed in reveals them."""

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noiselab.common import folders, user_paths


def without_folders(value: Any, more: Mapping[str, str] | None = None) -> Any:
    """Replace the names of this machine's folders by short ones, in texts at any depth.

    Tracebacks and messages name the folders that code and data lie in, and with them
    often the user. Home becomes `~`, noiselab's folder `<noiselab>`, that of the Python
    packages `<python>`, that of the data `<data>`.

    Args:
        value: A text, or nested lists and mappings with texts, as in JSON. Pictures,
            which have a key such as `image/png`, stay as they are.
        more: Short names of further folders.

    Returns:
        The same with short names.
    """
    names = _names() | dict(more or {})
    # the longest first, so that a folder inside another one gets its own name
    for folder in sorted(names, key=len, reverse=True):
        # a colour's code may end right before a path; after any other letter, it would
        # be the end of a longer path, or part of a picture in base64
        before = r"(^|//|[^\w+/.-]|\x1b\[[\d;]*m)"
        pattern = re.compile(before + re.escape(folder) + r"(?![\w-])", re.MULTILINE)
        value = _replaced(value, pattern, names[folder])
    return value


def _names() -> dict[str, str]:
    names = {
        str(folders.ROOT): "<noiselab>",
        sys.prefix: "<python>",
        sys.base_prefix: "<python>",
        os.environ.get(user_paths.DATA_DIR, ""): "<data>",
    }
    with contextlib.suppress(RuntimeError):  # this user may have no home
        names[str(Path.home())] = "~"
    return {folder: name for folder, name in names.items() if len(folder) > 1}


def _replaced(value: Any, pattern: re.Pattern[str], name: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda match: match[1] + name, value)
    if isinstance(value, list):
        return [_replaced(item, pattern, name) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key.startswith("image/") else _replaced(item, pattern, name)
            for key, item in value.items()
        }
    return value
