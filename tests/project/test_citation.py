"""How noiselab is cited, and what its methods cite."""

import re
import subprocess
import tomllib

import pytest
import yaml
from helpers import venvs
from helpers.documents import ROOT

CITATION = ROOT / "CITATION.cff"
METHODS = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
BIBTEX = (ROOT / "docs/references.bib").read_text(encoding="utf-8")
TEXT, LIST = METHODS.split("\n## References\n")
ENTRIES = [" ".join(entry.split()) for entry in re.split(r"(?m)^- ", LIST)[1:]]


def surname_and_year(entry):
    """Give the first author's surname and the year of an entry."""
    surname, year = re.match(r"([^,(]+),?.*?\((\d{4})\)", entry).groups()
    return surname.strip(), year


def test_the_citation_is_of_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    cited = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"]
    assert cited["title"] == project["name"]
    assert cited["abstract"] == project["description"]


@pytest.mark.slow
def test_the_citation_has_the_form_that_others_read(tmp_path):
    commands = venvs.make(tmp_path / "venv", "cffconvert", "setuptools<81")
    words = [commands / "cffconvert", "--validate", "-i", CITATION]
    ran = subprocess.run(words, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_source_of_a_method_is_among_the_references():
    known = {surname_and_year(entry) for entry in ENTRIES}
    cited = re.findall(
        r"Sources?: (.*?)(?:\.\n|\n\n)|After ([A-Z].*?\(\d{4}\))", TEXT, re.S
    )
    missing = []
    for text in (" ".join(a or b for a, b in cited)).split(";"):
        for year in re.findall(r"\((\d{4})\)", text):
            if not any(year == y and name in text for name, y in known):
                missing.append((year, text))
    assert cited
    assert missing == []


def test_the_references_and_the_bibtex_file_are_the_same():
    entries = re.findall(r"@\w+\{(\w+),\n(.*?)\n\}", BIBTEX, re.S)
    found = set()
    for key, fields in entries:
        values = dict(re.findall(r"(?m)^  (\w+) = \{(.*)\},$", fields))
        surname = values["author"].split(" and ")[0].split(",")[0]
        (listed,) = (
            entry
            for entry in ENTRIES
            if surname_and_year(entry) == (surname, values["year"])
        )
        for name in ("volume", "pages", "title", "journal"):
            value = re.sub("[{}]", "", values.get(name, "")).replace("--", "–")
            value = value.replace("``", "“").replace("''", "”")
            assert value in listed.replace("*", ""), (key, name)
        found.add(listed)
    assert found == {*ENTRIES}
    assert len(entries) == len(ENTRIES)


def test_the_references_stand_in_order():
    assert sorted(ENTRIES, key=str.casefold) == ENTRIES
