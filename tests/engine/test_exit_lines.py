import pytest

from noiselab.engine import exit_lines

CONTENT = {"ename": "SystemExit", "evalue": "3", "traceback": ["SystemExit: 3"]}


def test_lines_are_shown_where_the_notebook_ends_and_only_there():
    message = {
        "content": CONTENT,
        "metadata": {"noiselab_exit": ["Cell In[1], line 2"]},
    }
    shown = exit_lines.with_lines(message, is_expected=False)
    assert shown == CONTENT | {"traceback": ["Cell In[1], line 2"]}
    assert exit_lines.with_lines(message, is_expected=True) == CONTENT
    assert exit_lines.with_lines(message | {"metadata": {}}, False) == CONTENT


@pytest.mark.parametrize(
    ("kind", "error", "value"),
    [
        ("stream", SystemExit(3), "3"),
        ("error", ValueError("3"), "3"),
        ("error", SystemExit(0), "0"),
        ("error", SystemExit(), ""),
    ],
)
def test_nothing_is_told_of_what_ends_no_notebook(kind, error, value):
    try:
        raise error
    except BaseException:
        assert exit_lines.told(kind, CONTENT | {"evalue": value}) == {}
