"""The tutorial reads the report as it is today."""

import re

import nbformat
from helpers.documents import ROOT

READS = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")


def test_the_parts_of_the_report_that_it_reads_are_there_in_that_order():
    part = READS.split("## 3. Read the report")[1].split("\n## ")[0]
    named = re.findall(r"\*\*([^*]+?)\.?\*\*", part)
    comparison = nbformat.read(ROOT / "notebooks/compare.ipynb", as_version=4)
    texts = [c.source for c in comparison.cells if c.cell_type == "markdown"]
    headings = re.findall(r"^## (.+)$", "\n".join(texts), re.M)
    # findings come first, from a cell; the others are no headings
    others = {"Findings", "Figure 1", "Confidence intervals"}
    told = [name for name in named if name not in others]
    assert len(told) > 4
    assert [heading for heading in headings if heading in told] == told
    assert others <= {*named}
