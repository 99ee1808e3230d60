"""What does training with noise gain, and what does it cost?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import chance, same_images, without_noise
from noiselab.analysis.comparisons import Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import collapsed, differences
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.analysis.statement import Scope, Statement, Topic
from noiselab.study import names
from noiselab.study.names import Condition


def statements(evidence: Evidence, gains: Sequence[Gain]) -> Iterable[Statement]:
    """Say for each model where training with noise changes its accuracy."""
    for model in dict.fromkeys(gain.model for gain in gains):
        of_model = [gain for gain in gains if gain.model == model]
        at_noise = [(gain.condition, gain.at_noise) for gain in of_model]
        on_clean = [(gain.condition, gain.on_clean) for gain in of_model]
        noisy, clean = (
            differences.by_scope(evidence, (model,), contrasts, "trained networks")
            for contrasts in (at_noise, on_clean)
        )
        for scope in dict.fromkeys([*noisy, *clean]):
            gained = differences.significant(noisy.get(scope, ()), 1)
            if gained:
                yield _change(evidence, model, gained, "gain at noise", scope)
                yield from _up_to_chance(evidence, model, gained)
            topics: tuple[tuple[Topic, dict, int], ...] = (
                ("drop at noise", noisy, -1),
                ("gain on clean images", clean, 1),
                ("drop on clean images", clean, -1),
            )
            for topic, by_scope, sign in topics:
                changed = differences.significant(by_scope.get(scope, ()), sign)
                if changed:
                    yield _change(evidence, model, changed, topic, scope)
    yield from _undecided(gains)


def _change(
    evidence: Evidence,
    model: str,
    contrasts: Sequence[tuple[Condition, Contrast]],
    topic: Topic,
    scope: Scope,
) -> Statement:
    name = names.of_model(evidence.sweep, model)
    sign = 1 if topic.startswith("gain") else -1
    amount = "more" if sign > 0 else "fewer"
    images = "with the same noise" if topic.endswith("at noise") else "without noise"
    if len(contrasts) == 1:
        ((condition, contrast),) = contrasts
        how = without_noise.named(evidence, [condition])
        sizes = f", by {PercentagePoints(evidence).of(contrast, sign)}"
    else:
        how = "with noise"
        sizes = f": trained {differences.sizes(evidence, contrasts, sign)}"
    return Statement(
        topic,
        f"{scope.words} on images {images}, {name} trained {how} classifies "
        f"{amount} correctly than {name} trained without noise{sizes}.",
        (model,),
        tuple(condition for condition, _ in contrasts),
        scope,
    )


def _up_to_chance(
    evidence: Evidence, model: str, gained: Sequence[tuple[Condition, Contrast]]
) -> Iterable[Statement]:
    """Say where a gain only reaches chance, in the repeats that it is measured in.

    Where these disagree, nothing is said of their mean.
    """
    conditions = [c for c, _ in gained if _is_at_chance(evidence, model, c)]
    if conditions:
        yield Statement(
            "gain up to chance",
            f"Even with that gain, {names.of_model(evidence.sweep, model)} "
            f"{without_noise.named(evidence, conditions)} cannot be shown to do "
            "better than always predicting one class.",
            (model,),
            tuple(conditions),
        )


def _is_at_chance(evidence: Evidence, model: str, condition: Condition) -> bool:
    kind, level = condition
    with_noise, without = (
        evidence.met(model, kind, trained_at, level) for trained_at in (level, 0.0)
    )
    unlike = same_images.paired(with_noise, without).unlike
    repeats = with_noise.keys() & without.keys() - {*unlike}
    if collapsed.of(evidence, model, condition, repeats):
        return False
    return not chance.is_above(chance.against(evidence, model, condition, repeats))


def _undecided(gains: Sequence[Gain]) -> Iterable[Statement]:
    contrasts = [c for gain in gains for c in (gain.at_noise, gain.on_clean)]
    tested = [contrast for contrast in contrasts if contrast.p_holm is not None]
    undecided = [contrast for contrast in tested if not contrast.is_significant]
    if undecided:
        yield Statement(
            "no gain or drop",
            f"In {len(undecided)} of {len(tested)} cases, neither a gain nor a drop in "
            "accuracy from training with noise can be shown; the table below lists "
            "them.",
        )
