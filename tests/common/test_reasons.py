import pytest

from noiselab.common import reasons
from noiselab.common.errors import PluginError


class SilentError(Exception):
    def __str__(self):
        raise RuntimeError


TENSORFLOW = """Graph execution error:

Detected at node mul defined at (most recent call last):
  File "/usr/lib/python3.11/runpy.py", line 196, in _run_module_as_main

Incompatible shapes: [32,10] vs. [32]
\t [[{{node mul}}]] [Op:__inference_one_step_on_data_12]"""


def caught(error):
    try:
        raise error
    except BaseException as raised:
        return raised


HERE = ", at raise error (test_reasons.py, line "


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError(), f"ValueError without words{HERE}"),
        (AssertionError(), f"AssertionError without words{HERE}"),
        (ValueError("\n \n\t"), f"ValueError without words{HERE}"),
        (SilentError(), f"SilentError without words{HERE}"),
        (KeyError(3), f"KeyError: 3{HERE}"),
        (KeyError("a name that is not there"), f"KeyError: 'a name that is not there'{HERE}"),
        (ValueError("bad"), f"ValueError: bad{HERE}"),
        (SystemExit(), f"SystemExit without words{HERE}"),
        (SystemExit("there is no more to do"), "SystemExit: there is no more to do"),
        (
            ValueError("\n\n this says it all\nmore"),
            f"ValueError: this says it all{HERE}",
        ),
        (ValueError("this says it all\n\nmore"), "ValueError: this says it all"),
        (ValueError("\x1b[1mthis says\x1b[0m it all"), "ValueError: this says it all"),
        (ValueError(TENSORFLOW), "ValueError: Graph execution error: Incompatible shapes: [32,10] vs. [32]"),
        (ExceptionGroup("two", [KeyError(3), ValueError()]), f"ExceptionGroup: KeyError: 3{HERE}"),
    ],
    ids=range(14),
)  # fmt: skip
def test_any_error_is_told_in_one_line(error, words):
    line = reasons.reason(caught(error))
    assert line.startswith(words)
    assert line == words or words.endswith(HERE)
    assert len(line.splitlines()) == 1


def test_a_long_text_is_cut():
    line = reasons.reason(caught(ValueError("long words " * 1000)))
    assert len(line) < 600
    assert line.endswith("…")


def test_the_place_is_the_users_own_line_rather_than_a_librarys():
    import json

    class Odd:
        def __iter__(self):
            raise ValueError

    try:
        json.dumps([1], default=str, cls=lambda **_: iter(Odd()))
    except ValueError as error:
        place = reasons.place_of(error)
    assert place.code == "raise ValueError"
    assert str(place).startswith("raise ValueError (test_reasons.py, line ")


def test_a_plugins_error_without_words_has_its_line(tmp_path):
    plugin = tmp_path / "own.py"
    plugin.write_text("x = 0\n\nassert x\n")
    try:
        exec(compile(plugin.read_text(), str(plugin), "exec"))
    except AssertionError as error:
        told = str(PluginError.at(str(plugin), error))
    assert told == f"{plugin}, line 3: AssertionError without words, at assert x"


def test_of_a_traceback_of_ipython_the_last_error_counts():
    text = """
ValueError                                Traceback (most recent call last)
Cell In[1], line 2
----> 2     first()

During handling of the above exception, another exception occurred:

KeyError                                  Traceback (most recent call last)
\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 4\x1b[39m
      3 try: first()
----> 4 except ValueError: table[3]

File /lib/python3.11/site-packages/table.py:346, in table(key)
--> 346     return rows[key]
"""
    place = reasons.place_in(text.splitlines())
    assert place == ("In[3]", 4, "except ValueError: table[3]")
