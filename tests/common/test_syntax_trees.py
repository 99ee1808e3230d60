import ast
import sys
import threading
from types import SimpleNamespace

import pytest

from noiselab.common import syntax_trees
from noiselab.common.folders import PACKAGE

SOURCE = "\n".join(f"x{n} = f(a, [b, c({n})])" for n in range(100))


class Interrupts:
    """Garbage whose removal, in mid-parse, lets other threads run."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        for _ in range(50):
            pass


def test_threads_that_parse_at_once_do_not_disturb_each_other():
    before, raised = sys.getswitchinterval(), []

    def parse():
        try:
            for _ in range(60):
                garbage = [Interrupts() for _ in range(100)]
                del garbage
                syntax_trees.parse(SOURCE)
        except BaseException as error:
            raised.append(error)

    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=parse) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert raised == []


def test_what_a_library_that_parses_disturbs_is_parsed_again(monkeypatch):
    real, wrong = ast.parse, [SystemError("depth mismatch")] * 2

    def parse(source):
        if wrong:
            raise wrong.pop()
        return real(source)

    monkeypatch.setattr(syntax_trees, "ast", SimpleNamespace(parse=parse))
    assert ast.unparse(syntax_trees.parse(b"x=1")) == "x = 1"
    wrong[:] = [SystemError("each time")] * 20
    with pytest.raises(SystemError, match=r"^each time$"):
        syntax_trees.parse("x=1")


def test_what_is_no_python_is_refused_as_ever():
    with pytest.raises(SyntaxError):
        syntax_trees.parse("%matplotlib inline")


def test_nothing_else_parses():
    others = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if "ast.parse(" in path.read_text("utf-8")
    ]
    assert others == ["syntax_trees.py"]
