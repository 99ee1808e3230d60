"""The page that lists the studies of a folder."""

import datetime
from html import escape
from pathlib import Path

from noiselab.analysis import ways_apart
from noiselab.common import files
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import INDEX, SweepFolder
from noiselab.common.version import __version__
from noiselab.report import page_template, small_curves
from noiselab.report.export import EXPORTERS
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

NAME = INDEX
_HEADS = (
    "study",
    "report made on",
    "points finished",
    "highest validation accuracy",
    "validation accuracy at each level of noise",
    "files",
)
_TEXT = (0, len(_HEADS) - 1)  # columns of text
_WORDS = (
    "<p>Each small curve shows how validation accuracy changes with the level of "
    "noise, as a mean over repeats. All are drawn on one scale of accuracy, from 0 to "
    "1, so that they can be compared by eye. Of several kinds of noise, the first is "
    "shown.</p>"
)
_NOTHING = "<p>No study has a report yet.</p>"


def write(folder: Path) -> Path:
    """Write `index.html`: for each study its date, points, accuracy, curve and links.

    Args:
        folder: The folder that holds the sweeps' folders, such as `outputs/`.

    Returns:
        The page.
    """
    rows = []
    for path in sorted(folder.glob("*/sweep.yaml")):
        study = SweepFolder(path.parent)
        try:
            sweep, stored = results.read_sweep(study.path)
        except (NoiselabError, OSError):
            continue  # a study that can no longer be read is not listed
        if study.report.is_file():
            rows.append(_row(study, sweep, stored))
    table = f"{_WORDS}\n{_table(rows)}" if rows else _NOTHING
    page = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="noiselab {__version__}">\n{_made_with()}\n'
        '<meta http-equiv="Content-Security-Policy" '
        f'content="{page_template.policy()}">\n'
        f"<title>Studies</title>\n<style>{page_template.part('page.css')}</style>\n"
        f"</head>\n<body>\n<main>\n<h1>Studies</h1>\n{table}\n</main>\n"
        f"<script>{page_template.script()}</script>\n</body>\n</html>\n"
    )
    files.write(folder / NAME, page)
    return folder / NAME


def is_current(folder: SweepFolder) -> bool:
    """Say whether the list is newer than a study's report, and has today's look."""
    page = folder.index()
    if not page.is_file() or page.stat().st_mtime < folder.report.stat().st_mtime:
        return False
    return _made_with() in page.read_text("utf-8", errors="replace")[:1000]


def _made_with() -> str:
    return f'<meta name="noiselab" content="{page_template.look()}">'


def _table(rows: list[str]) -> str:
    classes = [' class="text"' if n in _TEXT else "" for n in range(len(_HEADS))]
    heads = "".join(
        f'<th scope="col"{style}>{head}</th>'
        for style, head in zip(classes, _HEADS, strict=True)
    )
    body = "\n".join(rows)
    return (
        '<div class="scroll"><table class="studies"><thead><tr>'
        f"{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(study: SweepFolder, sweep: Sweep, stored: list[Result]) -> str:
    points = results.once(stored)
    done = [result for result in points if result.status == "done"]
    usable = [r for r in stored if r.status == "done" and not r.diverged]
    best = max((small_curves.accuracy(result) for result in usable), default=None)
    apart = ways_apart.tell(sweep, usable)
    date = datetime.date.fromtimestamp(study.report.stat().st_mtime).isoformat()
    name = study.path.name
    links = [
        f'<a data-page href="{escape(name)}/{file.name}">{words}</a>'
        for file, words in (
            (study.report, "report"),
            (study.results, "table"),
            *((exporter.path(study), exporter.link) for exporter in EXPORTERS.values()),
        )
        if file.is_file()
    ]
    title = escape(names.of_sweep(sweep))
    link = f'<a data-page href="{escape(name)}/{study.report.name}">{title}</a>'
    values = (
        date,
        f"all {len(done)}"
        if len(done) == len(points)
        else f"{len(done)} of {len(points)}",
        "–" if best is None else f"{best:.4f}",
        small_curves.curve(apart.sweep, apart.results),
    )
    cells = "".join(f'<td class="short">{value}</td>' for value in values)
    return (
        f'<tr><th scope="row" class="text">{link}<span class="bounds">{escape(name)}'
        f'</span></th>{cells}<td class="text short">{" · ".join(links)}</td></tr>'
    )
