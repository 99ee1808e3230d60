"""Whether edits of a template only show, or may change a result."""

import ast

import pytest
from helpers.template_edits import CODE, DECIDING, SHADOWED, SHOWING

from noiselab.store.showing import Showing
from noiselab.store.template_names import Names


def lines(text):
    return [line.replace("\\n", "\n") for line in text.strip().splitlines()]


def shows(source, before=""):
    """Judge the last statement of some source, below a template's code."""
    tree = ast.parse(f"{CODE}\n{before}\n{source}")
    added = ast.parse(source).body
    judge = Showing(Names(tree.body))
    return [judge.only(statement) for statement in tree.body[-len(added) :]]


def test_what_only_shows():
    tree = ast.parse(CODE + SHOWING)
    added = tree.body[len(ast.parse(CODE).body) :]
    judge = Showing(Names(tree.body))
    counting = [ast.unparse(item) for item in added if not judge.only(item)]
    assert counting == []


@pytest.mark.parametrize("source", lines(DECIDING))
def test_what_may_change_a_result(source):
    assert not all(shows(source))


@pytest.mark.parametrize("case", lines(SHADOWED))
def test_what_is_no_longer_what_its_name_says(case):
    before, call = case.split("|")
    assert all(shows(call)) or before.startswith(
        ("fig", "ax", "made", "plt =", "import noiselab")
    )
    assert not all(shows(call, before))
