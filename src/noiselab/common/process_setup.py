"""What a process must find around it: streams, words it can print, a home folder."""

import os
import sys
from pathlib import Path

from noiselab.common import temporary


def complete() -> None:
    """Make up for what is missing around the command: see the other functions."""
    give_streams()
    give_home()
    print_anything()
    leave_out_slow_imports()


def give_streams() -> None:
    """Open what is closed of standard input, output and error, to nowhere.

    Else the next files to be opened would get their numbers, and TensorFlow would
    write its messages into them.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # gets the lowest number that is free; kernels must find it open, too
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)


def give_home() -> None:
    """Give a user without a home folder one for as long as this process lasts.

    Containers run with user numbers that no name belongs to. Without a home, Jupyter
    does not start, and others make a folder that is called `~`.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = temporary.lasting()


def print_anything() -> None:
    """Let output that is not in UTF-8 show what it cannot, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where a test or a notebook listens
            stream.reconfigure(errors="backslashreplace")


def leave_out_slow_imports() -> None:
    """Keep jsonschema from loading a grammar that no notebook needs.

    It takes longer to load than all else that a run loads. jsonschema then does not
    check the format `iri`, which no notebook's schema names.

    Source: https://github.com/python-jsonschema/jsonschema/issues/1428
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
