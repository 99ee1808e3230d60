"""Programs outside the package import what is there; what they do is run elsewhere."""

import importlib.util
import sys

import pytest
from helpers.documents import ROOT

# The loop as one writes it with Keras alone runs as it is read, and imports nothing here.
AS_WRITTEN = "plain_loop.py"
PROGRAMS = [
    path
    for folder in ("tools", "benchmarks", "docs")
    for path in sorted(ROOT.glob(f"{folder}/*.py"))
    if path.name != AS_WRITTEN
]


@pytest.mark.parametrize(
    "path", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_program_finds_what_it_imports(path, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)  # as Python does for a program
    spec = importlib.util.spec_from_file_location(f"program_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    assert module.__doc__
