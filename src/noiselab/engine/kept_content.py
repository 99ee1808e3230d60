"""What is kept of outputs and errors that are too large for a notebook and its page."""

import json
import re
from collections.abc import Mapping
from typing import Any

from noiselab.engine.kept_text import KeptText, amount, size

OUTPUT = 16_000_000  # bytes of one output
CELL = 32_000_000  # bytes of all outputs of a cell, besides what it prints
COUNT = 1_000  # outputs of a cell
_TEXT = 200_000  # characters of a text instead of what is left out
_TRACEBACK, _TRACEBACK_END = 60_000, 20_000  # characters
_NOTE = 200  # characters at most that tell of what is left out
_MESSAGE = 2_000  # characters of an error's message
_WAS_LONG = re.compile(r" … [\d.]+ (bytes|kB|MB) left out here", re.ASCII)
DISPLAYS = ("display_data", "execute_result", "update_display_data")


def bytes_of(data: Mapping[str, Any]) -> int:
    """Count the bytes of an output's forms, about as they lie in the notebook."""
    return sum(map(_bytes, data.values()))


def _bytes(form: Any) -> int:
    return len(form) if isinstance(form, str) else len(json.dumps(form, default=str))


def kept_data(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an output's forms, or a short text instead of those that are too large."""
    if bytes_of(data) <= OUTPUT:
        return data
    large, count = max(((name, _bytes(form)) for name, form in data.items()), key=_last)
    plain = data.get("text/plain", "")
    text = KeptText(_TEXT, _TEXT // 10, "")
    text.add(plain if isinstance(plain, str) else "".join(plain))
    if large == "text/plain":
        return {large: str(text)}
    return {"text/plain": f"{text}\n… {amount(count)} of {large} left out here".strip()}


def _last(pair: tuple[str, int]) -> int:
    return pair[1]


def kept_error(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an error's content, shortened where it is too long; the same if it is not.

    What was shortened before, as in the kernel, stays as it is.

    Args:
        content: As in Jupyter's messages: `ename`, `evalue`, and `traceback`, which a
            reply may lack.
    """
    traceback = content.get("traceback") or []
    is_long = sum(map(len, traceback)) > _TRACEBACK + _TRACEBACK_END + _NOTE
    value = str(content.get("evalue", ""))
    is_long_message = len(value) > _MESSAGE and not _WAS_LONG.fullmatch(value, _MESSAGE)
    if not is_long and not is_long_message:
        return content
    kept = dict(content)
    if is_long_message:
        left_out = f" … {amount(size(value[_MESSAGE:]))} left out here"
        kept["evalue"] = value[:_MESSAGE] + left_out
    if is_long:
        text = KeptText(_TRACEBACK, _TRACEBACK_END)
        text.add("\n".join(traceback))
        kept["traceback"] = str(text).split("\n")
    return kept


def left_out_note(count: int, total: int) -> dict[str, Any]:
    """Give the output that stands for those that a cell had too many of."""
    outputs = "1 more output" if count == 1 else f"{count:,} more outputs"
    return _note(f"… {outputs} left out here ({amount(total)})")


def in_log_only(total: int) -> dict[str, Any]:
    """Give the output that tells of printed text which no notebook could get."""
    return _note(f"… {amount(total)} that C code or subprocesses printed: see log.txt")


def _note(text: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}
