import inspect
import re
import tomllib
from pathlib import Path

import pytest
from helpers import longest_first

from noiselab.common.version import __version__
from noiselab.engine import dask_executor
from noiselab.report.export import pdf

ROOT = Path(__file__).resolve().parents[2]


def test_requirements_and_package_ask_for_the_same():
    lines = (ROOT / "requirements.txt").read_text().split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert lines[-2:] == ["-e", "."]
    assert lines[:-2] == project["dependencies"]
    assert project["version"] == __version__
    for extra in project["optional-dependencies"]:
        text = (ROOT / f"requirements-{extra}.txt").read_text()
        assert text == f"-e .[{extra}]\n"


def test_messages_ask_for_what_the_extras_install():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra, module in (("dask", dask_executor), ("pdf", pdf)):
        (wanted,) = project["optional-dependencies"][extra]
        name = re.split("[<>=]", wanted)[0]
        assert f'pip install "{name}"' in inspect.getsource(module)


def test_the_readme_opens_with_two_commands():
    block = (ROOT / "README.md").read_text().split("```")[1].split("\n")
    venv = "python3 -m venv .venv && .venv/bin/pip install -r "
    assert block[1] == venv + "requirements.txt && .venv/bin/python run_sweep.py"
    assert block[2] == venv + "requirements-dev.txt && .venv/bin/pytest"


def headings(document: Path) -> set[str]:
    """Give the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}


def test_links_in_documents_lead_somewhere():
    for document in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        ROOT / "outputs/README.md",
    ]:
        for link, part in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", document.read_text()):
            if "://" not in link:
                target = document.parent / link if link else document
                assert target.exists(), (document, link)
                assert not part or part in headings(target), (document, part)


PACKAGE = ROOT / "src" / "noiselab"
WINGS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("wing", WINGS)
def test_each_wing_has_a_row_in_the_architecture_that_names_its_files(wing):
    text = (ROOT / "ARCHITECTURE.md").read_text()
    (row,) = re.findall(rf"^\| `{wing}` \|.*$", text, re.MULTILINE)
    named = {name.rstrip("/") for name in re.findall(r"`([^`]+)`", row)} - {wing}
    files = {
        path.stem for path in (PACKAGE / wing).iterdir() if path.stem[0] not in "_."
    }
    assert files <= named, "a file that no row names"
    inner = {path.stem for path in (PACKAGE / wing).rglob("*.py")}
    assert named <= files | inner | {"code"}, "a name without a file"


def test_the_readme_fits_one_screen():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60


def test_no_text_has_the_marks_of_an_unfinished_merge():
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    names = ("*.md", "docs/**/*.md", "outputs/*.md", "findings/*.md", "benchmarks/*.md")
    texts = [path for name in names for path in ROOT.glob(name)]
    assert len(texts) > 10
    assert [p.name for p in texts if marks.search(p.read_text("utf-8"))] == []


def test_every_test_that_the_table_of_faults_names_is_there():
    tests = ROOT / "tests"
    texts = {
        f"/{path.relative_to(ROOT).as_posix()}": path.read_text(encoding="utf-8")
        for path in tests.rglob("test_*.py")
    }
    missing = []
    for line in (ROOT / "docs/reliability.md").read_text(encoding="utf-8").split("\n"):
        file = ""
        for named in re.finditer(r"`([\w/]*test_\w+\.py)?(?:::(test_\w+))?`", line):
            file = named[1] or file
            texts_of = [texts[name] for name in texts if name.endswith(f"/{file}")]
            words = f"def {named[2]}(" if named[2] else ""
            if file and not any(words in text for text in texts_of):
                missing.append(named[0])
    assert missing == []


def test_files_that_begin_first_are_there():
    names = [f"{name}.py" for name in longest_first.LONGEST]
    assert [name for name in names if not (ROOT / "tests" / name).is_file()] == []
