import ast

import nbformat
import pytest

from noiselab import models
from noiselab.common import folders
from noiselab.common.folders import PointFolder
from noiselab.engine import notebook as notebooks
from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

NOTEBOOKS = sorted(folders.TEMPLATE.parent.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_notebooks_are_committed_bare(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.outputs for cell in code(notebook)] == [[]] * len(code(notebook))
    assert {cell.execution_count for cell in code(notebook)} == {None}


def test_code_cells_are_short_and_each_has_words_before_it(notebook):
    for cell in code(notebook):
        is_list = "parameters" in cell.metadata.get("tags", [])  # a line for each
        assert len(cell.source.splitlines()) <= (20 if is_list else 16), cell.source
    assert notebook.cells[0].cell_type == "markdown"


def test_the_template_has_no_branch():
    template = nbformat.read(folders.TEMPLATE, as_version=4)
    for cell in code(template):
        kinds = {type(node) for node in ast.walk(ast.parse(cell.source))}
        assert not kinds & {ast.If, ast.IfExp, ast.FunctionDef, ast.Try}


def test_parameters_are_literals_with_a_type_and_words(notebook):
    cell = next(c for c in code(notebook) if "parameters" in c.metadata.get("tags", []))
    for line, node in zip(
        cell.source.splitlines(), ast.parse(cell.source).body, strict=True
    ):
        ast.literal_eval(node.value)
        assert "  # " in line
        assert "=" not in line.split("#")[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": "mlnn"}, "epochs 20, learning rate 0.001"),
        ({"model": "convnet"}, "epochs 12, learning rate 1"),
        ({"model": "convnet", "epochs": 3}, "epochs 3, learning rate 1"),
        ({"model": "mlnn", "learning_rate": 0.5}, "epochs 20, learning rate 0.5"),
    ],
)
def test_the_template_trains_as_suits_the_model(capsys, changes, expected):
    sources = [cell.source for cell in code(nbformat.read(folders.TEMPLATE, 4))]
    names = {"models": models}
    exec(sources[0], names)  # the parameters
    names |= changes
    exec(next(text for text in sources if "models.epochs" in text), names)
    assert capsys.readouterr().out == f"{expected}\n"
    epochs, learning_rate = names["epochs"], names["learning_rate"]
    assert f"epochs {epochs}, learning rate {learning_rate:g}" == expected


@pytest.mark.parametrize(
    ("changes", "epochs", "least", "preload"),
    [
        ({}, 20, 0.9, None),
        ({"model": "convnet"}, 12, 0.75, PRELOAD),
    ],
)
@pytest.mark.slow
def test_the_template_runs_as_it_is_in_a_copy_among_the_outputs(
    tmp_path, changes, epochs, least, preload
):
    target = tmp_path / "outputs" / "my_point.ipynb"
    target.parent.mkdir()
    with Kernels(preload=preload) as kernels:
        notebooks.execute(folders.TEMPLATE, target, changes, kernels)
    assert PointFolder(tmp_path / "outputs" / "my_point").measures.is_file()
    printed = "".join(
        output.get("text", "")
        for cell in code(nbformat.read(target, as_version=4))
        for output in cell.outputs
    )
    assert printed.count("epoch ") == epochs
    accuracy = float(
        printed.split("validation  loss")[1].split("accuracy")[1].split()[0]
    )
    assert least < accuracy < 0.99


@pytest.mark.slow
def test_the_comparison_runs_on_a_folder_elsewhere(study, tmp_path):
    with Kernels(preload=PRELOAD) as kernels:
        notebooks.execute(
            folders.COMPARE, tmp_path / "n.ipynb", {"folder": str(study)}, kernels
        )
    text = (tmp_path / "n.ipynb").read_text()
    assert "all 4 networks trained and tested" in text
