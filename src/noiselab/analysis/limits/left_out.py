"""What is left out: points without a usable result, and what the settings exclude."""

from collections.abc import Iterable, Sequence

from noiselab.analysis import labels, without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.store import compared, kept
from noiselab.store.kept import Kept
from noiselab.study import names
from noiselab.study.names import Condition
from noiselab.study.sweep import Sweep

MOST_NAMED = 12  # points in one sentence


def points(evidence: Evidence) -> Iterable[Statement]:
    """Name the points without a usable result, without noise, and those kept."""
    total = len(evidence.points)
    missing = sum(result.status != "done" for result in evidence.points)
    if missing:
        verb, pronoun = ("is", "it") if missing == 1 else ("are", "them")
        text = (
            f"{missing} of {counted(total, 'point')} {verb} not done; nothing is said "
            f"about {pronoun}."
        )
        yield Statement("not done", text)
    for result in evidence.diverged():
        text = (
            f"{names.of_point(evidence.sweep, result.point)}: training diverged (a "
            "figure, weight or answer of it is not a finite number); this point is "
            "left out."
        )
        yield Statement("diverged", text)
    if evidence.diverged() and len(evidence.sweep.repeat_numbers) > 1:
        text = (
            "Where training diverged in some repeats, means and differences are of the "
            "trainings that did not diverge, and say nothing of how often it does."
        )
        yield Statement("diverged", text)
    yield from _unchanged(evidence)
    yield from _kept(evidence)
    yield from _other_data(evidence)
    yield from _apart(evidence)


def _other_data(evidence: Evidence) -> Iterable[Statement]:
    """Say where points were tested on different data, and which no mean is taken of."""
    if len(evidence.labels) > 1:
        text = (
            "Not all points were tested on the same data. What is said of accuracy and "
            "chance is said of each point's own test images "
            f"({labels.in_words(evidence.images)}), and points on different data are "
            "not compared."
        )
        yield Statement("other data", text)
    titles = [names.of_point(evidence.sweep, r.point) for r in evidence.left_out()]
    if titles:
        verb = "is" if len(titles) == 1 else "are"
        text = (
            f"{counted(len(titles), 'point')} {verb} in no mean, since most repeats "
            f"were tested on other data: {listed(titles)}."
        )
        yield Statement("other data", text)


def _apart(evidence: Evidence) -> Iterable[Statement]:
    """Say where the networks without noise are not the same for all kinds of noise."""
    first = without_noise.first_alike(evidence)
    groups = [
        [names.of_noise(evidence.sweep, kind) for kind in first if first[kind] == one]
        for one in dict.fromkeys(first.values())
    ]
    if len(groups) > 1:
        text = (
            "The networks trained without noise are not the same ones for "
            f"{names.joined([' with '.join(group) for group in groups])}: other "
            "settings, data, libraries, threads or machines made some, or some are "
            "missing or diverged. So each is compared with those of its own kind of "
            "noise, and called by it."
        )
        conditions = tuple((kind, 0.0) for kind in first)
        yield Statement("without noise", text, (), conditions)


def _unchanged(evidence: Evidence) -> Iterable[Statement]:
    """Name the levels above 0 at which noise left the test images as they were."""
    by_repeats: dict[tuple[int, ...], list[Condition]] = {}
    for condition in evidence.conditions():
        done = [
            result
            for result in evidence.results
            if result.status == "done"
            and (result.point.noise, result.point.level) == condition
        ]
        unchanged = {r.point.repeat for r in done if r.snr_db is None}
        if condition[1] and unchanged:
            is_all = len(unchanged) == len({r.point.repeat for r in done})
            repeats = () if is_all else tuple(sorted(unchanged))
            by_repeats.setdefault(repeats, []).append(condition)
    for repeats, conditions in by_repeats.items():
        noun = "repeat" if len(repeats) == 1 else "repeats"
        of_some = f"in {noun} {names.joined([*map(str, repeats)])} " if repeats else ""
        clean = "these repeats are" if repeats else "what is said of it is"
        text = (
            f"Noise changed no value of the test images {of_some}"
            f"{without_noise.named(evidence, conditions)}: {clean} of images without "
            "noise there."
        )
        yield Statement("noise without effect", text, (), tuple(conditions))


def _kept(evidence: Evidence) -> Iterable[Statement]:
    """Name the points that are used though they differ from what they would be now."""
    if compared.read(evidence.folder):
        return  # in what those of several studies differ is said first
    by_reason: dict[str, list[tuple[str, Kept]]] = {}
    for result, entry, reason in evidence.kept():
        title = names.of_point(evidence.sweep, result.point)
        by_reason.setdefault(reason, []).append((title, entry))
    for reason, points in by_reason.items():
        verdict = kept.verdict([entry for _, entry in points])
        verb = "is" if len(points) == 1 else "are"
        text = (
            f"{counted(len(points), 'finished point')} {verdict} but {verb} shown "
            f"anyway ({reason}): {listed([title for title, _ in points])}."
        )
        yield Statement("kept", text)


def listed(titles: Sequence[str]) -> str:
    """Join the titles of points; of many, the first are named."""
    more = len(titles) - MOST_NAMED
    shown = [*titles[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return names.joined(shown, "; ")


def by_design(sweep: Sweep) -> Iterable[Statement]:
    """Say what the sweep's settings leave out."""
    if len(sweep.models) < 2:
        text = "There is only one model, so no models are compared."
        yield Statement("one model", text, tuple(sweep.models))
    single = [kind for kind, levels in sweep.noise.items() if len(levels) < 2]
    if single:
        kinds = names.joined([names.of_noise(sweep, kind) for kind in single])
        of_kinds = "" if len(sweep.noise) == 1 else f" of {kinds}"
        text = (
            f"There is only one level{of_kinds}, so nothing is said about more or less "
            f"{'noise' if len(sweep.noise) == 1 else 'of it'}."
        )
        yield Statement("one level", text)
    if sweep.report.after_epochs:
        text = (
            "Everything said here is about each network as it was recorded; the table "
            f"with and without noise shows epoch {sweep.report.after_epochs}."
        )
        yield Statement("one epoch", text)
