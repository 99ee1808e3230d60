"""What does noise do to each model's accuracy and loss?"""

from collections.abc import Iterable, Iterator, Sequence

from noiselab.analysis import falls, without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.falls import Fall
from noiselab.analysis.findings import differences
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.analysis.statement import Scope, Statement
from noiselab.study import names

MOST_SINGLE = 4  # a model with a kind of noise each; of more, a sentence sums up first


def statements(evidence: Evidence, judged: Sequence[Fall]) -> Iterable[Statement]:
    """Say for each model what noise does to it: first accuracy, then loss."""
    of_accuracy: list[Statement] = []
    of_loss: list[Statement] = []
    clear: dict[Scope, list[Fall]] = {}
    for cases in falls.by_model_and_kind(judged).values():
        known = {f.condition: (f, f.contrast) for f in cases if f.contrast.paired}
        grouped = differences.cases_by_scope(evidence, cases[0].model, known)
        for scope, alike in grouped.items():
            for sign in (1, -1):
                changed = significant(alike, sign)
                if changed:
                    of_accuracy.append(_change(evidence, cases, changed, sign, scope))
                    of_loss += _of_loss(evidence, changed[-1], scope)
                if changed and sign > 0:
                    clear.setdefault(scope, []).append(changed[-1])
    if len(of_accuracy) > MOST_SINGLE:
        count = len(falls.by_model_and_kind(judged))
        yield from (_in_short(evidence, f, s, count) for s, f in clear.items())
    yield from (*of_accuracy, *of_loss)


def significant(judged: Iterable[Fall], sign: int) -> list[Fall]:
    """Pick the significant falls, or rises where the sign is -1."""
    return [
        fall
        for fall in judged
        if fall.contrast.is_significant and fall.contrast.difference * sign > 0
    ]


def _change(
    evidence: Evidence,
    cases: Sequence[Fall],
    changed: Sequence[Fall],
    sign: int,
    scope: Scope,
) -> Statement:
    """Say how far accuracy changes, at the highest level where it clearly does."""
    verb = "falls" if sign > 0 else "rises"
    levels, clear = ([fall.level for fall in some] for some in (cases, changed))
    where = differences.clear_at(levels, clear)
    more = f"; a {verb[:-1]} is {where}" if where else ""
    return Statement(
        "accuracy falls" if sign > 0 else "accuracy rises",
        f"{scope.words} {_moves(evidence, changed[-1], verb)}{more}.",
        (changed[-1].model,),
        tuple(fall.condition for fall in changed),
        scope,
    )


def _moves(evidence: Evidence, fall: Fall, verb: str) -> str:
    """Word how far a model's accuracy falls or rises, from and to what."""
    points = PercentagePoints(evidence)
    without, with_noise = map(points.accuracy, fall.accuracies or (0.0, 0.0))
    sign = 1 if verb == "falls" else -1
    return (
        f"the validation accuracy of {names.of_model(evidence.sweep, fall.model)} "
        f"{verb} from {without} {_clean(evidence, fall)} to {with_noise} "
        f"{without_noise.named(evidence, [fall.condition])}, by "
        f"{points.of(fall.contrast, sign)}"
    )


def _clean(evidence: Evidence, fall: Fall) -> str:
    return without_noise.named(evidence, [(fall.noise, 0.0)])


def _of_loss(evidence: Evidence, fall: Fall, scope: Scope) -> Iterator[Statement]:
    """Say how far mean loss rises or falls, where accuracy clearly changes."""
    losses = fall.losses
    if losses is None or not losses.is_clear:
        return
    here = differences.on_these(scope)
    verb = "rises" if losses.difference < 0 else "falls"
    low, high = sorted(map(abs, losses.bounds))
    yield Statement(
        "loss rises" if verb == "rises" else "loss falls",
        f"{here.words} the mean validation loss of "
        f"{names.of_model(evidence.sweep, fall.model)} {verb} from {losses.a:.3f} "
        f"{_clean(evidence, fall)} to {losses.b:.3f} "
        f"{without_noise.named(evidence, [fall.condition])}, by "
        f"{abs(losses.difference):.3f} ({low:.3f} to {high:.3f}).",
        (fall.model,),
        (fall.condition,),
        here,
    )


def _in_short(
    evidence: Evidence, clear: Sequence[Fall], scope: Scope, cases: int
) -> Statement:
    """Sum up many falls: how many are clear, the greatest and the least."""
    ranked = sorted(clear, key=lambda fall: -fall.contrast.difference)
    most, least = ranked[0], ranked[-1]
    text = (
        f"{scope.words} noise clearly lowers validation accuracy in {len(clear)} of "
        f"{cases} cases (a model with a kind of noise each); at the highest level "
        f"where it does, the greatest fall is that of {_in_brief(evidence, most)}"
    )
    if len(ranked) > 1:
        text += f", the least that of {_in_brief(evidence, least)}"
    return Statement(
        "falls in short",
        f"{text}.",
        tuple(dict.fromkeys(fall.model for fall in (most, least))),
        tuple(dict.fromkeys(fall.condition for fall in (most, least))),
        scope,
    )


def _in_brief(evidence: Evidence, fall: Fall) -> str:
    points = PercentagePoints(evidence)
    without, with_noise = map(points.accuracy, fall.accuracies or (0.0, 0.0))
    return (
        f"{names.of_model(evidence.sweep, fall.model)} "
        f"{without_noise.named(evidence, [fall.condition])}, from {without} to "
        f"{with_noise}"
    )


def undecided(evidence: Evidence, judged: Sequence[Fall]) -> Iterable[Statement]:
    """Say in one sentence where no change of accuracy can be shown."""
    return differences.undecided(
        evidence,
        "no fall",
        "Whether noise changes validation accuracy cannot be said",
        [((fall.model,), fall.condition, fall.contrast) for fall in judged],
        "falls.csv",
    )
