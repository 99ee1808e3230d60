"""The page that lists the studies of a folder."""

import datetime
from html import escape
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import SweepFolder
from noiselab.common.version import __version__
from noiselab.report import pages
from noiselab.report.look import model_colour
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

NAME = "index.html"
_TABLE = (
    '<div class="output_subarea"><table><thead><tr><th scope="col" class="text">study'
    '</th><th scope="col">made on</th><th scope="col">points done</th>'
    '<th scope="col">best accuracy</th><th scope="col">noise, up to accuracy 1</th>'
    '<th scope="col" class="text">files</th></tr></thead>'
    "<tbody>\nROWS\n</tbody></table></div>"
)
_NOTHING = "<p>No study has a report yet.</p>"
WIDTH, HEIGHT = 160, 44  # of a small curve, in CSS pixels


def write(folder: Path) -> Path:
    """Write `index.html`: for each study its date, points, accuracy, curve and links.

    Args:
        folder: The folder that holds the sweeps' folders, such as `outputs/`.

    Returns:
        The page.
    """
    rows = []
    for path in sorted(folder.glob("*/sweep.yaml")):
        place = SweepFolder(path.parent)
        try:
            sweep, found = results.read_sweep(place.path)
        except (NoiselabError, OSError):
            continue  # a study that cannot be read any more is not listed
        if place.report.is_file():
            rows.append(_row(place, sweep, found))
    table = _TABLE.replace("ROWS", "\n".join(rows)) if rows else _NOTHING
    page = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="noiselab {__version__}">\n'
        f"<title>Studies</title>\n<style>{pages.page_part('page.css')}</style>\n"
        f"</head>\n<body>\n<main>\n<h1>Studies</h1>\n{table}\n</main>\n"
        f"<script>{pages.page_part('page.js')}</script>\n</body>\n</html>\n"
    )
    files.write(folder / NAME, page)
    return folder / NAME


def is_current(folder: SweepFolder) -> bool:
    """Say whether the list is newer than a study's report."""
    page = folder.path.parent / NAME
    return page.is_file() and page.stat().st_mtime >= folder.report.stat().st_mtime


def _row(place: SweepFolder, sweep: Sweep, found: list[Result]) -> str:
    done = [result for result in found if result.status == "done"]
    usable = [result for result in done if not result.diverged]
    best = max((_accuracy(result) for result in usable), default=None)
    made = datetime.date.fromtimestamp(place.report.stat().st_mtime).isoformat()
    name = place.path.name
    links = [
        f'<a data-page href="{escape(name)}/{file.name}">{words}</a>'
        for file, words in (
            (place.report, "report"),
            (place.results, "table"),
            (place.archive, "zip"),
            (place.pdf, "PDF"),
        )
        if file.is_file()
    ]
    title = escape(names.of_sweep(sweep))
    cells = (
        f'<a data-page href="{escape(name)}/{place.report.name}">{title}</a>',
        made,
        f"{len(done)} of {len(found)}",
        "–" if best is None else f"{best:.4f}",
        _curve(sweep, usable),
        " · ".join(links),
    )
    told = "".join(f'<td class="short">{cell}</td>' for cell in cells[1:5])
    return (
        f'<tr><th scope="row" class="text">{cells[0]}<span class="bounds">'
        f'{escape(name)}</span></th>{told}<td class="text short">{cells[5]}</td></tr>'
    )


def _accuracy(result: Result) -> float:
    return float(result.metrics["val_accuracy"] or 0)


def _curve(sweep: Sweep, done: list[Result]) -> str:
    """Draw accuracy over the levels of the first noise kind, a line a model."""
    kind = next(iter(sweep.noise))
    levels = sorted(sweep.noise[kind])
    low, high = levels[0], max(levels[-1], levels[0] + 1e-9)
    least = min((_accuracy(r) for r in done if r.point.noise == kind), default=0.0)
    lines, words = [], []
    for model in sweep.models:
        places = []
        for level in levels:
            here = [
                _accuracy(r)
                for r in done
                if (r.point.model, r.point.noise, r.point.level) == (model, kind, level)
            ]
            if here:
                mean = sum(here) / len(here)
                x = 3 + (WIDTH - 6) * (level - low) / (high - low)
                down = (1 - mean) / max(1 - least, 1e-9)
                places.append((x, 3 + (HEIGHT - 6) * down, level, mean))
        if places:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in places)
            colour = model_colour(sweep, model)
            lines.append(
                f'<polyline points="{points}" fill="none" stroke="{colour}" '
                'stroke-width="2"/>'
                + "".join(
                    f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>'
                    for x, y, _, _ in places
                )
            )
            told = ", ".join(f"{mean:.3f} at {level:g}" for _, _, level, mean in places)
            words.append(f"{names.of_model(sweep, model)} {told}")
    if not lines:
        return "–"
    label = escape(f"Accuracy, {names.of_noise(sweep, kind)}: {'; '.join(words)}")
    return (
        f'<svg class="curve" role="img" aria-label="{label}" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(lines)}</svg>'
    )
