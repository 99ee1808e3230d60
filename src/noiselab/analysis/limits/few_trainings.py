"""Which differences may be luck, since some trainings of a model may fail?"""

from collections.abc import Iterable, Sequence
from itertools import count

from noiselab.analysis import paired
from noiselab.analysis.comparisons import ALPHA, Contrast
from noiselab.analysis.paired import Repeats
from noiselab.analysis.statement import Statement
from noiselab.analysis.verdicts import Verdicts
from noiselab.study import names
from noiselab.study.names import Condition
from noiselab.study.sweep import Sweep


def statements(sweep: Sweep, verdicts: Verdicts) -> Iterable[Statement]:
    """Name the differences that too few trainings show, of which only some learn."""
    for model in dict.fromkeys(fall.model for fall in verdicts.falls):
        subject = f"{names.of_model(sweep, model)} trained and tested without noise and"
        contrasts = [
            (fall.condition, fall.contrast)
            for fall in verdicts.falls
            if fall.model == model
        ]
        yield from _of(sweep, subject, (model,), contrasts)
    comparisons, gains = verdicts.comparisons, verdicts.gains
    for pair in dict.fromkeys(c.models for c in comparisons):
        of_pair = [(c.condition, c.contrast) for c in comparisons if c.models == pair]
        for better, sign in zip(pair, (1, -1), strict=True):
            contrasts = [(c, x) for c, x in of_pair if x.difference * sign > 0]
            a, b, who = (names.of_model(sweep, name) for name in (*pair, better))
            result = (
                f"; of these trainings, those of {who} classify more test images "
                "correctly. Of others that is not shown, and it"
            )
            yield from _of(sweep, f"{a} and {b}", pair, contrasts, result)
    for model in dict.fromkeys(gain.model for gain in gains):
        subject = f"{names.of_model(sweep, model)} trained without noise and"
        contrasts = [(g.condition, g.at_noise) for g in gains if g.model == model]
        yield from _of(sweep, subject, (model,), contrasts)


def _of(
    sweep: Sweep,
    subject: str,
    models: tuple[str, ...],
    contrasts: Sequence[tuple[Condition, Contrast]],
    result: str = ". That",
) -> Iterable[Statement]:
    by_repeats: dict[tuple[int, int], list[Condition]] = {}
    for condition, contrast in contrasts:
        found, family = contrast.paired, contrast.family
        if isinstance(found, Repeats) and found.least_p * family > ALPHA:
            place = found.repeats, family
            by_repeats.setdefault(place, []).append(condition)
    for (repeats, family), conditions in by_repeats.items():
        enough = next(n for n in count(2) if paired.least_p(n) * family <= ALPHA)
        text = (
            f"{subject} {names.of_conditions(sweep, conditions)}: one learns in all "
            f"{repeats} repeats, the other in none{result} may be luck: where every "
            "second training of both fails, one study in "
            f"{round(1 / paired.least_p(repeats))} looks like this. It takes "
            f"{enough} repeats to show a difference here."
        )
        yield Statement("few trainings", text, models, tuple(conditions))
