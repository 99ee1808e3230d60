"""What the findings and their bounds hold for."""

import math
from collections.abc import Iterable, Sequence

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.comparisons import ALPHA, Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.analysis.training_gaps import Gap
from noiselab.analysis.verdicts import Verdicts
from noiselab.experiment import measures


def statements(evidence: Evidence, verdicts: Verdicts) -> Iterable[Statement]:
    """Say what the findings hold for, and their bounds."""
    yield from _by_repeats(evidence, [*verdicts.contrasts()])
    if verdicts.any_claimed:
        text = (
            "Bounds in brackets hold simultaneously for all differences of their kind "
            "(95 %, Bonferroni); each difference in accuracy that is claimed also has "
            f"a Holm-adjusted p-value of at most {ALPHA:g}."
        )
        yield Statement("bounds", text)
    if any(c.is_significant for c in verdicts.with_losses()):
        yield _of_losses()


def of_training(gaps: Sequence[Gap]) -> Iterable[Statement]:
    """Say what a gap between training and validation is, where one is known."""
    counts = {gap.contrast.paired.repeats for gap in gaps if gap.contrast.paired}
    if not counts:
        return
    single = (
        " so bounds of a gap of single runs are for other test images alone"
        if 1 in counts
        else " so over trainings gaps are compared repeat by repeat"
    )
    text = (
        "A network overfits where it is better on its training images than on images "
        "that it has not seen; a gap that noise widens is a sign that noise is learnt "
        "by heart. Training accuracy is Keras's mean over an epoch, while the "
        "weights change and with dropout on, so it tends to be too low. It has no "
        f"answers image by image,{single}."
    )
    yield Statement("training figures", text)


def _of_losses() -> Statement:
    """Say what a difference in mean loss holds for."""
    most = -math.log(measures.LEAST_PROBABILITY)
    return Statement(
        "losses",
        "Mean losses are compared on these test images: one wrong answer that a "
        f"network is sure of may have a loss of up to {most:.0f}, so mistakes too rare "
        "to be among these images may reverse the order on others.",
    )


def _by_repeats(
    evidence: Evidence, contrasts: Sequence[Contrast]
) -> Iterable[Statement]:
    """Say what single runs and averages hold for, by the repeats that they rest on."""
    sweep = evidence.sweep
    counts = {
        len(evidence.runs(model, *condition))
        for model in sweep.models
        for condition in evidence.conditions()
    }
    counts |= {contrast.paired.repeats for contrast in contrasts if contrast.paired}
    counts -= {0}
    if 1 in counts:
        subject = (
            "Each network was trained once: the findings hold"
            if counts == {1}
            else "Findings from single runs hold"
        )
        once = len(sweep.repeat_numbers) == 1
        advice = " Set repeats: 5 in the sweep to find out." if once else ""
        text = (
            f"{subject} for these trained networks; others of their kind may "
            f"differ.{advice}"
        )
        yield Statement("single runs", text)
    if max(counts, default=0) > 1:
        most = f"{'up to ' if len(counts) > 1 else ''}{max(counts)} repeats"
        text = (
            f"Averages over {most} hold for other trainings and for other test images "
            "of this kind: their bounds are the wider of two, Student's over the "
            f"repeats and those over the images.{_cost_of_few(counts - {1})}"
        )
        yield Statement("averages", text)


def _cost_of_few(counts: set[int]) -> str:
    """Say what two or three repeats cannot show, and how much two widen bounds."""
    few = min(counts)
    if few > 3:
        return ""
    failing = (
        f" That no training of a model fails, {few} repeats do not show: if every "
        f"second one does, all {few} still learn in one study of {2**few}."
    )
    if few > 2:
        return failing
    two, three, five = (intervals_and_tests.t_factor(n) for n in (2, 3, 5))
    return (
        f" With 2 repeats, Student's factor is {two:.1f}, so only large differences "
        f"can be shown; with 3 it is {three:.1f}, with 5 it is {five:.1f}.{failing}"
    )
