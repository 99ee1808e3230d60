"""From results to the report's tables."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from noiselab import reference, titles
from noiselab.figures.curves import unit
from noiselab.markup import Link, show, table
from noiselab.outputs import SweepFolder
from noiselab.record import HISTORY, METRICS
from noiselab.reference import Published
from noiselab.results import Result
from noiselab.sweep import Sweep

# The columns for each of METRICS.
_SPOKEN = (
    *("training loss", "training accuracy"),
    *("validation loss", "validation accuracy"),
)

__all__ = [
    "after_epochs",
    "all_points",
    "beside_published",
    "environment",
    "heading",
    "measures",
    "problems",
    "settings",
    "show",
    "table",
    "title_block",
]


def heading(kind: str) -> str:
    """Head what belongs to one noise kind."""
    return f"<h3>{escape(titles.of_noise(kind).capitalize())}</h3>"


def title_block(sweep: Sweep, results: Sequence[Result]) -> str:
    """Head the report: title, author, course, and how much of it is done."""
    report = sweep.report
    byline = " · ".join(filter(None, (report.author, report.course)))
    done = sum(result.status == "done" for result in results)
    line = f"<p class='byline'>{escape(byline)}</p>" if byline else ""
    short = "" if done == len(results) else "; the others are listed at the end"
    return (
        f"<h1>{escape(titles.of_sweep(sweep))}</h1>{line}"
        f"<p class='note'>Sweep {escape(sweep.name)}: {done} of {len(results)} points "
        f"done{short}.</p>"
    )


def settings(sweep: Sweep) -> str:
    """List what the sweep set, in words."""
    rows = [("data", Path(sweep.dataset).name)]
    rows += [
        (titles.of_noise(kind), f"{_listed(levels)} · {unit(kind)}")
        for kind, levels in sweep.noise.items()
    ]
    rows += [
        (
            titles.of_model(name),
            f"{sweep.training[name].epochs} epochs, learning rate "
            f"{sweep.training[name].learning_rate:g}",
        )
        for name in sweep.models
    ]
    rows += [
        ("noisy images clipped to [0, 1]", "yes" if sweep.clip else "no"),
        ("batch size", str(sweep.batch_size)),
        ("repeats", str(sweep.repeats)),
        ("seed", str(sweep.seed)),
        ("precision", sweep.precision),
    ]
    return table("", ("setting", "value"), rows, text_columns=2)


def _listed(levels: Sequence[float]) -> str:
    return ", ".join(f"{level:g}" for level in levels)


def after_epochs(sweep: Sweep, results: Sequence[Result]) -> Iterator[str]:
    """Give, for each noise kind, the table with and without noise after N epochs.

    N is each model's last epoch, or the sweep's `report.after_epochs`, read from the
    stored history. A point that is not done shows its status instead of figures.
    """
    chosen = sweep.report.after_epochs
    after = ", ".join(
        f"{titles.of_model(name)} after {chosen or sweep.training[name].epochs}"
        for name in sweep.models
    )
    groups = [("", 1)] + [(titles.of_model(name), 4) for name in sweep.models]
    head = ["noise level"]
    head += [*_SPOKEN] * len(sweep.models)
    for kind, levels in sweep.noise.items():
        rows = [
            [
                f"{level:g}" + ("" if level else " (clean)"),
                *(
                    figure
                    for model in sweep.models
                    for figure in _figures(_at(results, model, kind, level), chosen)
                ),
            ]
            for level in sorted(levels)
        ]
        caption = f"{titles.of_noise(kind).capitalize()}, epochs: {after}"
        if sweep.repeats > 1:
            caption += f"; means over up to {sweep.repeats} repeats"
        yield table(f"{caption}.", head, rows, groups)


def beside_published(sweep: Sweep, results: Sequence[Result]) -> Iterator[str]:
    """Set the last epoch's figures beside published ones; nothing if none are known.

    Args:
        sweep: The sweep; its report names the CSV of published figures.
        results: Its results; repeats are averaged.

    Yields:
        A heading, then for each model and noise kind a table with three columns for
        each figure: published, here, and the difference, here minus published.
    """
    if sweep.report.reference is None:
        return
    published = reference.read(sweep.report.reference)
    yield "<h2>Beside published figures</h2>"
    for model in sweep.models:
        for kind in sweep.noise:
            known = [p for p in published if (p.model, p.noise) == (model, kind)]
            known = [p for p in known if p.level in sweep.noise[kind]]
            for pair in (METRICS[:2], METRICS[2:]):  # all four would be too wide
                names = [n for n in pair if any(n in one.figures for one in known)]
                if names:
                    yield _published_table(known, names, results)


def _published_table(
    known: Sequence[Published], names: Sequence[str], results: Sequence[Result]
) -> str:
    rows: list[Sequence[Any]] = []
    for one in sorted(known, key=lambda one: one.level):
        here = _figures(_at(results, one.model, one.noise, one.level), None)
        row: list[Any] = [f"{one.level:g}" + ("" if one.level else " (clean)")]
        for name in names:
            there, found = one.figures.get(name), here[METRICS.index(name)]
            both = there is not None and isinstance(found, float)
            row += [there, found, f"{found - there:+.4f}" if both else None]
        rows.append(row)
    groups = [("", 1)] + [(_SPOKEN[METRICS.index(name)], 3) for name in names]
    head = ["noise level", *(["published", "here", "difference"] * len(names))]
    kind, model = titles.of_noise(known[0].noise), titles.of_model(known[0].model)
    caption = f"{model}, {kind}, last epoch; difference: here minus published."
    return table(caption, head, rows, groups)


def _at(results: Sequence[Result], model: str, kind: str, level: float) -> list[Result]:
    place = (model, kind, level)
    return [
        result
        for result in results
        if (result.point.model, result.point.noise, result.point.level) == place
    ]


def _figures(results: Sequence[Result], after: int | None) -> list[Any]:
    """Give the four figures of a place on the grid, or its status four times."""
    done = [result for result in results if result.status == "done"]
    if not done:
        return [results[0].status if results else None] * len(METRICS)
    index = after - 1 if after else -1
    means = [
        float(np.mean([_or_nan(result.history[name][index]) for result in done]))
        for name in HISTORY
    ]
    return [mean if np.isfinite(mean) else "diverged" for mean in means]


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def problems(results: Sequence[Result]) -> str:
    """List the points that failed or are missing, or say that there are none."""
    rows = [
        [result.point.id, result.status, result.error]
        for result in results
        if result.status != "done"
    ]
    if not rows:
        return "<p>Every point of this sweep is done; none failed, none is missing.</p>"
    caption = f"{len(rows)} of {len(results)} points are not in the figures above."
    return table(caption, ("point", "status", "why"), rows, text_columns=3)


def measures(results: Sequence[Result]) -> str:
    """List what was measured on every done point beside loss and accuracy."""
    rows: list[Sequence[Any]] = [
        [
            titles.of_model(result.point.model),
            titles.of_noise(result.point.noise),
            f"{result.point.level:g}",
            str(result.point.repeat),
            _decibels(result),
            result.metrics["val_accuracy"],
            _weakest(result.class_accuracy),
            result.calibration_error,
            result.peak_memory and f"{result.peak_memory / 1e6:.0f}",
        ]
        for result in results
        if result.status == "done"
    ]
    if not rows:
        return "<p>No point is done yet.</p>"
    head = [
        *("model", "noise", "level", "repeat", "SNR, dB", "accuracy"),
        *("weakest class", "calibration error", "memory, MB"),
    ]
    return table("", head, rows, text_columns=2)


def _weakest(shares: Sequence[float | None] | None) -> str | None:
    known = {
        number: share for number, share in enumerate(shares or ()) if share is not None
    }
    if not known:
        return None
    weakest = min(known, key=known.__getitem__)
    return f"{weakest}: {known[weakest]:.4f}"


def all_points(results: Sequence[Result], folder: str | Path) -> str:
    """List every point with a link to its page, or a word that there is none."""
    place = SweepFolder(Path(folder))
    rows: list[Sequence[Any]] = []
    for result in results:
        point, seconds = result.point, result.seconds
        files = place.point(point.id)
        if result.status == "failed" and files.failed_attempt.page.is_file():
            files = files.failed_attempt
        page = files.page
        address = page.relative_to(place.path).as_posix()
        rows.append(
            [
                titles.of_model(point.model),
                titles.of_noise(point.noise),
                f"{point.level:g}",
                str(point.repeat),
                result.status,
                _decibels(result),
                f"{seconds['train']:.1f}" if "train" in seconds else None,
                f"{seconds['total']:.1f}" if "total" in seconds else None,
                Link("page", address) if page.is_file() else "no page",
            ]
        )
    head = [
        *("model", "noise", "level", "repeat", "status"),
        *("SNR, dB", "training, s", "in all, s", "details"),
    ]
    caption = "The pages lie in the folder points beside the report."
    return table(caption, head, rows, text_columns=2)


def _decibels(result: Result) -> str | None:
    if result.status != "done":
        return None
    if result.snr_db is None:
        return "without noise" if not result.point.level else None
    return f"{result.snr_db:.1f}"


def environment(results: Sequence[Result]) -> str:
    """List the versions and machines that the points ran on, each value once."""
    found: dict[str, list[str]] = {}
    for result in results:
        for name, value in result.environment.items():
            if str(value) not in found.setdefault(name, []):
                found[name].append(str(value))
    rows = [(name, ", ".join(values)) for name, values in found.items()]
    if not rows:
        return "<p>No point has run yet.</p>"
    return table("", ("what", "version or value"), rows, text_columns=2)
