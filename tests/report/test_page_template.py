import shutil
from pathlib import Path

import nbformat
import pytest

from noiselab.report import page_template


@pytest.fixture
def write(tmp_path):
    """Writes a notebook of the given cells, each time to a new path."""
    paths = (tmp_path / f"{number}.ipynb" for number in range(10))

    def put(*cells):
        path = next(paths)
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
        return path

    return put


def test_other_words_in_the_notebook_count(write):
    settings, same, results = (
        write(nbformat.v4.new_markdown_cell(text, id="a"))
        for text in ("## Settings", "## Settings", "## Results")
    )
    assert page_template.report(settings) == page_template.report(same)
    assert page_template.report(settings) != page_template.report(results)


@pytest.mark.parametrize(
    "file", ["report/templates/noiselab/page.css", "report/figures/style.py"]
)
@pytest.mark.slow
def test_the_look_counts(write, tmp_path, monkeypatch, file):
    notebook = write(nbformat.v4.new_code_cell("1"))
    here = page_template.report(notebook)
    copy = tmp_path / "package"
    shutil.copytree(page_template.PACKAGE, copy, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(page_template, "PACKAGE", copy)
    monkeypatch.setattr(page_template, "HERE", copy / "report")
    monkeypatch.setattr(page_template, "TEMPLATES", copy / "report" / "templates")
    monkeypatch.setattr(page_template, "look", page_template.look.__wrapped__)
    monkeypatch.setattr(page_template, "_package", page_template._package.__wrapped__)
    (copy / "report" / ".#pages.py").symlink_to("someone@somewhere:1")
    (copy / "report" / "templates" / "noiselab" / ".page.css.swp").write_bytes(b"\xff")
    assert page_template.report(notebook) == here
    Path(copy / file).write_text("x = 1")
    assert page_template.report(notebook) != here


def test_another_template_can_extend_this_one_block_by_block(tmp_path, monkeypatch):
    templates = shutil.copytree(page_template.TEMPLATES, tmp_path / "templates")
    (templates / "serif").mkdir()
    shutil.copy(templates / "noiselab" / "conf.json", templates / "serif")
    (templates / "serif" / "index.html.j2").write_text(
        "{%- extends 'noiselab/index.html.j2' -%}\n"
        "{%- block style %}{{ super() }}<style>body {font: serif}</style>{% endblock %}\n"
        "{%- block top %}<p>Institute of Noise</p>{% endblock %}\n"
    )
    monkeypatch.setattr(page_template, "TEMPLATES", templates)
    before = page_template.look.__wrapped__()
    monkeypatch.setattr(page_template, "NAME", "serif")
    assert page_template.look.__wrapped__() != before
    convert = page_template.converter.__wrapped__(code=True)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("The only cell")]
    )
    html, _ = convert.from_notebook_node(notebook, resources={"noiselab": {}})
    assert html.index("font: serif") < html.index("Institute of Noise")
    assert html.index("Institute of Noise") < html.index("The only cell")
