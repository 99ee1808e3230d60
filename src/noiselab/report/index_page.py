"""The page that lists the studies of a folder."""

import datetime
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import SweepFolder
from noiselab.common.version import __version__
from noiselab.report import page_template
from noiselab.report.export import EXPORTERS
from noiselab.report.model_styles import model_colour
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

NAME = "index.html"
_TABLE = (
    '<div class="output_subarea"><table><thead><tr><th scope="col" class="text">study'
    '</th><th scope="col">date</th><th scope="col">points done</th>'
    '<th scope="col">best accuracy</th><th scope="col">accuracy by noise level</th>'
    '<th scope="col" class="text">files</th></tr></thead>'
    "<tbody>\nROWS\n</tbody></table></div>"
)
_NOTHING = "<p>No study has a report yet.</p>"
Corner = tuple[float, float]
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
        study = SweepFolder(path.parent)
        try:
            sweep, stored = results.read_sweep(study.path)
        except (NoiselabError, OSError):
            continue  # a study that can no longer be read is not listed
        if study.report.is_file():
            rows.append(_row(study, sweep, stored))
    table = _TABLE.replace("ROWS", "\n".join(rows)) if rows else _NOTHING
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
    page = folder.path.parent / NAME
    if not page.is_file() or page.stat().st_mtime < folder.report.stat().st_mtime:
        return False
    return _made_with() in page.read_text("utf-8", errors="replace")[:1000]


def _made_with() -> str:
    return f'<meta name="noiselab" content="{page_template.look()}">'


def _row(study: SweepFolder, sweep: Sweep, stored: list[Result]) -> str:
    done = [result for result in stored if result.status == "done"]
    usable = [result for result in done if not result.diverged]
    best = max((_accuracy(result) for result in usable), default=None)
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
        f"{len(done)} of {len(stored)}",
        "–" if best is None else f"{best:.4f}",
        _curve(sweep, usable),
    )
    cells = "".join(f'<td class="short">{value}</td>' for value in values)
    return (
        f'<tr><th scope="row" class="text">{link}<span class="bounds">{escape(name)}'
        f'</span></th>{cells}<td class="text short">{" · ".join(links)}</td></tr>'
    )


def _accuracy(result: Result) -> float:
    return float(result.metrics["val_accuracy"] or 0)


def _curve(sweep: Sweep, usable: list[Result]) -> str:
    """Draw accuracy over the levels of the first noise kind, a line for each model."""
    kind = next(iter(sweep.noise))
    of_kind = [result for result in usable if result.point.noise == kind]
    lines, words = [], []
    for model in sweep.models:
        accuracies = _by_level([r for r in of_kind if r.point.model == model])
        if accuracies:
            least = min(map(_accuracy, of_kind))
            lines.append(_line(sweep, model, accuracies, least))
            values = ", ".join(
                f"{y:.3f} at {level:g}" for level, y in accuracies.items()
            )
            words.append(f"{names.of_model(sweep, model)} {values}")
    if not lines:
        return "–"
    label = escape(f"Accuracy, {names.of_noise(sweep, kind)}: {'; '.join(words)}")
    return (
        f'<svg class="curve" role="img" aria-label="{label}" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(lines)}</svg>'
    )


def _by_level(results: list[Result]) -> dict[float, float]:
    """Average accuracy over the repeats of each level, from the lowest level up."""
    accuracies: dict[float, list[float]] = {}
    for result in sorted(results, key=lambda result: result.point.level):
        accuracies.setdefault(result.point.level, []).append(_accuracy(result))
    return {level: sum(values) / len(values) for level, values in accuracies.items()}


def _line(
    sweep: Sweep, model: str, accuracies: dict[float, float], least: float
) -> str:
    """Draw one model's line, from accuracy `least` at the lower edge to 1."""
    kind = next(iter(sweep.noise))
    low, high = min(sweep.noise[kind]), max(sweep.noise[kind])
    across = (WIDTH - 6) / max(high - low, 1e-9)
    down = (HEIGHT - 6) / max(1 - least, 1e-9)
    corners = {
        level: (3 + across * (level - low), 3 + down * (1 - accuracy))
        for level, accuracy in accuracies.items()
    }
    colour = model_colour(sweep, model)
    lines = (
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in part)}" '
        f'fill="none" stroke="{colour}" stroke-width="2"/>'
        for part in _unbroken(sorted(sweep.noise[kind]), corners)
    )
    circles = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>'
        for x, y in corners.values()
    )
    return "".join([*lines, *circles])


def _unbroken(levels: Sequence[float], corners: Mapping[float, Corner]) -> list[list]:
    """Split a line where a level has no result."""
    parts: list[list[Corner]] = [[]]
    for level in levels:
        if level in corners:
            parts[-1].append(corners[level])
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]
