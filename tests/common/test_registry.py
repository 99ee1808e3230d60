import json

import pytest

from noiselab.common.errors import TakenNameError, UnknownNameError
from noiselab.common.registry import Registry


@pytest.fixture
def tools():
    return Registry("tool")


def hammer():
    """Drive nails."""


def saw():
    """Cut wood."""


def test_parts_are_found_by_name_in_the_order_of_their_registration(tools):
    tools.enter("saw", "a saw", saw)
    tools.enter("hammer", "a hammer", hammer)
    assert tools.find("hammer") == "a hammer"
    assert list(tools) == ["saw", "hammer"]


def test_an_unknown_name_lists_the_names_there_are(tools):
    tools.enter("saw", "a saw", saw)
    tools.enter("hammer", "a hammer", hammer)
    with pytest.raises(UnknownNameError) as caught:
        tools.find("drill")
    assert str(caught.value) == "unknown tool 'drill'; available: saw, hammer"


@pytest.mark.parametrize("name", ["Saw", "1saw", "", "s" * 41, "a saw", None, 3])
def test_a_name_is_lowercase_letters_digits_and_underscores(tools, name):
    with pytest.raises(TakenNameError) as caught:
        tools.enter(name, "a saw", saw)
    assert str(caught.value) == (
        f"tool {json.dumps(name)}: a name is up to 40 lowercase letters, digits and _, "
        "and begins with a letter"
    )
    assert not tools


def test_a_taken_name_stays_with_its_part(tools):
    tools.enter("saw", "a saw", saw)
    for function in (hammer, saw):
        with pytest.raises(TakenNameError) as caught:
            tools.enter("saw", "another", function)
        assert str(caught.value) == 'tool "saw": the name is taken; choose another'
    assert tools.find("saw") == "a saw"


def test_a_notebooks_cell_that_is_run_again_replaces_its_own_part(tools):
    def cell():
        pass

    before = cell
    before.__module__ = "__main__"
    tools.enter("own", "before", before)

    def cell():
        pass

    cell.__module__ = "__main__"
    tools.enter("own", "after", cell)
    assert tools.find("own") == "after"
    with pytest.raises(TakenNameError) as caught:
        tools.enter("own", "another", hammer)
    assert str(caught.value) == 'tool "own": the name is taken; choose another'
