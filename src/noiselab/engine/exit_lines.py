"""The lines of code that led to `sys.exit` in a cell; IPython shows none of them."""

import sys
from collections.abc import Mapping
from typing import Any

_LINES = "noiselab_exit"  # metadata of the message of such an error
_DONE = ("", "0")  # what a notebook that ends as it should says


def told(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give, in a kernel, the metadata of an error that is about to be sent.

    Args:
        kind: The message's type.
        content: Its content; it stays as it is, as it would be without noiselab.
    """
    error = sys.exc_info()[1]
    if kind != "error" or not isinstance(error, SystemExit):
        return {}
    if content.get("evalue") in _DONE:
        return {}
    from IPython import get_ipython

    shell = get_ipython()
    show = shell.InteractiveTB.structured_traceback
    return {_LINES: show(type(error), error, error.__traceback__, tb_offset=1)}


def with_lines(message: Mapping[str, Any], is_expected: bool) -> Mapping[str, Any]:
    """Give, in the runner, an error's content with the lines that led to it.

    Args:
        message: The kernel's message.
        is_expected: Whether the notebook goes on after it; then it stays as it is.
    """
    content: Mapping[str, Any] = message["content"]
    lines = message["metadata"].get(_LINES)
    return content if is_expected or not lines else {**content, "traceback": lines}
