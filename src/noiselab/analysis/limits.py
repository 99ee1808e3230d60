"""What a study does not show, and how its intervals are to be read."""

from collections.abc import Iterable, Sequence

from noiselab.analysis.comparisons import ALPHA, Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.study import names
from noiselab.study.names import Condition
from noiselab.study.sweep import Sweep

MOST_NAMED = 12  # points in one sentence


def limits(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> list[Statement]:
    """Say in words what this study does not show, and how to read its intervals.

    Args:
        evidence: The study.
        comparisons: From `comparisons.between_models`.
        gains: From `comparisons.by_training`.
    """
    statements = [*_left_out(evidence), *_kept(evidence)]
    if not any(result.status == "done" for result in evidence.results):
        return statements
    contrasts = [c.contrast for c in comparisons]
    contrasts += [c for gain in gains for c in (gain.at_noise, gain.on_clean)]
    statements += _by_design(evidence.sweep)
    statements += _not_compared(evidence.sweep, comparisons)
    statements += _unknown_gains(evidence.sweep, gains)
    statements += _width_of_intervals(evidence)
    statements += _without_interval(evidence)
    statements += _not_cross_tested(evidence)
    statements += _scope(evidence, contrasts)
    if any(contrast.is_significant for contrast in contrasts):
        text = (
            "Bounds in brackets hold simultaneously for all differences of their kind "
            "(95 %, Bonferroni); each difference in accuracy that is claimed also has "
            f"a Holm-adjusted p-value of at most {ALPHA:g}."
        )
        statements.append(Statement("bounds", text))
    return statements


def _left_out(evidence: Evidence) -> list[Statement]:
    """Name the points without a usable result."""
    statements = []
    total = len(evidence.results)
    missing = sum(result.status != "done" for result in evidence.results)
    if missing:
        verb, pronoun = ("is", "it") if missing == 1 else ("are", "them")
        text = (
            f"{missing} of {counted(total, 'point')} {verb} not done; nothing is said "
            f"about {pronoun}."
        )
        statements.append(Statement("not done", text))
    for result in evidence.diverged():
        text = (
            f"{names.of_point(evidence.sweep, result.point)}: training diverged (its "
            "loss is not a number); this point is left out."
        )
        statements.append(Statement("diverged", text))
    return statements


def _kept(evidence: Evidence) -> Iterable[Statement]:
    """Name the points that are used though they would be different now."""
    by_reason: dict[str, list[str]] = {}
    for result, reason in evidence.kept():
        title = names.of_point(evidence.sweep, result.point)
        by_reason.setdefault(reason, []).append(title)
    for reason, titles in by_reason.items():
        more = len(titles) - MOST_NAMED
        listed = [*titles[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        verb = "is" if len(titles) == 1 else "are"
        text = (
            f"{counted(len(titles), 'finished point')} would be different now but "
            f"{verb} shown anyway ({reason}): {names.joined(listed, '; ')}."
        )
        yield Statement("kept", text)


def _by_design(sweep: Sweep) -> list[Statement]:
    """Say what the sweep's settings leave out."""
    statements = []
    if len(sweep.models) < 2:
        text = "There is only one model, so no models are compared."
        statements.append(Statement("one model", text, tuple(sweep.models)))
    if all(len(levels) < 2 for levels in sweep.noise.values()):
        text = "There is only one level, so nothing is said about more or less noise."
        statements.append(Statement("one level", text))
    if sweep.report.after_epochs:
        text = (
            "Everything said here is about each network's last epoch; the table with "
            f"and without noise shows epoch {sweep.report.after_epochs}."
        )
        statements.append(Statement("one epoch", text))
    return statements


def _not_compared(
    sweep: Sweep, comparisons: Sequence[Comparison]
) -> Iterable[Statement]:
    """Name the conditions under which two models cannot be compared, and why."""
    for pair in dict.fromkeys(c.models for c in comparisons):
        contrasts = [(c.condition, c.contrast) for c in comparisons if c.models == pair]
        a, b = (names.of_model(sweep, name) for name in pair)
        for conditions, reason in _not_judged(contrasts):
            text = (
                f"{a} and {b} cannot be compared "
                f"{names.of_conditions(sweep, conditions)}: {reason}."
            )
            yield Statement("not compared", text, pair, conditions)


def _unknown_gains(sweep: Sweep, gains: Sequence[Gain]) -> Iterable[Statement]:
    """Name the effects of training with noise that are unknown, and why."""
    without_clean = [kind for kind, levels in sweep.noise.items() if 0 not in levels]
    if without_clean:
        kinds = names.joined([names.of_noise(sweep, kind) for kind in without_clean])
        text = (
            f"The levels of {kinds} do not include 0, so the gain from training with "
            "noise, the level halfway to chance and the corruption error are unknown."
        )
        yield Statement("no level 0", text)
    for model in dict.fromkeys(gain.model for gain in gains):
        own = [gain for gain in gains if gain.model == model]
        at_noise = _not_judged([(gain.condition, gain.at_noise) for gain in own])
        on_clean = _not_judged([(gain.condition, gain.on_clean) for gain in own])
        both = [unjudged for unjudged in at_noise if unjudged in on_clean]
        for unjudged, images in (
            (both, "at that noise and on clean images"),
            ([part for part in at_noise if part not in both], "at that noise"),
            ([part for part in on_clean if part not in both], "on clean images"),
        ):
            for conditions, reason in unjudged:
                text = (
                    f"The effect of training {names.of_model(sweep, model)} "
                    f"{names.of_conditions(sweep, conditions)} is unknown {images}: "
                    f"{reason}."
                )
                yield Statement("unknown gain", text, (model,), conditions)


def _not_judged(
    contrasts: Sequence[tuple[Condition, Contrast]],
) -> list[tuple[tuple[Condition, ...], str]]:
    """Group the conditions under which nothing was tested by the reason."""
    missing = [c for c, contrast in contrasts if contrast.paired is None]
    equal = [
        c for c, contrast in contrasts if contrast.paired and contrast.p_holm is None
    ]
    reasons = (
        (tuple(missing), "a usable result is missing"),
        (tuple(equal), "the difference is the same in all repeats"),
    )
    return [(conditions, reason) for conditions, reason in reasons if conditions]


def _width_of_intervals(evidence: Evidence) -> Iterable[Statement]:
    """Say how precisely accuracies are known."""
    of_runs: list[float] = []
    of_means: list[float] = []
    for kind in evidence.sweep.noise:
        for (model, split, level), (low, high) in evidence.bounds(
            kind, "accuracy"
        ).items():
            if split == "val":
                accuracies = evidence.accuracies(model, kind, level)
                mean = sum(accuracies) / len(accuracies)
                wider = max(high - mean, mean - low)
                (of_means if len(accuracies) > 1 else of_runs).append(wider)
    images = counted(evidence.images or 0, "test image")
    for subject, widths in (
        (f"With {images}, the 95 % confidence intervals of accuracies", of_runs),
        (
            "Over the repeats, the 95 % confidence intervals of mean accuracies",
            of_means,
        ),
    ):
        if widths:
            text = (
                f"{subject} extend up to {100 * max(widths):.1f} percentage points to "
                "either side."
            )
            yield Statement("width of intervals", text)


def _without_interval(evidence: Evidence) -> Iterable[Statement]:
    """Name the means for which the repeats give no interval."""
    sweep = evidence.sweep
    for model in sweep.models:
        conditions = tuple(
            (kind, level)
            for kind, level in _conditions(sweep)
            if evidence.runs(model, kind, level)
            and evidence.accuracy_interval(evidence.accuracies(model, kind, level))
            is None
        )
        if conditions:
            text = (
                f"The accuracy of {names.of_model(sweep, model)} "
                f"{names.of_conditions(sweep, conditions)} has no confidence interval: "
                "it is the same in all repeats."
            )
            yield Statement("no interval", text, (model,), conditions)


def _conditions(sweep: Sweep) -> list[Condition]:
    return [
        (kind, level)
        for kind, levels in sweep.noise.items()
        for level in sorted(levels)
    ]


def _not_cross_tested(evidence: Evidence) -> Iterable[Statement]:
    untested = evidence.untested()
    if untested:
        result, reason = untested[0]
        others = f", and {len(untested) - 1} more" if len(untested) > 1 else ""
        point = names.of_point(evidence.sweep, result.point)
        text = f"Not tested at every level: {point} ({reason}){others}."
        yield Statement("not cross-tested", text)


def _scope(evidence: Evidence, contrasts: Sequence[Contrast]) -> Iterable[Statement]:
    """Say what single runs and averages hold for, by the repeats that they rest on."""
    sweep = evidence.sweep
    counts = {
        len(evidence.runs(model, *condition))
        for model in sweep.models
        for condition in _conditions(sweep)
    }
    counts |= {contrast.paired.repeats for contrast in contrasts if contrast.paired}
    counts -= {0}
    if 1 in counts:
        subject = (
            "Each network was trained once: the findings hold"
            if counts == {1}
            else "Findings from single runs hold"
        )
        advice = (
            " Set repeats: 5 in the sweep to find out." if sweep.repeats == 1 else ""
        )
        text = (
            f"{subject} for these trained networks; others of their kind may "
            f"differ.{advice}"
        )
        yield Statement("single runs", text)
    if max(counts, default=0) > 1:
        most = f"{'up to ' if len(counts) > 1 else ''}{max(counts)} repeats"
        text = (
            f"Averages over {most} hold for this test set; results on other test "
            "images may differ."
        )
        yield Statement("averages", text)
