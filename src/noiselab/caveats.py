"""What a study cannot say, and how its intervals are meant."""

from collections.abc import Iterable, Sequence

from noiselab import titles
from noiselab.contrasts import ALPHA, Comparison, Contrast, Gain
from noiselab.evidence import Evidence
from noiselab.titles import Place


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
            f"{titles.of_point(result.point)}: the training diverged, its loss is no "
            "number; it is left out here."
        )
    if not done:
        return told
    if len(sweep.models) < 2:
        told.append("There is one model only, so no models are compared.")
    if all(len(levels) < 2 for levels in sweep.noise.values()):
        told.append(
            "There is one level only, so nothing is said of more or less noise."
        )
    told += _untestable(comparisons)
    told += _gains_untold(evidence, gains)
    told += _resolution(evidence)
    told += _without_interval(evidence)
    told += _without_transfer(evidence)
    told += _scope(evidence)
    contrasts = [c.contrast for c in comparisons]
    contrasts += [one for gain in gains for one in (gain.at_noise, gain.on_clean)]
    if any(contrast.is_carried for contrast in contrasts):
        told.append(
            "Bounds in brackets hold at once for all differences of their sort (95 %, "
            "Bonferroni), and each difference in accuracy that is claimed also has a "
            f"p-value of at most {ALPHA:g} after Holm's adjustment."
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


def _scope(evidence: Evidence) -> list[str]:
    """Say what single runs and averages hold for, by the repeats that were done."""
    counts = {len(evidence.runs(*place)) for place in _places(evidence)} - {0}
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
                several = len(evidence.runs(model, kind, level)) > 1
                (mean if several else single).append((high - low) / 2)
    accuracies = f"With {evidence.images} test images, the 95 % intervals of accuracies"
    means = "Over the repeats, the 95 % intervals of mean accuracies"
    return [
        f"{what} reach up to {100 * max(halves):.1f} percentage points each way."
        for what, halves in ((accuracies, single), (means, mean))
        if halves
    ]


def _without_interval(evidence: Evidence) -> list[str]:
    """Name the means that repeats give no interval."""
    told = []
    for name in evidence.sweep.models:
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
                f"The accuracy of {titles.of_model(name)} {titles.of_places(places)} "
                "has no interval: all repeats have the same."
            )
    return told


def _untestable(comparisons: Sequence[Comparison]) -> list[str]:
    left, alike = _not_judged(((c.noise, c.level), c.contrast) for c in comparisons)
    told = []
    if left:
        told.append(
            f"Models are not compared {titles.of_places(left)}: a result that can be "
            "used is missing on one side."
        )
    if alike:
        told.append(
            f"Models cannot be tested {titles.of_places(alike)}: all repeats differ by "
            "the same."
        )
    return told


def _gains_untold(evidence: Evidence, gains: Sequence[Gain]) -> list[str]:
    """Name what cannot be said of training with noise, and why."""
    told = []
    bare = [kind for kind, levels in evidence.sweep.noise.items() if 0 not in levels]
    if bare:
        kinds = titles.joined([titles.of_noise(kind) for kind in bare])
        told.append(
            f"Level 0 is not among those of {kinds}: what training with noise gains, "
            "the level half way to chance and the corruption error cannot be said."
        )
    for model in dict.fromkeys(gain.model for gain in gains):
        left, alike = _not_judged(
            ((g.noise, g.level), contrast)
            for g in gains
            if g.model == model
            for contrast in (g.at_noise, g.on_clean)
        )
        for places, why in (
            (left, "a result that can be used is missing"),
            (alike, "all repeats differ by the same"),
        ):
            if places:
                told.append(
                    f"What training {titles.of_model(model)} with noise gains or costs "
                    f"cannot be said {titles.of_places(places)}: {why}."
                )
    return told


def _not_judged(
    contrasts: Iterable[tuple[Place, Contrast]],
) -> tuple[list[Place], list[Place]]:
    """Give the places where nothing was measured, and those that cannot be tested."""
    left: dict[Place, None] = {}
    alike: dict[Place, None] = {}
    for place, contrast in contrasts:
        if contrast.paired is None:
            left[place] = None
        elif contrast.p_holm is None:
            alike[place] = None
    return list(left), list(alike)


def _without_transfer(evidence: Evidence) -> list[str]:
    untested = evidence.untested()
    if not untested:
        return []
    result, why = untested[0]
    more = f", and {len(untested) - 1} more" if len(untested) > 1 else ""
    return [
        f"Not tested at other levels: {titles.of_point(result.point)} ({why}){more}."
    ]
