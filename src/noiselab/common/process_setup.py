"""What a process needs around it: open streams, printable output, a home folder."""

import os
import sys
from pathlib import Path

from noiselab.common import temporary


def complete() -> None:
    """Supply what this process lacks, by all the functions below."""
    give_streams()
    give_home()
    escape_unprintable()
    skip_slow_imports()


def give_streams() -> None:
    """Connect standard streams that are closed to the null device.

    Otherwise the next files to be opened would get their numbers, and TensorFlow would
    write its messages into them.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # takes the lowest free number; kernels must inherit it
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, stream)


def give_home() -> None:
    """Give a user without a home folder one that lasts as long as this process.

    Containers may run under a user ID without an account. Without a home, Jupyter does
    not start, and other libraries create a folder called `~`.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = temporary.lasting()


def escape_unprintable() -> None:
    """Escape characters that the encoding of the output lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # tests and notebooks replace streams
            stream.reconfigure(errors="backslashreplace")


def skip_slow_imports() -> None:
    """Keep jsonschema from loading a grammar that no notebook needs.

    It takes longer to load than everything else that a run loads. Without it,
    jsonschema does not check the format `iri`, which no notebook's schema uses.

    Source: https://github.com/python-jsonschema/jsonschema/issues/1428
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
