"""How networks compare with always answering one class, image by image.

The level of chance is the accuracy of always answering the test set's most frequent
class. That class and the networks are judged on the same images, so their difference is
one between pairs, like any other.
"""

from collections.abc import Collection, Mapping

import numpy as np

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.paired import Paired, Repeats, Runs
from noiselab.common.remembered import remembered
from noiselab.store.predictions import Answers
from noiselab.study.names import Condition


def against(
    evidence: Evidence,
    model: str,
    condition: Condition,
    repeats: Collection[int] | None = None,
) -> Paired | None:
    """Compare a model with always answering the most frequent class.

    Args:
        evidence: The study.
        model: The model, a.
        condition: What it was trained and tested with.
        repeats: The repeats that count; None for all.

    Returns:
        The accuracy of the model minus that of the class; None without answers.
    """
    answers = {
        n: each
        for n, each in evidence.answers(model, *condition).items()
        if repeats is None or n in repeats
    }
    if not answers:
        return None
    right = [each.right for each in answers.values()]
    frequent = [always(each) for each in answers.values()]
    if len(right) == 1:
        return Runs.of(right[0], frequent[0])
    return Repeats.of(right, frequent)


def is_above(paired: Paired | None) -> bool:
    """Say whether a difference to chance is above 0 on other test images like these.

    It is where its 95 % interval over the images lies above 0. Trainings do not count:
    two that vary would otherwise hide that both have learnt.
    """
    bounds = paired.over_images() if paired else None
    return bounds is not None and bounds[0] > 0


def always(answers: Answers) -> np.ndarray:
    """Say which images always answering the most frequent class would have right.

    Returns:
        Bool, shape (count,).
    """
    return answers.labels == np.bincount(answers.labels).argmax()


def learnt(answers: Mapping[int, Answers]) -> dict[int, bool]:
    """Say of each repeat, judged alone, whether it is above chance.

    Args:
        answers: What the networks answered on the test images, by repeat.
    """
    return {n: _learnt(each) for n, each in answers.items()}


@remembered
def _learnt(answers: Answers) -> bool:
    return is_above(Runs.of(answers.right, always(answers)))


def worse(evidence: Evidence, answers: Mapping[int, Answers]) -> dict[int, bool]:
    """Say of each repeat, judged alone, whether it is below chance.

    Args:
        evidence: The study.
        answers: What the networks answered on the test images, by repeat.

    Returns:
        Whether bounds that hold for all classes and all of the study's networks lie
        below 0.
    """
    family = evidence.classes * len(evidence.points)
    confidence = intervals_and_tests.bonferroni(family)
    return {
        n: Runs.of(a.right, always(a)).interval(confidence)[1] < 0
        for n, a in answers.items()
    }
