"""Other programs read a study's tables with the right types, by what the page says."""

import csv
import json
import math
import re
import shutil
import subprocess

import pytest
from helpers import venvs
from helpers.documents import ROOT

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs/companions.md").read_text(encoding="utf-8")
POLARS = """
import json, sys
from pathlib import Path
import polars as pl

read = {}
for path in sys.argv[1:]:
    table = eval(SHOWN.replace('"means.csv"', "path"))
    for name in table.columns:
        kind, values = table.schema[name], table[name].to_list()
        if kind.is_numeric():
            values = [value if value is None else repr(value) for value in values]
        sort = "number" if kind.is_numeric() else kind.to_python().__name__
        read[f"{Path(path).name} {name}"] = sort, values
print(json.dumps(read))
"""
R = """
for (path in commandArgs(TRUE)) {
  SHOWN
  for (name in names(table)) {
    values <- table[[name]]
    kind <- if (is.numeric(values)) "number" else class(values)
    if (is.numeric(values)) values <- sprintf("%.17g", values)
    if (all(values %in% c("true", "false", NA))) kind <- class(as.logical(values))
    texts <- gsub("[\\r\\n]", " ", ifelse(is.na(table[[name]]), "", values))
    line <- paste(c(paste(basename(path), name), kind, texts), collapse = "\\x1f")
    cat(line, "\\n", sep = "")
  }
}
"""


def shown(program):
    """The first code of a program's row."""
    return re.search(rf"^\| {program} \| `(.+?)`", PAGE, re.M)[1]


@pytest.fixture(scope="module")
def tables(study):
    """The tables of a study, and what each column holds: its texts by file and name."""
    paths, columns = sorted(study.glob("*.csv")), {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            first, *rows = csv.reader(file)
        for name, *texts in zip(first, *rows, strict=True):
            columns[f"{path.name} {name}"] = texts
    assert len(paths) > 10
    return paths, columns


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def agrees(texts, sort, values, of_texts, of_truths):
    """Whether a column was read as what it is, and with its values."""
    told = [text for text in texts if text]
    if not told:
        return not any(values)
    if all(map(is_number, told)):
        return sort == "number" and all(
            not value if not text else math.isclose(float(text), float(value))
            for text, value in zip(texts, values, strict=True)
        )
    if {*told} <= {"true", "false"}:
        return sort == of_truths
    return sort == of_texts and [v or "" for v in values] == texts


def test_polars_reads_every_table_as_the_page_says(tables, tmp_path):
    python = venvs.make(tmp_path / "venv", "polars>=1") / "python"
    paths, columns = tables
    script = f"SHOWN = {shown('polars')!r}\n{POLARS}"
    words = [python, "-c", script, *paths]
    env = venvs.environment(python.parent)
    read = json.loads(subprocess.check_output(words, env=env, text=True))
    assert [*read] == [*columns]
    wrong = [
        name
        for name in columns
        if not agrees(columns[name], *read[name], "str", "bool")
    ]
    assert wrong == []


def test_r_reads_every_table_as_the_page_says(tables, tmp_path):
    if not (command := shutil.which("Rscript")):
        pytest.skip("R is not installed: apt-get install r-base-core")
    paths, columns = tables
    script = tmp_path / "read.R"
    script.write_text(R.replace("SHOWN", shown("R").replace('"results.csv"', "path")))
    words = [command, "--vanilla", "--encoding=UTF-8", script, *paths]
    lines = subprocess.check_output(words, text=True).splitlines()
    read = {name: (kind, v) for name, kind, *v in (s.split("\x1f") for s in lines)}
    assert [*read] == [*columns]
    wrong = [
        name
        for name in columns
        if not agrees(columns[name], *read[name], "character", "logical")
    ]
    assert wrong == []
