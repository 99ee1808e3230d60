"""What a study cannot say, and how its intervals are meant."""

from collections.abc import Sequence

from noiselab import titles
from noiselab.contrasts import ALPHA, Comparison, Gain
from noiselab.evidence import Evidence


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
    told += _resolution(evidence)
    told += _without_transfer(evidence)
    if sweep.repeats == 1:
        told.append(
            "Each network was trained once: what is said holds for these trained "
            "networks, and others of their kind may differ. repeats: 5 in the sweep "
            "would tell."
        )
    else:
        told.append(
            f"Averages over {sweep.repeats} repeats hold for this test set: other "
            "test images may differ."
        )
    if comparisons or gains:
        told.append(
            "Bounds in brackets hold at once for all differences of their sort (95 %, "
            "Bonferroni), and each claim also has a p-value of at most "
            f"{ALPHA:g} after Holm's adjustment."
        )
    return told


def _resolution(evidence: Evidence) -> list[str]:
    """Say how finely single accuracies are known."""
    halves = [
        (high - low) / 2
        for kind in evidence.sweep.noise
        for (_, split, _), (low, high) in evidence.bounds(kind, "accuracy").items()
        if split == "val"
    ]
    if not halves:
        return []
    of_what = f"With {evidence.images} test images, the 95 % intervals of accuracies"
    if (repeats := evidence.sweep.repeats) > 1:
        of_what = f"Over {repeats} repeats, the 95 % intervals of mean accuracies"
    return [
        f"{of_what} reach up to {100 * max(halves):.1f} percentage points each way."
    ]


def _untestable(comparisons: Sequence[Comparison]) -> list[str]:
    left = [(c.noise, c.level) for c in comparisons if not c.contrast.paired]
    alike = [
        (c.noise, c.level)
        for c in comparisons
        if c.contrast.paired and c.contrast.p_holm is None
    ]
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


def _without_transfer(evidence: Evidence) -> list[str]:
    untested = evidence.untested()
    if not untested:
        return []
    result, why = untested[0]
    more = f", and {len(untested) - 1} more" if len(untested) > 1 else ""
    return [
        f"Not tested at other levels: {titles.of_point(result.point)} ({why}){more}."
    ]
