import traceback

import pytest

from noiselab.engine import printed_errors

SOURCE = """def check(x):
    if x:
        raise ValueError("no such thing")


def group():
    errors = []
    for x in (0, 1, 2):
        try:
            check(x)
        except ValueError as error:
            errors.append(error)
    raise ExceptionGroup("some", errors)
"""
REPLY = {"ename": "ExceptionGroup", "evalue": "some (2 sub-exceptions)"}


@pytest.fixture
def printed():
    """Runs a cell's code under the name that it has in a kernel; gives the traceback."""
    from ipykernel.compiler import get_file_name

    def run(source):
        try:
            exec(compile(source, get_file_name(source), "exec"), {})
        except Exception:
            return f"a warning\n{traceback.format_exc()}"

    return run


def test_a_group_is_told_with_its_first_error_and_the_line_of_its_cell(printed):
    source = f"{SOURCE}group()"
    output = printed_errors.output_of(REPLY, printed(source), [(7, source)])
    assert output["output_type"] == "error"
    words = "some (2 sub-exceptions), the first: ValueError: no such thing"
    assert (output["ename"], output["evalue"]) == ("ExceptionGroup", words)
    *_, own, _, words_again = output["traceback"]
    assert own == "Cell In[7], line 13"
    assert words_again == f"ExceptionGroup: {words}"


@pytest.mark.parametrize("form", ["raise KeyError(3)", "raise KeyError(3) from error"])
def test_an_error_after_a_group_is_told_with_its_own_line(printed, form):
    source = f"{SOURCE}try: group()\nexcept Exception as error:\n    {form}"
    reply = {"ename": "KeyError", "evalue": "3"}
    output = printed_errors.output_of(reply, printed(source), [(1, ""), (2, source)])
    assert output["evalue"] == "3"
    frames = [line for line in output["traceback"] if line.startswith("Cell")]
    assert frames == ["Cell In[2], line 16"]


def test_an_error_in_a_group_in_a_group_is_told_without_its_cause(printed):
    source = """
try:
    {}[3]
except KeyError:
    try:
        raise ValueError("of the key")
    except ValueError as error:
        cause = error
raise ExceptionGroup("outer", [cause, ExceptionGroup("inner", [OSError(5)])])
"""
    output = printed_errors.output_of(REPLY, printed(source), [(1, source)])
    assert output["evalue"].endswith(", the first: ValueError: of the key")


def test_without_a_traceback_there_are_its_words_alone():
    reply = {"ename": "UsageError", "evalue": "no such magic"}
    output = printed_errors.output_of(reply, "UsageError: no such magic\n", [(1, "x")])
    assert output["traceback"] == ["UsageError: no such magic"]
