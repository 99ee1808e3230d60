import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import nbformat
import pytest

import noiselab
from noiselab.store import fingerprint
from noiselab.study.point import Point

PACKAGE = Path(noiselab.__file__).parent


@pytest.fixture
def write(tmp_path):
    """Writes a notebook of the given cells, each time to a new path."""
    paths = (tmp_path / f"{number}.ipynb" for number in range(10))

    def put(*cells, **metadata):
        path = next(paths)
        notebook = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
        nbformat.write(notebook, path)
        return path

    return put


def code(source, **fields):
    return nbformat.v4.new_code_cell(source, **fields)


@pytest.fixture
def template(write):
    return write(code("level = 0.1"), code("print(level)"))


def changed(one, other):
    return [part for part in fingerprint.PARTS if one[part] != other[part]]


def test_its_parts_are_short_digests(point, template):
    found = fingerprint.of(point, template, "0123456789abcdef" * 4)
    assert tuple(found) == fingerprint.PARTS == ("settings", "template", "code", "data")
    assert found["data"] == "0123456789abcdef"
    settings = json.dumps(dataclasses.asdict(point), sort_keys=True)
    assert found["settings"] == hashlib.sha256(settings.encode()).hexdigest()[:16]
    assert all(len(part) == 16 for part in found.values())


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Point)])
def test_every_setting_of_the_point_counts(point, template, field):
    value = getattr(point, field)
    other = not value if isinstance(value, bool) else value * 2 or 1
    other = dataclasses.replace(point, **{field: other})
    one, two = (fingerprint.of(p, template, "d" * 64) for p in (point, other))
    assert changed(one, two) == ["settings"]


def test_other_data_counts(point, template):
    one, two = (fingerprint.of(point, template, digit * 64) for digit in "ab")
    assert changed(one, two) == ["data"]


class TestTemplate:
    def test_other_code_counts(self, point, template, write):
        other = write(code("level = 0.1"), code("print(level + 1)"))
        one, two = (fingerprint.of(point, path, "d") for path in (template, other))
        assert changed(one, two) == ["template"]

    def test_the_order_and_the_borders_of_cells_count(self, point, template, write):
        turned = write(code("print(level)"), code("level = 0.1"))
        joined = write(code("level = 0.1\nprint(level)"))
        of = [fingerprint.of(point, path, "d") for path in (template, turned, joined)]
        assert len({parts["template"] for parts in of}) == 3

    def test_words_outputs_and_metadata_do_not_count(self, point, template, write):
        output = nbformat.v4.new_output("stream", text="0.1\n")
        told = write(
            nbformat.v4.new_markdown_cell("# Told at length"),
            code("level = 0.1\n", metadata={"tags": ["parameters"]}),
            code("print(level)", outputs=[output], execution_count=7),
            title="any",
        )
        one, two = (fingerprint.of(point, path, "d") for path in (template, told))
        assert changed(one, two) == []


class TestCode:
    def test_all_that_the_template_runs_is_counted(self):
        modules = set(fingerprint.MODULES)
        assert {"noise/*", "data", "npz", "models", "chance", "measures"} <= modules
        assert all(list(PACKAGE.glob(f"{module}.py")) for module in modules)

    @pytest.mark.parametrize(
        "module",
        ["noise/pixels" if "/" in name else name for name in fingerprint.MODULES],
    )
    def test_every_module_counts(self, point, template, tmp_path, monkeypatch, module):
        copy = tmp_path / "package"
        shutil.copytree(PACKAGE, copy)
        here = fingerprint.of(point, template, "d")
        (copy / f"{module}.py").write_text(source := "ADDED = 1\n")
        assert source not in (PACKAGE / f"{module}.py").read_text()
        monkeypatch.setattr(fingerprint, "__file__", str(copy / "fingerprint.py"))
        assert changed(here, fingerprint.of(point, template, "d")) == ["code"]

    def test_comments_docstrings_and_layout_do_not_count(self):
        told = '''
"""A module."""

class Box:
    """A class."""

    def size(self, of):  # in metres
        """A function."""
        return (of
            + 1)

async def wait():
    """Nothing else."""
'''
        bare = "class Box:\n def size(self,of): return of+1\nasync def wait(): pass"
        assert fingerprint.essence(told) == fingerprint.essence(bare)

    @pytest.mark.parametrize(
        "other",
        [
            "def size(of):\n    return of + 2",
            "def size(to):\n    return to + 1",
            "def size(of=0):\n    return of + 1",
            "@cache\ndef size(of):\n    return of + 1",
            "def size(of):\n    of += 1\n    return of",
        ],
    )
    def test_anything_else_counts(self, other):
        known = fingerprint.essence("def size(of):\n    return of + 1")
        assert fingerprint.essence(other) != known

    def test_texts_that_are_no_docstrings_count(self):
        one, other = (
            fingerprint.essence(f"def f():\n    x = 1\n    return {text!r}")
            for text in "ab"
        )
        assert one != other


class TestReport:
    def test_other_words_in_the_notebook_count(self, write):
        one, same, other = (
            write(nbformat.v4.new_markdown_cell(text, id="a"))
            for text in ("## Settings", "## Settings", "## Results")
        )
        assert fingerprint.report(one) == fingerprint.report(same)
        assert fingerprint.report(one) != fingerprint.report(other)

    @pytest.mark.parametrize(
        "file", ["templates/noiselab/page.css", "figures/style.py"]
    )
    def test_the_look_counts(self, write, tmp_path, monkeypatch, file):
        notebook = write(code("1"))
        here = fingerprint.report(notebook)
        copy = tmp_path / "package"
        for path in PACKAGE.rglob("*"):
            if path.suffix != ".pyc" and path.is_file():
                target = copy / path.relative_to(PACKAGE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        monkeypatch.setattr(fingerprint, "__file__", str(copy / "fingerprint.py"))
        assert fingerprint.report(notebook) == here
        (copy / file).write_text("x = 1")
        # read once a process: so the copy is looked at from another place
        copy.rename(tmp_path / "again")
        again = str(tmp_path / "again" / "fingerprint.py")
        monkeypatch.setattr(fingerprint, "__file__", again)
        assert fingerprint.report(notebook) != here
