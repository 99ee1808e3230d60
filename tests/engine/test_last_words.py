import subprocess
import sys

import pytest

from noiselab.engine import last_words


def written(tmp_path, source):
    """Runs a script in a process of its own; gives what it wrote on standard error."""
    script = tmp_path / "script.py"
    script.write_text(source)
    words = [sys.executable, "-X", "faulthandler", script]
    return subprocess.run(words, capture_output=True, text=True).stderr


@pytest.mark.parametrize(
    ("source", "words", "line"),
    [
        ("\nraise ValueError('a size changed')", "ValueError: a size changed", 2),
        ("import there_is_none", "ModuleNotFoundError: No module named", 1),
        ("from os import there_is_none", "ImportError: cannot import name", 1),
        ("raise ValueError('\\n\\n  first\\nsecond')", "ValueError: first", 1),
        ("assert 1 == 2", "AssertionError", 1),
        ("\n\nraise KeyboardInterrupt", "KeyboardInterrupt", 3),
        (
            "try:\n    1 / 0\nexcept Exception as e:\n    raise OSError('b') from e",
            "OSError: b",
            4,
        ),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
            "Fatal Python error: Segmentation fault",
            2,
        ),
        (
            "raise ExceptionGroup('some', [ValueError('one'), OSError('two')])",
            "ExceptionGroup: some (2 sub-exceptions)",
            1,
        ),
        ("import os\nos.abort()", "Fatal Python error: Aborted", 2),
    ],
)
def test_of_an_error_they_are_its_words_and_its_line(tmp_path, source, words, line):
    found = last_words.of(written(tmp_path, source))
    assert found.startswith(words)
    assert found.removesuffix("; the first of them: ValueError: one").endswith(
        f"({tmp_path / 'script.py'}, line {line})"
    )


def test_an_error_of_many_words_keeps_its_name_and_its_line(tmp_path):
    path = tmp_path / "written"
    path.write_text(written(tmp_path, "\nraise ValueError('many ' * 30_000)"))
    words = last_words.of_file(path)
    place = f"… ({tmp_path / 'script.py'}, line 2)"
    assert words.startswith("ValueError: many many")
    assert words.endswith(place)
    assert len(words) == 400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("\n  \n", ""),
        ("one\n two \n\n", "two"),
        ("\x1b[31mTraceback (most recent call last):\x1b[0m", "Traceback (most recent"),
        ("9" * 1000, "9" * 400),
    ],
)
def test_of_anything_else_they_are_the_last_line(text, words):
    assert last_words.of(text).startswith(words)
    assert len(last_words.of(text)) <= 400


def test_a_file_is_read_from_its_end(tmp_path):
    path = tmp_path / "output.txt"
    assert last_words.of_file(path) == ""
    path.write_bytes(b"\xff" * 1_000_000 + b"\nthe end\n")
    assert last_words.of_file(path) == "the end"


ABORTS = {
    "F0000 00:00:1 a.cc:2] Check failed: 1 == 2\n*** Check failure:\n    @ 0x7f  main\n": (
        "F0000 00:00:1 a.cc:2] Check failed: 1 == 2"
    ),
    "free(): invalid pointer\n": "free(): invalid pointer",
    "python: a.c:1: main: Assertion `x > 0' failed.\n": (
        "python: a.c:1: main: Assertion `x > 0' failed."
    ),
    "terminate called after throwing an instance of 'E'\n  what():  the reason\n": (
        "what():  the reason"
    ),
}


@pytest.mark.parametrize("text", ABORTS)
def test_of_an_abort_the_line_that_says_why_is_told(tmp_path, text):
    path = tmp_path / "log.txt"
    path.write_text(f"before\n{text}")
    assert last_words.of_abort(path) == (ABORTS[text], True)
    path.write_text("only\nthis\n\n")
    assert last_words.of_abort(path) == ("this", False)


NESTED = """
try:
    raise OSError("two")
except OSError as error:
    inner = ExceptionGroup("in", [error, ValueError("one")])
raise ExceptionGroup("out", [inner, ValueError("three")])
"""


def test_of_a_group_of_errors_the_first_one_is_told_too(tmp_path):
    place = f"({tmp_path / 'script.py'}, line 6)"
    assert last_words.of(written(tmp_path, NESTED)) == (
        f"ExceptionGroup: out (2 sub-exceptions) {place}; the first of them: "
        "ExceptionGroup: in (2 sub-exceptions)"
    )
