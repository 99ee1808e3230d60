"""Make the documentation as web pages: `python tools/website.py OUT`.

The pages are the documents as they stand, the notebooks, and the docstrings of what
users import. They open from a disk and need no network. A warning is an error.
`pip install -r requirements-docs.txt` installs what this needs.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from inspect import ismodule
from pathlib import Path

from sphinx.cmd.build import main as sphinx

import noiselab

ROOT = Path(__file__).resolve().parents[1]
# the parts of the side bar, and their pages in order
PARTS = {
    "Use it": "docs/tutorial docs/howto docs/data docs/designs docs/own_parts "
    "docs/cluster docs/companions",
    "Look it up": "docs/reference docs/elsewhere docs/methods docs/glossary "
    "outputs/README",
    "From Python": "",
    "Notebooks": "notebooks/train_and_evaluate notebooks/compare notebooks/explore",
    "Behind it": "docs/reliability SECURITY ARCHITECTURE docs/decisions "
    "benchmarks/README benchmarks/NOTES findings/README CONTRIBUTING CHANGELOG",
}
BESIDE = (
    "docs/images/*",
    "docs/*.py",
    "docs/*.bib",
    "CITATION.cff",
)  # what pages show or link
README = re.compile(r"\]\((\.\./)?README\.md")
# the comparison gets its figures and tables, and their numbers, when it is executed
NUMBERED = re.compile(r"\[((?:Figure|Table)s? \d+\w?)\]\(#(?:figure|table)-[\w-]+\)")
# What the pages need for keyboards and screen readers.
ACCESSIBLE = {
    r'role="heading">': 'role="heading" aria-level="2">',
    r'<aside class="sidebar-drawer"': r'\g<0> aria-label="All pages"',
    r'<aside class="toc-drawer[^"]*"': r'\g<0> aria-label="On this page"',
    r'<pre(?=>)|<div class="table-wrapper[^"]*"': r'\g<0> tabindex="0"',
    r'<th class="head[^"]*">(<p></p>)?</th>': "<td></td>",
    r'(?=<div id="search-results">)': "<h1>Search</h1>",
}


def main() -> int:
    """Lay out the pages in a temporary folder, and have Sphinx write them to `OUT`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write to")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        lay_out(source)
        conf = ROOT / "docs" / "site"
        options = ["-W", "--keep-going", "-q", "-E", "-d", Path(folder) / "trees"]
        if code := sphinx([*map(str, ("-c", conf, *options, source, out))]):
            return code
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for pattern, better in ACCESSIBLE.items():
            text = re.sub(pattern, better, text)
        page.write_text(text, encoding="utf-8")
    print(out / "index.html")
    return 0


def lay_out(source: Path) -> None:
    """Put each page where links expect it; the README becomes the first.

    Args:
        source: The folder to make.
    """
    contents = []
    for part, names in PARTS.items():
        pages = names.split() or list(_of_docstrings(source / "api"))
        lines = "\n".join(pages)
        contents.append(f"```{{toctree}}\n:hidden:\n:caption: {part}\n\n{lines}\n```")
        for path in (path for name in names.split() for path in ROOT.glob(f"{name}.*")):
            text = README.sub(r"](\1index.md", path.read_text(encoding="utf-8"))
            _write(source / path.relative_to(ROOT), NUMBERED.sub(r"\1", text))
    for path in (path for pattern in BESIDE for path in ROOT.glob(pattern)):
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _write(source / "index.md", "\n\n".join([readme, *contents]))


def _of_docstrings(folder: Path) -> Iterator[str]:
    """Write a page for each public name of the package; yield the pages' names.

    What two modules have in common is described in the first.
    """
    described: dict[int, str] = {}
    for name in sorted(set(noiselab.__all__) - {"__version__"}):
        full, part = f"noiselab.{name}", getattr(noiselab, name)
        lines = [full, "=" * 80, ""]
        if ismodule(part):
            members = {member: id(getattr(part, member)) for member in part.__all__}
            twice = {m: described[i] for m, i in members.items() if i in described}
            described |= {i: full for m, i in members.items() if m not in twice}
            lines += [f".. automodule:: {full}"]
            lines += [f"   :exclude-members: {', '.join(twice)}"] if twice else []
            lines += [
                f"\n``{m}`` is that of :mod:`{other}`." for m, other in twice.items()
            ]
        else:
            lines += [f".. autofunction:: {full}"]
        _write(folder / f"{full}.rst", "\n".join([*lines, ""]))
        yield f"{folder.name}/{full}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
