import base64
import re
import shutil
import subprocess
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from noiselab.report.figures.vector import vector


def drawn() -> Figure:
    figure = Figure(figsize=(3, 2))
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [1, 2], label="σ < 1 & more")
    left.legend()
    right.imshow(np.arange(64).reshape(8, 8) / 64)
    return figure


PDF = pytest.param("pdf", marks=pytest.mark.slow)  # loading fonts takes its time


@pytest.mark.parametrize("form", ["svg", PDF])
def test_a_figure_that_is_drawn_again_is_the_same_to_the_byte(form, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = vector(drawn(), form, "What & how", "words")
    with matplotlib.rc_context({"svg.fonttype": "path", "savefig.transparent": True}):
        assert vector(drawn(), form, "What & how", "words") == first
    assert b"202" not in re.sub(rb"[^\n]*(http|xref)[^\n]*", b"", first[:2000])


def test_text_stays_text_in_svg_and_says_what_is_shown():
    svg = vector(drawn(), "svg", "Loss & accuracy", "Both <fall>.").decode()
    texts = [*ElementTree.fromstring(svg).itertext()]
    assert "σ < 1 & more" in texts
    assert {"Loss & accuracy", "Both <fall>."} <= {*texts}
    assert "http" not in re.sub(r'xmlns[^"]*"[^"]*"|<!DOCTYPE[^>]*>', "", svg).replace(
        "http://purl.org/dc/dcmitype/StillImage", ""
    )


@pytest.mark.slow
def test_fonts_in_pdf_are_truetype():
    pdf = vector(drawn(), "pdf", "Loss", "Both fall.")
    assert b"/Subtype /Type3" not in pdf
    assert b"/FontFile2" in pdf
    assert b"/Title (Loss)" in pdf
    assert b"CreationDate" not in pdf


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdffonts"), reason="needs poppler-utils")
def test_other_programs_find_the_fonts(tmp_path):
    path = tmp_path / "figure.pdf"
    path.write_bytes(vector(drawn(), "pdf"))
    words = ["pdffonts", path]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert "TrueType" in told
    assert "Type 3" not in told


def test_pixels_of_a_picture_stay_sharp():
    """Eight pixels in a third of an inch would be blurred at matplotlib's 72 dots."""
    svg = vector(drawn(), "svg").decode()
    (width,) = re.findall(r'<image [^>]*\bwidth="([\d.]+)"', svg)
    (encoded,) = re.findall(r'base64,([^"]+)"', svg)
    head = base64.b64decode(encoded)[:24]
    pixels = int.from_bytes(head[16:20])
    assert pixels >= 3 * float(width)
