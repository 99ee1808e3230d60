import copy
import json

import nbformat
import pytest
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from noiselab.common import folders
from noiselab.common.errors import TemplateError
from noiselab.store import template_code, template_file

TEMPLATE = json.loads(folders.TEMPLATE.read_text())
R = {"display_name": "R", "language": "R", "name": "ir"}


@pytest.fixture
def written(tmp_path):
    def write(notebook, encoding="utf-8"):
        path = tmp_path / "template.ipynb"
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        path.write_text(text, encoding=encoding)
        return path

    return write


def without_ids(notebook):
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]


def with_equal_ids(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "cell-3"


def with_wrong_ids(notebook):
    for cell, wrong in zip(notebook["cells"], [1, "", "a b", "x" * 65], strict=False):
        cell["id"] = wrong


def without_metadata(notebook):
    without_ids(notebook)
    del notebook["metadata"]
    for cell in notebook["cells"]:
        if not cell["metadata"]:
            del cell["metadata"]


def with_texts(notebook):
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])


def with_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            stream = {"output_type": "stream", "name": "stdout", "text": ["old"]}
            cell |= {"outputs": [stream], "execution_count": 7}


def with_no_outputs(notebook):
    for cell in notebook["cells"]:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def of_another_environment(notebook):
    spec = {"display_name": "Python (env-x)", "name": "conda-env-x"}
    notebook["metadata"] = {"kernelspec": spec}


def bare(notebook):
    notebook["metadata"] = {}


@pytest.mark.parametrize(
    "edit",
    [
        without_ids,
        with_equal_ids,
        with_wrong_ids,
        without_metadata,
        with_texts,
        with_outputs,
        with_no_outputs,
        of_another_environment,
        bare,
    ],
)
def test_any_notebook_of_python_is_a_template(written, edit):
    notebook = copy.deepcopy(TEMPLATE)
    edit(notebook)
    path = written(notebook)
    assert template_code.reduced(path, ()) == template_code.reduced(
        folders.TEMPLATE, ()
    )
    ready = nbformat.reads(template_file.ready(path).decode(), as_version=4)
    nbformat.validate(ready)
    path.write_bytes(template_file.ready(path))
    loaded = load_notebook_node(str(path))
    parameterize_notebook(loaded, {"level": 0.5})  # which needs a language
    assert [cell.source for cell in ready.cells] == [
        "".join(cell["source"]) for cell in TEMPLATE["cells"]
    ]
    assert not any(cell.get("outputs") for cell in ready.cells)


def test_a_mark_at_its_beginning_is_no_part_of_it(written):
    path = written(TEMPLATE, "utf-8-sig")
    assert json.loads(template_file.ready(path))["cells"]


def test_the_template_that_comes_along_stays_as_it_is():
    ready = nbformat.reads(template_file.ready(folders.TEMPLATE).decode(), as_version=4)
    assert ready == nbformat.read(folders.TEMPLATE, as_version=4)


SAVE = "; open it in Jupyter and save it as a notebook"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("# %% [markdown]\n", "is not a notebook, which is JSON" + SAVE),
        ("", "is not a notebook, which is JSON" + SAVE),
        ("[" * 10_000, "is not a notebook, which is JSON" + SAVE),
        ([], "is not a notebook: it has no nbformat" + SAVE),
        ({"cells": []}, "is not a notebook: it has no nbformat" + SAVE),
        (
            {"nbformat": 3, "worksheets": []},
            "is a notebook of format 3, not 4" + SAVE,
        ),
        ({"nbformat": 4}, "is not a notebook: it has no cells" + SAVE),
        ({"nbformat": 4, "cells": ["x"]}, "cell 1 is none of a notebook" + SAVE),
        (
            {"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]},
            "cell 1 is none of a notebook" + SAVE,
        ),
        (
            TEMPLATE | {"metadata": {"kernelspec": R}},
            'is a notebook of "R"; points run in Python',
        ),
        (
            TEMPLATE | {"metadata": {"language_info": {"name": "julia"}}},
            'is a notebook of "julia"; points run in Python',
        ),
    ],
)
def test_what_is_no_notebook_of_python_is_refused_in_a_line(written, content, problem):
    path = written(content)
    with pytest.raises(TemplateError) as caught:
        template_file.cells(path)
    assert str(caught.value) == f"{path}: {problem}"


def test_what_cannot_be_read_says_why(tmp_path):
    with pytest.raises(TemplateError) as caught:
        template_file.ready(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read (Is a directory)"
    (tmp_path / "x").write_bytes(b"\xff\xfe{")
    with pytest.raises(TemplateError, match="is not UTF-8 text; open it"):
        template_file.ready(tmp_path / "x")
