import nbformat
import pytest

from noiselab.common import folders
from noiselab.report import point_parameters

DEFAULTS = (
    'level: float = 0.2  # its level, "é"\nrepeat: int = 0\nown: list = []  # mine'
)
GIVEN = "# Parameters\nlevel = 0.5\nthreads = 2"


def notebook(
    defaults=DEFAULTS, given=GIVEN, tags=("parameters", "injected-parameters")
):
    cells = [
        nbformat.v4.new_code_cell(text, metadata={"tags": [tag]})
        for text, tag in zip((defaults, given), tags, strict=True)
    ]
    return nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell("1")])


def test_the_values_that_counted_stand_once_with_their_words():
    made = notebook()
    sources = [cell.source for cell in point_parameters.once(made).cells]
    assert sources == [
        'level = 0.5  # its level, "é"\nrepeat = 0\nown = []  # mine\nthreads = 2',
        "1",
    ]
    assert len(made.cells) == 3
    assert made.cells[1].source == GIVEN


@pytest.mark.parametrize(
    "changes",
    [
        {"defaults": "level = 0.2\nprint(level)"},
        {"defaults": "level, repeat = 0.2, 0"},
        {"defaults": "%matplotlib inline"},
        {"given": "for level in (1, 2): pass"},
        {"tags": ("parameters", "other")},
        {"tags": ("parameters", "parameters")},
    ],
)
def test_cells_that_do_anything_else_stay_as_they_are(changes):
    made = notebook(**changes)
    assert point_parameters.once(made) is made


def test_what_a_cell_of_parameters_shows_is_not_lost():
    made = notebook()
    made.cells[0].outputs = [nbformat.v4.new_output("stream", text="seen")]
    assert point_parameters.once(made) is made


def test_each_line_of_the_template_keeps_its_words():
    template = nbformat.read(folders.TEMPLATE, as_version=4)
    source = next(c.source for c in template.cells if c.cell_type == "code")
    made = point_parameters.once(notebook(source, "level = 0.7"))
    lines, before = made.cells[0].source.splitlines(), source.splitlines()
    assert len(lines) == len(before)
    for line, own in zip(lines, before, strict=True):
        assert line.partition("  #")[2] == own.partition("  #")[2] != ""
