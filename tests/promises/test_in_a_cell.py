"""A run that a notebook's cell starts (`!`) prints plain lines into the notebook."""

import shlex
import sys

import nbformat
import pytest
from helpers.documents import ROOT
from nbclient import NotebookClient

WORDS = (
    "digits --set models=mlnn --set levels=0 --set epochs=1 --set name=n --threads 1"
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_what_a_cell_shows_has_no_codes_of_a_terminal(tmp_path):
    command = [sys.executable, ROOT / "run_sweep.py"]
    words = " ".join(shlex.quote(str(word)) for word in command)
    cell = nbformat.v4.new_code_cell(f"!{words} {WORDS} --out {tmp_path}")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    text = "".join(output.get("text", "") for output in notebook.cells[0].outputs)
    assert "n: 1 point to run" in text
    assert "[1/1] mlnn--clean--0.0--r0: validation accuracy" in text
    assert "\x1b" not in text
    assert "\r" not in text.replace("\r\n", "\n")
