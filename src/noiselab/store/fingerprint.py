"""What a point's result depends on, as a few digests that can be compared part by part.

Names of parts: `settings` (the point's parameters), `template` (the notebook's code
cells), `code` (the package's modules that decide a result), `data` (the arrays). What
only changes how a result looks, such as figures, is left out on purpose.
"""

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from noiselab.study.point import Point

PACKAGE = Path(__file__).parents[1]
PARTS = ("settings", "template", "code", "data")


def of(
    point: Point, template: Path, data_digest: str, plugins: Sequence[Path] = ()
) -> dict[str, str]:
    """Compute a point's fingerprint.

    Args:
        point: The point.
        template: The template notebook's path.
        data_digest: `Dataset.digest` of the data it runs on.
        plugins: The sweep's own files.

    Returns:
        A short digest for each of `PARTS`.
    """
    settings = json.dumps(point.parameters(), sort_keys=True)
    return {
        "settings": short(settings),
        "template": _template(template, template.stat().st_mtime_ns),
        "code": code(plugins),
        "data": data_digest[:16],
    }


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Name the parts in which a fingerprint differs from what it would be now."""
    return [part for part in now if before.get(part) != now[part]]


def code(plugins: Sequence[Path] = ()) -> str:
    """Digest the package's modules that decide a result, and a sweep's own files."""
    package = _code(tuple(sorted((PACKAGE / "experiment").rglob("*.py"))))
    own = [essence(path.read_text("utf-8")) for path in plugins]
    return short("\n".join([package, *own])) if own else package


def short(text: str) -> str:
    """Digest a text to 16 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _template(path: Path, changed: int) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]).strip() for c in cells if c["cell_type"] == "code"]
    return short(json.dumps(code))


@cache
def _code(sources: tuple[Path, ...]) -> str:
    return short("\n".join(essence(path.read_text("utf-8")) for path in sources))


def report(notebook: Path) -> str:
    """Digest the code that makes the report: comparison, package and page."""
    templates = PACKAGE / "report" / "templates"
    pages = sorted(path for path in templates.rglob("*") if path.is_file())
    looks = "\n".join(path.read_text("utf-8") for path in (notebook, *pages))
    return short(looks + _code(tuple(sorted(PACKAGE.rglob("*.py")))))


def essence(source: str) -> str:
    """Reduce Python source to what it does: comments and docstrings do not count."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list) or not body:
            continue
        first = body[0]
        if (
            isinstance(first, ast.Expr)
            and isinstance(first.value, ast.Constant)
            and isinstance(first.value.value, str)
        ):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)
