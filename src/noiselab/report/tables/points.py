"""What a report says about single points."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from noiselab.common import user_paths
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.report.tables.html import Link, number, table
from noiselab.store.result import Result
from noiselab.store.results import once
from noiselab.study import names
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


def problems(results: Sequence[Result]) -> str:
    """List the points that failed or are missing, or say that there are none."""
    points = once(results)
    rows = [
        [result.point.id, result.status, result.why]
        for result in points
        if result.status != "done"
    ]
    if not rows:
        return "<p>Every point of this sweep is done; none failed, none is missing.</p>"
    caption = (
        f"{len(rows)} of {counted(len(points), 'point')} "
        f"{'is' if len(rows) == 1 else 'are'} not included above."
    )
    return table(caption, ("point", "status", "why"), rows, text_columns=3)


def measures(sweep: Sweep, results: Sequence[Result]) -> str:
    """List what was measured on every done point besides loss."""
    rows: list[Sequence[Any]] = [
        [
            names.of_network(sweep, result.point),
            _noise(sweep, result.point),
            f"{result.point.level:g}",
            str(result.point.repeat),
            _decibels(result),
            *_answers(sweep, result),
            result.peak_memory and f"{result.peak_memory / 1e6:.0f}",
        ]
        for result in once(results)
        if result.status == "done"
    ]
    if not rows:
        return "<p>No point is done yet.</p>"
    head = [
        "model",
        "noise",
        "level",
        "repeat",
        "SNR, dB",
        "accuracy",
        "weakest class",
        "calibration error",
        "memory, MB",
    ]
    return table("", head, rows, text_columns=2)


def _answers(sweep: Sweep, result: Result) -> list[Any]:
    """Sum up what a network answered; one that diverged has no answers that count."""
    if result.diverged:
        return ["diverged", None, None]
    weakest = _weakest(sweep, result.class_accuracy)
    return [result.metrics["val_accuracy"], weakest, result.calibration_error]


def _weakest(sweep: Sweep, shares: Sequence[float | None] | None) -> str | None:
    tested = {
        number: share for number, share in enumerate(shares or ()) if share is not None
    }
    if not tested:
        return None
    weakest = min(tested, key=tested.__getitem__)
    alike = sum(share == tested[weakest] for share in tested.values()) - 1
    others = f" and {counted(alike, 'other')}" if alike else ""
    return f"{names.of_class(sweep, weakest)}{others}: {tested[weakest]:.4f}"


def all_points(sweep: Sweep, results: Sequence[Result], folder: str | Path) -> str:
    """List every point with a link to its page, or a note that there is none.

    A point with a notebook has a page, which is made at the same time as the report.
    """
    study = SweepFolder(user_paths.of_user(folder))
    rows: list[Sequence[Any]] = []
    for result in once(results):
        point, seconds = result.point, result.seconds
        files = study.point(point.id)
        if result.status == "failed" and files.failed_attempt.notebook.is_file():
            files = files.failed_attempt
        address = files.page.relative_to(study.path).as_posix()
        rows.append(
            [
                names.of_network(sweep, point),
                _noise(sweep, point),
                f"{point.level:g}",
                str(point.repeat),
                result.status,
                _decibels(result),
                f"{seconds['train']:.1f}" if "train" in seconds else None,
                f"{seconds['total']:.1f}" if "total" in seconds else None,
                Link("page", address) if files.notebook.is_file() else "no page",
            ]
        )
    head = [
        "model",
        "noise",
        "level",
        "repeat",
        "status",
        "SNR, dB",
        "training, s",
        "total, s",
        "details",
    ]
    caption = "The pages are in the folder points, next to the report."
    return table(caption, head, rows, text_columns=2)


def _noise(sweep: Sweep, point: Point) -> str:
    return names.of_noise(sweep, point.noise) if point.level else "none"


def _decibels(result: Result) -> str | None:
    if result.status != "done":
        return None
    if result.snr_db is None:
        return "without noise" if not result.point.level else None
    return number(result.snr_db, digits=1)
