import re

import nbformat

from noiselab.common import folders
from noiselab.report import references

NUMBERED = re.compile(r"\[(?:Figure|Table) (\d+)\]\(#((?:figure|table)-[\w-]+)\)")


def notebook(markdown, *outputs):
    cells = [nbformat.v4.new_markdown_cell(markdown)]
    made = [
        nbformat.v4.new_output("display_data", {"text/html": html}) for html in outputs
    ]
    cells.append(nbformat.v4.new_code_cell("1", outputs=made))
    return nbformat.v4.new_notebook(cells=cells)


def test_references_get_the_numbers_of_what_is_shown():
    told = '<p>see <a href="#table-b">Table 1</a></p>'
    made = notebook(
        "[Figure 3](#figure-a), [Table 1](#table-b) and [Figure 2](#figure-c)",
        '<figure id="figure-a" data-number="1">',
        '<table id="table-b" data-number="12">',
        told,
    )
    references.refer(made)
    assert made.cells[0].source == (
        "[Figure 1](#figure-a), [Table 12](#table-b) and Figure – (not shown, for lack "
        "of results)"
    )
    assert made.cells[1].outputs[2].data["text/html"] == told.replace("1<", "12<")


def test_the_text_of_the_comparison_has_the_usual_numbers():
    """Where nothing is missing, references are right as they stand in the notebook."""
    source = nbformat.read(folders.COMPARE, as_version=4)
    found: dict[str, str] = {}
    for cell in source.cells:
        if cell.cell_type == "markdown":
            for number, anchor in NUMBERED.findall(cell.source):
                assert found.setdefault(anchor, number) == number
    assert len(found) > 12
    for what in ("figure", "table"):
        numbers = [int(n) for anchor, n in found.items() if anchor.startswith(what)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
