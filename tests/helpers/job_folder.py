"""A folder to submit jobs from, with a small study whose points wait to be let through."""

import json
import sys

from noiselab.common import folders

PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = {path}
from noiselab.common import folders
folders.TEMPLATE, folders.COMPARE = Path({template!r}), Path({report!r})
from noiselab.front import cli
sys.exit(cli.start())
"""
SWEEP = "{name: small, dataset: digits, models: [mlnn], levels: [0, 0.1, 0.2, 0.25], mlnn: {epochs: 1}}"


def make_project(folder, fast_template):
    """Write it; points wait in mid-training for the file `gate`."""
    template = fast_template.read_text()
    waits = "while not Path('{}').exists(): time.sleep(0.1)"
    gate = waits.format(folder / "gate")
    assert "if level == 0.3:" in template
    fast_template.write_text(
        template.replace("if level == 0.3:", f"{gate}\\nif False:")
    )
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    fast = {"template": str(fast_template), "report": str(folders.COMPARE)}
    program = PROGRAM.format(path=sys.path, **fast)
    (folder / "run_sweep.py").write_text(program)
    (folder / "small.yaml").write_text(SWEEP)


def done(folder, point_id):
    """Say whether a point of a study is done."""
    path = folder.point(point_id).result
    return path.is_file() and json.loads(path.read_text())["status"] == "done"
