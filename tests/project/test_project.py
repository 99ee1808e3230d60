import inspect
import re
import tomllib
from pathlib import Path

from noiselab.common.version import __version__
from noiselab.engine import dask_executor
from noiselab.report import pdf

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
    found = re.findall(r"^#+ (.*)", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in found}


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


def test_every_file_of_the_package_is_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for path in (ROOT / "src" / "noiselab").glob("*.py"):
        assert path.stem == "__init__" or f"`{path.stem}`" in text, path.name


def test_the_readme_fits_one_screen():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60
