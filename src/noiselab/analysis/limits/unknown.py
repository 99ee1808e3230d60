"""Which falls, comparisons, gains and cross tests are unknown, and why."""

from collections.abc import Iterable, Sequence

from noiselab.analysis import without_noise
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.falls import Fall
from noiselab.analysis.limits.left_out import listed
from noiselab.analysis.statement import Statement
from noiselab.analysis.training_gaps import Gap
from noiselab.study import names
from noiselab.study.names import Condition


def falls(evidence: Evidence, judged: Sequence[Fall]) -> Iterable[Statement]:
    """Name the models and levels for which the effect of noise is unknown, and why."""
    for model in dict.fromkeys(fall.model for fall in judged):
        contrasts = [(f.condition, f.contrast) for f in judged if f.model == model]
        for conditions, reason in _not_judged(contrasts):
            text = (
                f"What noise does to {names.of_model(evidence.sweep, model)} is "
                f"unknown {without_noise.named(evidence, conditions)}: {reason}."
            )
            yield Statement("unknown fall", text, (model,), conditions)


def gaps(evidence: Evidence, judged: Sequence[Gap]) -> Iterable[Statement]:
    """Name the models and levels of which training figures are of other weights."""
    for model in dict.fromkeys(gap.model for gap in judged):
        conditions = tuple(
            gap.condition
            for gap in judged
            if gap.model == model and gap.has_other_weights
        )
        if conditions:
            text = (
                f"The gap between training and validation of "
                f"{names.of_model(evidence.sweep, model)} "
                f"{without_noise.named(evidence, conditions)} leaves out the networks "
                "that were not recorded with the weights of the last epoch, which "
                "their training figures are of."
            )
            yield Statement("unknown gap", text, (model,), conditions)


def comparisons(
    evidence: Evidence, compared: Sequence[Comparison]
) -> Iterable[Statement]:
    """Name the conditions under which two models cannot be compared, and why."""
    sweep = evidence.sweep
    for pair in dict.fromkeys(c.models for c in compared):
        contrasts = [(c.condition, c.contrast) for c in compared if c.models == pair]
        a, b = (names.of_model(sweep, name) for name in pair)
        for conditions, reason in _not_judged(contrasts):
            text = (
                f"{a} and {b} cannot be compared "
                f"{without_noise.named(evidence, conditions)}: {reason}."
            )
            yield Statement("not compared", text, pair, conditions)


def gains(evidence: Evidence, judged: Sequence[Gain]) -> Iterable[Statement]:
    """Name the effects of training with noise that are unknown, and why."""
    sweep = evidence.sweep
    without_clean = [kind for kind, levels in sweep.noise.items() if 0 not in levels]
    if without_clean:
        kinds = names.joined([names.of_noise(sweep, kind) for kind in without_clean])
        text = (
            f"The levels of {kinds} do not include 0, so the fall of accuracy, the "
            "gain from training with noise, the level halfway to chance and the "
            "corruption error are unknown."
        )
        yield Statement("no level 0", text)
    for model in dict.fromkeys(gain.model for gain in judged):
        of_model = [gain for gain in judged if gain.model == model]
        at_noise = _not_judged([(gain.condition, gain.at_noise) for gain in of_model])
        on_clean = _not_judged([(gain.condition, gain.on_clean) for gain in of_model])
        both = [unjudged for unjudged in at_noise if unjudged in on_clean]
        for unjudged, images in (
            (both, "at that noise and on images without noise"),
            ([part for part in at_noise if part not in both], "at that noise"),
            (
                [part for part in on_clean if part not in both],
                "on images without noise",
            ),
        ):
            for conditions, reason in unjudged:
                text = (
                    f"The effect of training {names.of_model(sweep, model)} "
                    f"{without_noise.named(evidence, conditions)} is unknown {images}: "
                    f"{reason}."
                )
                yield Statement("unknown gain", text, (model,), conditions)


def _not_judged(
    contrasts: Sequence[tuple[Condition, Contrast]],
) -> list[tuple[tuple[Condition, ...], str]]:
    """Group the conditions under which nothing was tested by the reason."""
    unknown = [(c, contrast) for c, contrast in contrasts if contrast.paired is None]
    unlike = [c for c, contrast in unknown if contrast.unlike]
    missing = [c for c, contrast in unknown if not contrast.unlike]
    untested = [
        c for c, contrast in contrasts if contrast.paired and contrast.p_holm is None
    ]
    reasons = (
        (tuple(missing), "a usable result is missing"),
        (tuple(unlike), "the networks did not meet the same test images"),
        (tuple(untested), "there is only one test image"),
    )
    return [(conditions, reason) for conditions, reason in reasons if conditions]


def cross_tests(evidence: Evidence) -> Iterable[Statement]:
    """Name the networks that were not tested at every level, and why."""
    by_reason: dict[str, list[str]] = {}
    for result, reason in evidence.untested():
        title = names.of_point(evidence.sweep, result.point)
        by_reason.setdefault(reason, []).append(title)
    for reason, titles in by_reason.items():
        sets = ", or not on every test set," if evidence.sweep.test.sets else ""
        text = f"Not tested at every level{sets} ({reason}): {listed(titles)}."
        yield Statement("not cross-tested", text)
