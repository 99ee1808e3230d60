"""Small curves of accuracy, as the list of studies shows them, all on one scale."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from noiselab.report.model_styles import model_colour, model_marker
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

Corner = tuple[float, float]
# Of a curve, in CSS pixels: its size, and the ends of its axes.
WIDTH, HEIGHT = 190, 76
LEFT, RIGHT, TOP, BOTTOM = 24, 184, 8, 60
SCALE = (0.0, 0.5, 1.0)  # accuracies that are named beside every curve
# Outlines around 0 of the markers that figures use.
_MARKS = {
    "o": "M-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0z",
    "s": "M-2.3-2.3h4.6v4.6h-4.6z",
    "D": "M0-3.2l3.2 3.2-3.2 3.2-3.2-3.2z",
    "^": "M0-3l3 5.2h-6z",
    "v": "M0 3l3-5.2h-6z",
    "P": "M-1-3h2v2h2v2h-2v2h-2v-2h-2v-2h2z",
    "X": "M0-1.5l1.5-1.5 1.5 1.5-1.5 1.5 1.5 1.5-1.5 1.5-1.5-1.5-1.5 1.5-1.5-1.5 "
    "1.5-1.5-1.5-1.5 1.5-1.5z",
}


def curve(sweep: Sweep, usable: Sequence[Result]) -> str:
    """Draw accuracy over the levels of the first noise kind, a line for each model.

    Args:
        sweep: The study's sweep.
        usable: Its done results that did not diverge.

    Returns:
        HTML: the curves from accuracy 0 to 1, and below them a legend.
    """
    kind = next(iter(sweep.noise))
    lines, words, legend = [], [], []
    for model in sweep.models:
        accuracies = _by_level(
            r for r in usable if (r.point.noise, r.point.model) == (kind, model)
        )
        if accuracies:
            label = names.of_model(sweep, model)
            lines.append(_line(sweep, model, accuracies))
            legend.append(f"<span>{_key(sweep, model)} {escape(label)}</span>")
            values = ", ".join(f"{y:.3f} at {x:g}" for x, y in accuracies.items())
            words.append(f"{label} {values}")
    if not lines:
        return "–"
    noise = names.of_noise(sweep, kind)
    label = escape(f"Validation accuracy, {noise}: {'; '.join(words)}")
    return (
        f'<svg class="curve" role="img" aria-label="{label}" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{_axes(sweep)}'
        f'{"".join(lines)}</svg><div class="legend">{" ".join(legend)}</div>'
        f'<div class="legend">level of {escape(noise)}</div>'
    )


def accuracy(result: Result) -> float:
    """Give the validation accuracy of a done result; 0 if there is none."""
    return float(result.metrics["val_accuracy"] or 0)


def _by_level(results: Iterable[Result]) -> dict[float, float]:
    """Average accuracy over the repeats of each level, from the lowest level up."""
    accuracies: dict[float, list[float]] = {}
    for result in sorted(results, key=lambda result: result.point.level):
        accuracies.setdefault(result.point.level, []).append(accuracy(result))
    return {level: sum(values) / len(values) for level, values in accuracies.items()}


def _height(accuracy: float) -> float:
    """Give the place of an accuracy, which is the same in every curve."""
    return BOTTOM - (BOTTOM - TOP) * accuracy


def _axes(sweep: Sweep) -> str:
    """Draw the scale of accuracy, and name the lowest and the highest level."""
    levels = sweep.noise[next(iter(sweep.noise))]
    parts = []
    for named in SCALE:
        y = _height(named)
        parts.append(f'<path d="M{LEFT} {y:g}H{RIGHT}" stroke="#d5dae0"/>')
        parts.append(_text(LEFT - 4, y + 3, "end", f"{named:g}"))
    for x, anchor, level in (
        (LEFT, "start", min(levels)),
        (RIGHT, "end", max(levels)),
    ):
        parts.append(_text(x, HEIGHT - 4, anchor, f"{level:g}"))
    return "".join(parts[: -1 if len(levels) == 1 else None])


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="10" '
        f'fill="#57606a">{text}</text>'
    )


def _mark(sweep: Sweep, model: str, x: float, y: float) -> str:
    outline, colour = _MARKS[model_marker(sweep, model)], model_colour(sweep, model)
    place = f"translate({x:.1f} {y:.1f})"
    return f'<path class="mark" d="{outline}" fill="{colour}" transform="{place}"/>'


def _key(sweep: Sweep, model: str) -> str:
    """Draw the mark of a model, for the legend."""
    size = 'width="10" height="10" viewBox="-5 -5 10 10"'
    return (
        f'<svg class="key" aria-hidden="true" {size}>{_mark(sweep, model, 0, 0)}</svg>'
    )


def _line(sweep: Sweep, model: str, accuracies: Mapping[float, float]) -> str:
    """Draw one model's line and marks."""
    levels = sorted(sweep.noise[next(iter(sweep.noise))])
    across = (RIGHT - LEFT) / max(levels[-1] - levels[0], 1e-9)
    corners = {
        level: (LEFT + across * (level - levels[0]), _height(accuracy))
        for level, accuracy in accuracies.items()
    }
    colour = model_colour(sweep, model)
    lines = (
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in part)}" '
        f'fill="none" stroke="{colour}" stroke-width="1.6"/>'
        for part in _unbroken(levels, corners)
    )
    marks = (_mark(sweep, model, x, y) for x, y in corners.values())
    return "".join([*lines, *marks])


def _unbroken(levels: Sequence[float], corners: Mapping[float, Corner]) -> list[list]:
    """Split a line where a level has no result."""
    parts: list[list[Corner]] = [[]]
    for level in levels:
        if level in corners:
            parts[-1].append(corners[level])
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]
