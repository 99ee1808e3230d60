"""Studies that are put together: small ones, with made-up answers."""

import json
from pathlib import Path

import numpy as np

from noiselab.store.unlike import Stored
from noiselab.study import sweep_file

FIELDS = {"dataset": "digits", "models": "mlnn", "levels": [0, 0.5]}


def stored(make_study, name: str, right=40, **changes) -> Stored:
    """Make a study and read it: of 40 test images, so many are right at each level."""
    sweep = sweep_file.check(FIELDS | {"name": name} | changes)
    made = make_study(sweep, lambda point, level: np.arange(40) < right)
    return Stored.read(name, made.folder.path)


def refingerprint(study: Stored, **parts: str) -> Stored:
    """Change parts of the fingerprints of all its points."""
    for path in study.folder.path.glob("points/*/*.json"):
        fields = json.loads(path.read_text())
        fields["fingerprint"] |= parts
        fields.pop("seal", None)
        path.write_text(json.dumps(fields))
    return Stored.read(study.name, study.folder.path)


def content(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Give the content and the time of each file of a folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
