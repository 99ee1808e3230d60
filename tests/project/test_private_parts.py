"""Other libraries' private parts are touched in few files: behind a check, or of one version."""

import ast
from pathlib import Path

from helpers.documents import ROOT

PACKAGE = ROOT / "src" / "noiselab"
TOUCHED = {
    "common/reasons.py",
    "engine/batch_jobs.py",  # of dask-jobqueue 0.9 alone
    "engine/early_imports.py",
    "engine/kernel_exit.py",
    "experiment/fused_optimizers.py",
}
DOCUMENTED = {"_exit", "_value_", "_getframe", "_asdict"}  # of Python itself


def foreign_parts(path: Path) -> set[str]:
    """Names with one underscore in front that a file uses and does not define."""
    used, own = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own.add(node.name)
        if isinstance(node, ast.Name):
            own.add(node.id)
        if isinstance(node, ast.ImportFrom) and "noiselab" not in str(node.module):
            used |= {alias.name for alias in node.names}
        if isinstance(node, ast.Attribute):
            mine = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            (own if mine else used).add(node.attr)
    private = {
        name for name in used if name.startswith("_") and not name.endswith("__")
    }
    return private - own - DOCUMENTED


def test_only_these_files_touch_them():
    touching = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if foreign_parts(path)
    }
    assert touching == TOUCHED
