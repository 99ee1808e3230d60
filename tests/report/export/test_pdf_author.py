import shutil
import subprocess

import pytest

from noiselab.report.export.pdf_author import with_author

# A whole PDF with a table of its objects, as Chromium ends its own.
HEAD = b"%PDF-1.4\n"
OBJECTS = (
    b"<</Title (A \\(b\\) >> c)\n/Producer (Skia)>>",
    b"<</Type /Catalog /Pages 3 0 R>>",
    b"<</Type /Pages /Kids [4 0 R] /Count 1>>",
    b"<</Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] /Resources <<>>>>",
)


def pdf():
    content, places = HEAD, []
    for number, text in enumerate(OBJECTS, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = len(content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 5\n0000000000 65535 f \n" + rows
    content += b"trailer\n<</Size 5\n/Root 2 0 R\n/Info 1 0 R>>\n"
    return content + b"startxref\n%d\n%%%%EOF\n" % table


def properties(path):
    """What pdfinfo reads; and that qpdf has no complaint."""
    for tool in ("pdfinfo", "qpdf"):
        if not shutil.which(tool):
            pytest.skip(f"no {tool} on this machine")
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True)
    lines = (line.partition(":") for line in told.stdout.splitlines())
    return {name: value.strip() for name, _, value in lines}


@pytest.mark.parametrize("author", ["Ada Lovelace", "Zoë (née) \\ Łukasz 😀"])
def test_the_author_is_read_and_what_was_there_stays(tmp_path, author):
    content = pdf()
    made = with_author(content, author)
    assert made.startswith(content)
    path = tmp_path / "a.pdf"
    path.write_bytes(made)
    read = properties(path)
    assert read["Author"] == author
    assert read["Title"] == "A (b) >> c"
    assert read["Producer"] == "Skia"


def test_the_author_can_be_changed_again(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(with_author(with_author(pdf(), "One"), "Two"))
    assert properties(path)["Author"] == "Two"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.5\n1 0 obj\nstream", pdf().replace(b"/Info 1 0 R", b"")]
)
def test_where_properties_cannot_be_found_nothing_changes(content):
    assert with_author(content, "Ada") == content
