import json

import nbformat
import pytest

from noiselab.common import known_folders
from noiselab.engine import finished_notebook

PAPERMILL = {"input_path": "/a", "output_path": "/b", "environment_variables": {}}


@pytest.fixture
def fields(tmp_path):
    """A notebook as papermill returns it."""
    output = nbformat.v4.new_output(
        "stream", text=f"{tmp_path}/b ü, /sets/own/mnist.npz"
    )
    cells = [
        nbformat.v4.new_markdown_cell(f"{tmp_path} is hidden, too"),
        nbformat.v4.new_code_cell("print()", outputs=[output]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["papermill"] = PAPERMILL | {"duration": 1.5, "parameters": {}}
    return notebook


def test_a_notebook_names_no_folder_and_keeps_all_else(tmp_path, fields):
    path = tmp_path / "n.ipynb"
    nbformat.write(fields, path)
    finished_notebook.finish(path, "/sets/own")
    fields.metadata["papermill"] = {"duration": 1.5, "parameters": {}}
    fields.cells[0].source = ". is hidden, too"
    fields.cells[1].outputs[0].text = "./b ü, <data>/mnist.npz"
    assert nbformat.read(path, as_version=4) == fields
    assert "ü" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_the_same_on_disk_and_in_memory(tmp_path, fields):
    path = tmp_path / "n.ipynb"
    nbformat.write(fields, path)
    before = json.dumps(fields)
    finished = finished_notebook.finished(fields, tmp_path, "/sets/own")
    finished_notebook.finish(path, "/sets/own")
    assert nbformat.read(path, as_version=4) == finished
    assert json.dumps(fields) == before
    nbformat.validate(finished)


def test_a_notebook_that_is_opened_and_saved_stays_the_same_to_the_byte(
    tmp_path, fields
):
    path = tmp_path / "n.ipynb"
    nbformat.write(fields, path)
    finished_notebook.finish(path)
    before = path.read_bytes()
    opened = nbformat.read(path, as_version=4)
    for cell in opened.cells:
        cell.metadata["trusted"] = True  # as Jupyter does
    nbformat.write(opened, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", [None, "", '{"cells": ['])
def test_what_is_no_notebook_stays_as_it_is(tmp_path, text):
    path = tmp_path / "n.ipynb"
    if text is not None:
        path.write_text(text)
    finished_notebook.finish(path)
    assert [file.read_text() for file in tmp_path.iterdir()] == (
        [] if text is None else [text]
    )


def test_this_machines_folders_are_looked_up_once_for_sources_and_outputs(
    tmp_path, fields, monkeypatch
):
    asked = []

    def known(more):
        asked.append(more)
        return more

    monkeypatch.setattr(known_folders, "known", known)
    finished_notebook.finished(fields, tmp_path)
    assert len(asked) == 2
