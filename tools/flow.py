"""Draw the flow of a study through the wings: `python tools/flow.py`.

Every file that a box names must exist, so that the picture stays true to the code.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "flow.svg"
# CSS pixels
LEFT, BOX, GAP, HIGH = 20, 214, 28, 108
ROWS = (20, 112, 264, 406)  # where each row begins
BAND = 58  # height of the rows that are as wide as the picture
WIDTH, HEIGHT = 2 * LEFT + 4 * BOX + 3 * GAP, ROWS[-1] + BAND + 20
# Hues of Okabe & Ito, "Color Universal Design" (2008), light enough for black text.
COLOURS = {
    "front": "#E8E8E8",
    "study": "#F6D58E",
    "store": "#BFE3F7",
    "engine": "#F3C6A5",
    "experiment": "#A9DDCB",
    "analysis": "#E6CADB",
    "report": "#B5CFE6",
    "common": "#E8E8E8",
}
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #000 }
.title { font-weight: 600 }
.wing { font-size: 11px; fill: #333; text-anchor: end }
.arrow { stroke: #57606a; stroke-width: 2; marker-end: url(#tip) }
#tip path { fill: #57606a }
@media (prefers-color-scheme: dark) {
  #tip path { fill: #9da7b3 }
  .arrow { stroke: #9da7b3 }
}
"""
WORDS = (
    "The flow of a study: a sweep file expands to points; those that are not done run "
    "the template notebook, one kernel each; every point leaves a folder; networks are "
    "tested at the other levels; the analysis compares them; the report shows it."
)


@dataclass(frozen=True)
class Box:
    """A step of the flow; names in backticks are files of its wing."""

    wing: str
    title: str
    lines: tuple[str, ...]
    row: int
    column: int | None = None  # without one, the box is as wide as the picture

    @property
    def rectangle(self) -> tuple[int, int, int, int]:
        """Left, top, width and height."""
        if self.column is None:
            return LEFT, ROWS[self.row], WIDTH - 2 * LEFT, BAND
        return LEFT + self.column * (BOX + GAP), ROWS[self.row], BOX, HIGH


TOP = Box(
    "front",
    "front: the command, Python, JupyterLab",
    ("`options`, `request`, `carry_out`, `publishing`; `cli`, `api`, `explore`",),
    row=0,
)
FLOW = (
    Box(
        "study",
        "what is asked for",
        (
            "a YAML file (`sweep_file`)",
            "is checked (`sweep`)",
            "and expands to `point`s",
        ),
        row=1,
        column=0,
    ),
    Box(
        "store",
        "where points stand",
        ("missing, failed, done, or", "changed since", "(`standing`, `fingerprint`)"),
        row=1,
        column=1,
    ),
    Box(
        "engine",
        "points run",
        ("one kernel a point, side by", "side, here or on Dask", "(`run_points`)"),
        row=1,
        column=2,
    ),
    Box(
        "experiment",
        "the template notebook",
        ("`datasets`, `noise`, `models`,", "training, evaluation,", "`recording`"),
        row=1,
        column=3,
    ),
    Box(
        "store",
        "points/<id>/",
        ("result, predictions,", "network, notebook", "(`result`, `results`)"),
        row=2,
        column=3,
    ),
    Box(
        "engine",
        "cross tests",
        ("each network is tested at", "all levels of its noise", "(`cross_testing`)"),
        row=2,
        column=2,
    ),
    Box(
        "analysis",
        "what the results say",
        ("`evidence`, `comparisons`,", "`robustness`, `findings`,", "`limits`"),
        row=2,
        column=1,
    ),
    Box(
        "report",
        "what is shown",
        ("`figures`, `tables`, `pages`,", "`point_pages`, `export`,", "`index_page`"),
        row=2,
        column=0,
    ),
)
GROUND = Box(
    "common",
    "common: the ground that every wing stands on",
    ("`errors`, `words`, `files`, `folders`, `registry`, `schema`",),
    row=3,
)


def draw() -> str:
    """Return the picture as SVG; raise `LookupError` if a box names an absent file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{WORDS}">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" '
        'markerHeight="5" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    for before, after in pairwise(FLOW):
        parts.append(_arrow(before, after))
    for box in (TOP, *FLOW, GROUND):
        parts += _drawn(box)
    return "\n".join([*parts, "</svg>\n"])


def _arrow(before: Box, after: Box) -> str:
    x1, y1, width, height = before.rectangle
    x2, y2, _, _ = after.rectangle
    if y1 != y2:
        ends = (x1 + width // 2, y1 + height, x2 + width // 2, y2)
    else:
        middle = y1 + height // 2
        ends = (x1 + width, middle, x2, middle)
        if x2 < x1:
            ends = (x1, middle, x2 + width, middle)
    return '<line class="arrow" x1="{}" y1="{}" x2="{}" y2="{}"/>'.format(*ends)


def _drawn(box: Box) -> list[str]:
    x, y, width, height = box.rectangle
    _check_files(box)
    parts = [
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" '
        f'fill="{COLOURS[box.wing]}"/>',
        f'<text class="title" x="{x + 12}" y="{y + 24}">{escape(box.title)}</text>',
    ]
    for number, line in enumerate(box.lines):
        text = escape(line.replace("`", ""))
        parts.append(f'<text x="{x + 12}" y="{y + 44 + 18 * number}">{text}</text>')
    if box.column is not None:
        corner = f'x="{x + width - 8}" y="{y + height - 7}"'
        parts.append(f'<text class="wing" {corner}>{box.wing}</text>')
    return parts


def _check_files(box: Box) -> None:
    folder = ROOT / "src" / "noiselab" / box.wing
    for name in "".join(box.lines).split("`")[1::2]:
        if not ((folder / f"{name}.py").is_file() or (folder / name).is_dir()):
            raise LookupError(f"{box.wing} has no {name}")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    print(PICTURE)
