"""Does training with one kind of noise help on another, or on further test sets?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import across_kinds
from noiselab.analysis.across_kinds import AcrossGain, TestedOn
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.percentage_points import PercentagePoints, signed
from noiselab.analysis.statement import Scope, Statement, Topic
from noiselab.study import names


def statements(evidence: Evidence, gains: Sequence[AcrossGain]) -> Iterable[Statement]:
    """Say for each model and kind of training where it helps, and where it harms."""
    others = [*across_kinds.others(gains)]
    for model, kind in dict.fromkeys((gain.model, gain.trained) for gain in others):
        own = [g for g in others if (g.model, g.trained) == (model, kind)]
        topics: tuple[tuple[Topic, int], ...] = (
            ("gain across", 1),
            ("drop across", -1),
        )
        for topic, sign in topics:
            by_scope: dict[Scope, list[AcrossGain]] = {}
            for gain in own:
                if gain.contrast.is_significant and gain.contrast.difference * sign > 0:
                    by_scope.setdefault(_scope(evidence, gain), []).append(gain)
            for scope, alike in by_scope.items():
                yield _change(evidence, topic, scope, alike, sign)


def undecided(gains: Sequence[AcrossGain]) -> Iterable[Statement]:
    """Say in how many cases nothing can be said."""
    others = [gain.contrast for gain in across_kinds.others(gains)]
    tested = [contrast for contrast in others if contrast.p_holm is not None]
    unclear = [contrast for contrast in tested if not contrast.is_significant]
    if unclear:
        yield Statement(
            "no change across",
            f"In {len(unclear)} of {len(tested)} cases, it cannot be said whether "
            "training with one kind of noise helps or harms on another, or on a "
            "further test set; across_kinds.csv lists each.",
        )


def _scope(evidence: Evidence, gain: AcrossGain) -> Scope:
    levels = evidence.sweep.noise[gain.trained]
    trained = [(gain.model, (gain.trained, level)) for level in {*levels, 0.0}]
    return differences.scope(evidence, gain.contrast, differences.NETWORKS, trained)


def _change(
    evidence: Evidence,
    topic: Topic,
    scope: Scope,
    gains: Sequence[AcrossGain],
    sign: int,
) -> Statement:
    model = names.of_model(evidence.sweep, gains[0].model)
    kind = names.of_noise(evidence.sweep, gains[0].trained)
    return Statement(
        topic,
        f"{scope.words} {model} trained with {kind} classifies "
        f"{'more' if sign > 0 else 'fewer'} correctly than {model} trained without "
        f"noise on images {_sizes(evidence, gains, sign)}.",
        (gains[0].model,),
        scope=scope,
    )


def _sizes(evidence: Evidence, gains: Sequence[AcrossGain], sign: int) -> str:
    points = PercentagePoints(evidence)
    if len(gains) <= differences.MOST_NAMED:
        parts = [
            f"{called(evidence, gain.tested)}, by "
            f"{points.of(gain.contrast, sign, unit=not number)}"
            for number, gain in enumerate(gains)
        ]
        return names.joined(parts, "; ")
    measured = [gain.contrast.difference * sign for gain in gains]
    bounds = [signed(gain.contrast.simultaneous, sign) for gain in gains]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    where = names.joined([called(evidence, gain.tested) for gain in gains])
    return (
        f"{where}, by {points.text(min(measured))} to {points.text(max(measured))} "
        f"percentage points as measured, with bounds that range from "
        f"{points.text(low)} to {points.text(high)} overall"
    )


def called(evidence: Evidence, tested: TestedOn) -> str:
    """Say what images are tested on, after the word `images`."""
    if tested.set:
        return f"of the test set {tested.set}"
    if tested.is_clean:
        return "without noise"
    return f"with {names.of_noise(evidence.sweep, tested.noise)}"
