"""Which differences are significant: between models, and by training with noise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from noiselab.analysis import chance, intervals_and_tests, same_images, without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.paired import Paired, Repeats
from noiselab.analysis.same_images import Pairs
from noiselab.study.names import Condition

LUCK = (({True}, {False}), ({False}, {True}))  # whether the trainings of a, b learn
ALPHA = 1 - intervals_and_tests.CONFIDENCE


@dataclass(frozen=True)
class Contrast:
    """A difference in accuracy, judged together with all others of its family.

    Attributes:
        paired: The measured difference; None where nothing can be compared.
        p_holm: Its p-value, adjusted for the family by Holm's method; None where it
            cannot be tested.
        family: Number of differences that the family tests, or that these were chosen
            from.
        unlike: The repeats that are left out since their images were not the same.
    """

    paired: Paired | None
    p_holm: float | None
    family: int
    unlike: tuple[int, ...] = ()

    @cached_property
    def simultaneous(self) -> Bounds | None:
        """Bounds that hold simultaneously for the whole family, by Bonferroni."""
        confidence = intervals_and_tests.bonferroni(self.family)
        return self.paired.interval(confidence) if self.paired else None

    @property
    def difference(self) -> float:
        """The difference in accuracy; 0 where nothing can be compared."""
        return self.paired.difference if self.paired else 0.0

    @property
    def is_significant(self) -> bool:
        """Whether the adjusted p-value and the simultaneous bounds both support it."""
        if self.p_holm is None or self.p_holm > ALPHA or self.simultaneous is None:
            return False
        low, high = self.simultaneous
        return low > 0 or high < 0

    @property
    def is_of_runs(self) -> bool:
        """Whether it is between single trained networks."""
        return self.paired is not None and self.paired.repeats == 1


@dataclass(frozen=True)
class Comparison:
    """Two models, each trained and tested at one level of noise: a minus b.

    Attributes:
        noise: The kind of noise.
        level: The level of noise.
        model_a: One model.
        model_b: The other model.
        contrast: The accuracy of a minus that of b.
    """

    noise: str
    level: float
    model_a: str
    model_b: str
    contrast: Contrast

    @property
    def condition(self) -> Condition:
        """The kind and level of noise."""
        return self.noise, self.level

    @property
    def models(self) -> tuple[str, str]:
        """The two models, a first."""
        return self.model_a, self.model_b


@dataclass(frozen=True)
class Gain:
    """A model trained with noise, minus the same model trained without.

    Attributes:
        model: The model.
        noise: The kind of noise.
        level: The level that it was trained at.
        at_noise: The difference in accuracy on images with that noise.
        on_clean: The difference on images without noise.
    """

    model: str
    noise: str
    level: float
    at_noise: Contrast
    on_clean: Contrast

    @property
    def condition(self) -> Condition:
        """The kind and level of noise that the model was trained with."""
        return self.noise, self.level


def between_models(evidence: Evidence) -> list[Comparison]:
    """Compare every two models at every level, on the same noisy test images.

    One model in two ways of training is compared with itself by `ways_compared`.
    Without noise all ways of a model are the same networks, and are compared once.
    Without noise, kinds of noise whose networks are the same ones share a comparison,
    which is made once and listed with each.
    """
    sweep = evidence.sweep
    first = without_noise.first_alike(evidence)
    compared = [
        (kind, level, a, b)
        for kind, levels in sweep.noise.items()
        for level in sorted(levels)
        for a, b in combinations(sweep.models, 2)
        if not evidence.are_of_one_model(a, b)
        if level or (evidence.is_first_way(a) and evidence.is_first_way(b))
    ]
    shared = [
        (kind if level else first[kind], level, a, b) for kind, level, a, b in compared
    ]
    distinct = [*dict.fromkeys(shared)]
    judged = judged_pairs(
        [pairs(evidence, *fields) for fields in distinct],
        [
            (learnt(evidence, a, kind, level), learnt(evidence, b, kind, level))
            for kind, level, a, b in distinct
        ],
    )
    contrasts = dict(zip(distinct, judged, strict=True))
    return [
        Comparison(*fields, contrasts[key])
        for fields, key in zip(compared, shared, strict=True)
    ]


def pairs(evidence: Evidence, kind: str, level: float, a: str, b: str) -> Pairs:
    """Pair the answers that a comparison of two models rests on."""
    met_a, met_b = (
        evidence.met(model, kind, level)
        if level
        else without_noise.met(evidence, model, kind)
        for model in (a, b)
    )
    return same_images.paired(met_a, met_b)


def by_training(evidence: Evidence) -> list[Gain]:
    """Compare training with noise to training without, for every model and level."""
    sweep = evidence.sweep
    trained = [
        (model, kind, level)
        for kind, levels in sweep.noise.items()
        for model in sweep.models
        if not sweep.is_from_file(model)
        for level in sorted(levels)
        if level > 0 and 0 in levels
    ]
    measured = [
        same_images.paired(
            evidence.met(model, kind, level, tested_at),
            evidence.met(model, kind, 0.0, tested_at),
        )
        for model, kind, level in trained
        for tested_at in (level, 0.0)
    ]
    sides = [
        (learnt(evidence, model, kind, level), learnt(evidence, model, kind, 0.0))
        for model, kind, level in trained
        for _ in ("at that noise", "on clean images")
    ]
    contrasts = judged_pairs(measured, sides)
    return [
        Gain(*fields, at_noise, on_clean)
        for fields, at_noise, on_clean in zip(
            trained, contrasts[::2], contrasts[1::2], strict=True
        )
    ]


def learnt(evidence: Evidence, model: str, kind: str, level: float) -> set[bool]:
    """Say whether trainings of a model learn: all, none, or only some."""
    if level:
        return {*chance.learnt(evidence.answers(model, kind, level)).values()}
    known: dict[int, bool] = {}
    for name in (kind, *without_noise.kinds(evidence)):
        known = chance.learnt(evidence.answers(model, name, 0.0)) | known
    return {known[n] for n in without_noise.met(evidence, model, kind) if n in known}


def judged_pairs(
    measured: Sequence[Pairs], sides: Sequence[tuple[set[bool], set[bool]]]
) -> list[Contrast]:
    """Judge a family, with whether the trainings of either side learn."""
    contrasts = judged(
        [
            with_luck(pairs.difference, side)
            for pairs, side in zip(measured, sides, strict=True)
        ]
    )
    return [
        replace(contrast, unlike=pairs.unlike)
        for contrast, pairs in zip(contrasts, measured, strict=True)
    ]


def with_luck(
    paired: Paired | None, learnt: tuple[set[bool], set[bool]]
) -> Paired | None:
    """Note where all trainings of one side learn, and none of the other."""
    if not isinstance(paired, Repeats):
        return paired
    return replace(paired, only_one_learns=learnt in LUCK)


def judged(measured: Sequence[Paired | None], choices: int = 1) -> list[Contrast]:
    """Judge differences as one family; those that cannot be tested do not count.

    Args:
        measured: The differences.
        choices: From how many each was chosen by looking at these very test images; all
            of these count (Bonferroni).
    """
    p_values = [paired.p_value if paired else None for paired in measured]
    tested = [min(choices * p, 1.0) for p in p_values if p is not None]
    adjusted = iter(intervals_and_tests.holm(tested))
    family = choices * len(tested)
    return [
        Contrast(paired, None if p is None else next(adjusted), family)
        for paired, p in zip(measured, p_values, strict=True)
    ]
