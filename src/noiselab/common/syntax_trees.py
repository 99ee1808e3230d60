"""Python source parsed in any thread.

In CPython 3.11 to 3.13, all threads share one count of how deep `ast.parse` is. Where
another thread interrupts it, it may end with `SystemError: AST constructor recursion
depth mismatch`, whatever the source.
"""

import ast
import threading

_TRIES = 5  # as libraries parse, too: `traceback` does, to mark the part of a line
_one_at_a_time = threading.RLock()  # a finalizer may parse within a parse


def parse(source: str | bytes) -> ast.Module:
    """Parse a module's source, one thread after the other.

    Args:
        source: Python source; bytes say their encoding as a file does.

    Returns:
        Its tree, as of `ast.parse`.

    Raises:
        SyntaxError: If it is not Python, as of `ast.parse`.
        ValueError: If it has null bytes, in some versions of Python.
        RecursionError: If it is nested too deeply.
    """
    for left in reversed(range(_TRIES)):
        with _one_at_a_time:
            try:
                return ast.parse(source)
            except SystemError:
                if not left:
                    raise
    raise AssertionError
