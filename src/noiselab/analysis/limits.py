"""What a study cannot say, and how its intervals are meant."""

from collections.abc import Iterable, Sequence

from noiselab.analysis.comparisons import ALPHA, Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.common.words import counted
from noiselab.study import names
from noiselab.study.names import Place
from noiselab.study.sweep import Sweep

MOST_NAMED = 12  # points in one sentence


def caveats(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> list[str]:
    """Say in words what this study cannot say, and how its intervals are meant."""
    sweep, total = evidence.sweep, len(evidence.results)
    done = sum(result.status == "done" for result in evidence.results)
    told = []
    if done < total:
        told.append(
            f"{total - done} of {total} points are not done; nothing is said of them."
        )
    for result in evidence.diverged():
        told.append(
            f"{names.of_point(sweep, result.point)}: the training diverged, its loss "
            "is no number; it is left out here."
        )
    told += _kept(evidence)
    if not done:
        return told
    if len(sweep.models) < 2:
        told.append("There is one model only, so no models are compared.")
    if all(len(levels) < 2 for levels in sweep.noise.values()):
        told.append(
            "There is one level only, so nothing is said of more or less noise."
        )
    if sweep.report.after_epochs:
        told.append(
            "All that is said here is of each network's last epoch; the table with and "
            f"without noise shows epoch {sweep.report.after_epochs}."
        )
    told += _untestable(sweep, comparisons)
    told += _gains_untold(evidence, gains)
    told += _resolution(evidence)
    told += _without_interval(evidence)
    told += _without_transfer(evidence)
    contrasts = [c.contrast for c in comparisons]
    contrasts += [one for gain in gains for one in (gain.at_noise, gain.on_clean)]
    told += _scope(evidence, contrasts)
    if any(contrast.is_carried for contrast in contrasts):
        told.append(
            "Bounds in brackets hold at once for all differences of their sort (95 %, "
            "Bonferroni), and each difference in accuracy that is claimed also has a "
            f"p-value of at most {ALPHA:g} after Holm's adjustment."
        )
    return told


def _kept(evidence: Evidence) -> list[str]:
    """Name the points that are used though they would be different now."""
    by_reason: dict[str, list[str]] = {}
    for result, why in evidence.kept():
        title = names.of_point(evidence.sweep, result.point)
        by_reason.setdefault(why, []).append(title)
    told = []
    for why, titles in by_reason.items():
        more = len(titles) - MOST_NAMED
        listed = [*titles[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        told.append(
            f"{counted(len(titles), 'finished point')} would be different now, and "
            f"{'is' if len(titles) == 1 else 'are'} shown nonetheless ({why}): "
            f"{names.joined(listed, '; ')}."
        )
    return told


def _places(evidence: Evidence) -> list[tuple[str, str, float]]:
    """List model, kind and level of all places on the grid."""
    return [
        (model, kind, level)
        for model in evidence.sweep.models
        for kind, levels in evidence.sweep.noise.items()
        for level in sorted(levels)
    ]


def _scope(evidence: Evidence, contrasts: Sequence[Contrast]) -> list[str]:
    """Say what single runs and averages hold for, by the repeats that they rest on."""
    counts = {len(evidence.runs(*place)) for place in _places(evidence)}
    counts |= {one.paired.repeats for one in contrasts if one.paired}
    counts -= {0}
    told = []
    if 1 in counts:
        who = "Each network was trained once" if counts == {1} else "Of single runs"
        more = " repeats: 5 in the sweep would tell."
        told.append(
            f"{who}: what is said holds for these trained networks, and others of "
            f"their kind may differ.{more if evidence.sweep.repeats == 1 else ''}"
        )
    if max(counts, default=0) > 1:
        told.append(
            f"Averages over {'up to ' if len(counts) > 1 else ''}{max(counts)} repeats "
            "hold for this test set: other test images may differ."
        )
    return told


def _resolution(evidence: Evidence) -> list[str]:
    """Say how finely accuracies are known."""
    single: list[float] = []
    mean: list[float] = []
    for kind in evidence.sweep.noise:
        for (model, split, level), (low, high) in evidence.bounds(
            kind, "accuracy"
        ).items():
            if split == "val":
                found = evidence.accuracies(model, kind, level)
                middle = sum(found) / len(found)
                reach = max(high - middle, middle - low)
                (mean if len(found) > 1 else single).append(reach)
    accuracies = f"With {evidence.images} test images, the 95 % intervals of accuracies"
    means = "Over the repeats, the 95 % intervals of mean accuracies"
    return [
        f"{what} reach up to {100 * max(reaches):.1f} percentage points to a side."
        for what, reaches in ((accuracies, single), (means, mean))
        if reaches
    ]


def _without_interval(evidence: Evidence) -> list[str]:
    """Name the means that repeats give no interval."""
    sweep = evidence.sweep
    told = []
    for name in sweep.models:
        places = [
            (kind, level)
            for model, kind, level in _places(evidence)
            if model == name
            and evidence.runs(model, kind, level)
            and evidence.accuracy_interval(evidence.accuracies(model, kind, level))
            is None
        ]
        if places:
            told.append(
                f"The accuracy of {names.of_model(sweep, name)} "
                f"{names.of_places(sweep, places)} has no interval: all repeats have "
                "the same."
            )
    return told


def _untestable(sweep: Sweep, comparisons: Sequence[Comparison]) -> list[str]:
    """Name where two models cannot be compared, and why."""
    told = []
    for pair in dict.fromkeys((c.model_a, c.model_b) for c in comparisons):
        own = [c for c in comparisons if (c.model_a, c.model_b) == pair]
        a, b = (names.of_model(sweep, name) for name in pair)
        for places, why in _not_judged(((c.noise, c.level), c.contrast) for c in own):
            where = names.of_places(sweep, places)
            told.append(f"{a} and {b} cannot be compared {where}: {why}.")
    return told


def _gains_untold(evidence: Evidence, gains: Sequence[Gain]) -> list[str]:
    """Name what cannot be said of training with noise, and why."""
    sweep = evidence.sweep
    told = []
    bare = [kind for kind, levels in sweep.noise.items() if 0 not in levels]
    if bare:
        kinds = names.joined([names.of_noise(sweep, kind) for kind in bare])
        told.append(
            f"Level 0 is not among those of {kinds}: what training with noise gains, "
            "the level half way to chance and the corruption error cannot be said."
        )
    for model in dict.fromkeys(gain.model for gain in gains):
        own = [((g.noise, g.level), g) for g in gains if g.model == model]
        at_noise = _not_judged((place, g.at_noise) for place, g in own)
        on_clean = _not_judged((place, g.on_clean) for place, g in own)
        both = [one for one in at_noise if one in on_clean]
        for found, where in (
            (both, "at that noise and on clean images"),
            ([one for one in at_noise if one not in both], "at that noise"),
            ([one for one in on_clean if one not in both], "on clean images"),
        ):
            for places, why in found:
                told.append(
                    f"What training {names.of_model(sweep, model)} "
                    f"{names.of_places(sweep, places)} changes {where} cannot be said: "
                    f"{why}."
                )
    return told


def _not_judged(
    contrasts: Iterable[tuple[Place, Contrast]],
) -> list[tuple[list[Place], str]]:
    """Give the places where nothing was tested, by what stands against it."""
    left: list[Place] = []
    alike: list[Place] = []
    for place, contrast in contrasts:
        if contrast.paired is None:
            left.append(place)
        elif contrast.p_holm is None:
            alike.append(place)
    reasons = (
        (left, "a result that can be used is missing"),
        (alike, "all repeats differ by the same"),
    )
    return [(places, why) for places, why in reasons if places]


def _without_transfer(evidence: Evidence) -> list[str]:
    sweep = evidence.sweep
    untested = evidence.untested()
    if not untested:
        return []
    result, why = untested[0]
    more = f", and {len(untested) - 1} more" if len(untested) > 1 else ""
    where = names.of_point(sweep, result.point)
    return [f"Not tested at every level: {where} ({why}){more}."]
