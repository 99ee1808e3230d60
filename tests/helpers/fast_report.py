"""A report that shows nothing, for what does not depend on what it says."""

from pathlib import Path

import nbformat
import pytest

from noiselab.common import folders

COMPARE = folders.COMPARE


@pytest.fixture
def fast_report(tmp_path, monkeypatch) -> Path:
    """A comparison without figures and tables, instead of the real one."""
    real = nbformat.read(folders.COMPARE, as_version=4)
    real.cells = [
        cell for cell in real.cells if "parameters" in cell.metadata.get("tags", [])
    ]
    path = tmp_path / "fast_report.ipynb"
    nbformat.write(real, path)
    monkeypatch.setattr(folders, "COMPARE", path)
    return path


@pytest.fixture
def real_report(fast_report, monkeypatch) -> None:
    """The real comparison, for a test with a fast template that reads the report."""
    monkeypatch.setattr(folders, "COMPARE", COMPARE)
