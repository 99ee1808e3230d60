"""The gap between training and validation, and whether noise widens it.

Training accuracy is what Keras reports for the last epoch: a mean over batches while
the weights change, with dropout on. It is one number for each training, with no answers
image by image. So what a single run is bounded for are other test images only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from noiselab.analysis import (
    comparisons,
    intervals_and_tests,
    learning_curve,
    loss_gaps,
    without_noise,
)
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.labels import commonest
from noiselab.analysis.loss_gaps import LossWidening
from noiselab.analysis.paired import Paired, Repeats
from noiselab.analysis.same_images import Met
from noiselab.store.result import Result
from noiselab.study.names import Condition

Networks = Mapping[int, tuple[Result, Met]]  # by repeat


@dataclass(frozen=True)
class Figures:
    """Means over repeats of what networks reach in training and on the test images.

    Attributes:
        training_accuracy: In the last epoch, as Keras reports it, from 0 to 1.
        accuracy: On the test images.
        training_loss: In the last epoch.
        loss: On the test images.
    """

    training_accuracy: float
    accuracy: float
    training_loss: float
    loss: float

    @property
    def gap(self) -> float:
        """Training accuracy minus that on the test images."""
        return self.training_accuracy - self.accuracy


@dataclass(frozen=True)
class Gap:
    """A model's training accuracy minus its validation accuracy.

    Attributes:
        model: The model.
        noise: The kind of noise.
        level: The level that it was trained and tested at; 0 without noise.
        contrast: The gap.
        figures: What it is the gap between; None where that is unknown.
        widening: The gap at this level minus that without noise; None at level 0.
        without: The figures without noise, in the repeats of the widening.
        with_noise: Those with noise, in the same repeats.
        loss_widening: The gap in loss, validation minus training, at this level minus
            that without noise; None unless the widening is significant.
        has_other_weights: Whether a repeat is left out that recorded other weights than
            those of the last epoch, which the training figures are of.
    """

    model: str
    noise: str
    level: float
    contrast: Contrast
    figures: Figures | None
    widening: Contrast | None = None
    without: Figures | None = None
    with_noise: Figures | None = None
    loss_widening: LossWidening | None = None
    has_other_weights: bool = False

    @property
    def condition(self) -> Condition:
        """The kind and level of noise."""
        return self.noise, self.level


def of(evidence: Evidence) -> list[Gap]:
    """Judge all gaps as one family, and all widenings as another.

    Without noise, kinds of noise whose networks are the same ones share a gap.
    """
    first = without_noise.first_alike(evidence)
    places = [
        (model, kind, level)
        for kind, levels in evidence.sweep.noise.items()
        for model in evidence.sweep.models
        if not evidence.sweep.is_from_file(model)
        for level in sorted(levels)
    ]
    shared = [(m, kind if level else first[kind], level) for m, kind, level in places]
    networks = {place: _networks(evidence, *place) for place in {*places, *shared}}
    usable = {place: _usable(n) for place, n in networks.items()}
    distinct = [*dict.fromkeys(shared)]
    judged = comparisons.judged([_gap(usable[place]) for place in distinct])
    contrasts = dict(zip(distinct, judged, strict=True))
    pairs = {
        place: _common(usable[place[0], place[1], 0.0], usable[place])
        for place in places
        if place[2] and 0 in evidence.sweep.noise[place[1]]
    }
    widened = comparisons.judged(
        [_widening(evidence, *place, *pair) for place, pair in pairs.items()]
    )
    widenings = dict(zip(pairs, widened, strict=True))
    return [
        Gap(
            *place,
            contrasts[key],
            _figures(usable[key]),
            widenings.get(place),
            _figures(pairs[place][0]) if place in pairs else None,
            _figures(pairs[place][1]) if place in pairs else None,
            _in_loss(*pairs[place], widenings[place]) if place in pairs else None,
            len(usable[key]) < len(networks[key]),
        )
        for place, key in zip(places, shared, strict=True)
    ]


def _networks(evidence: Evidence, model: str, kind: str, level: float) -> Networks:
    """Give the results and answers of a model at a level, by repeat."""
    if level:
        runs, met = evidence.runs(model, kind, level), evidence.met(model, kind, level)
    else:
        runs = without_noise.runs(evidence, model, kind)
        met = without_noise.met(evidence, model, kind)
    networks = {n: (runs[n], met[n]) for n in met}
    alike = commonest({n: _test_set(met) for n, (_, met) in networks.items()})
    return {n: networks[n] for n in alike}


def _test_set(met: Met) -> tuple[int, str | None]:
    return len(met.right), met.images.data


def _usable(networks: Networks) -> Networks:
    """Leave out networks of other weights than those of their training figures."""
    return {
        n: (result, met)
        for n, (result, met) in networks.items()
        if not learning_curve.has_other_weights(result)
    }


def _common(without: Networks, with_noise: Networks) -> tuple[Networks, Networks]:
    """Keep the repeats in which both were tested on the same images."""
    same = {
        n: _test_set(without[n][1])
        for n in without
        if n in with_noise and without[n][1].shows_the_same(with_noise[n][1])
    }
    alike = commonest(same)
    return {n: without[n] for n in alike}, {n: with_noise[n] for n in alike}


def _gap(networks: Networks) -> Paired | None:
    """Give training accuracy minus each test image's answer, in each repeat."""
    values = [_of_images(*network) for network in networks.values()]
    return Repeats.of_values(values, 1.0) if values else None


def _of_images(result: Result, met: Met) -> np.ndarray:
    return result.metrics["train_accuracy"] - met.right


def _widening(
    evidence: Evidence,
    model: str,
    kind: str,
    level: float,
    without: Networks,
    with_noise: Networks,
) -> Paired | None:
    values = [_of_images(*with_noise[n]) - _of_images(*without[n]) for n in without]
    if not values:
        return None
    learnt = (
        comparisons.learnt(evidence, model, kind, 0.0),
        comparisons.learnt(evidence, model, kind, level),
    )
    only_one_learns = learnt in comparisons.LUCK
    return replace(Repeats.of_values(values, 2.0), only_one_learns=only_one_learns)


def _in_loss(
    without: Networks, with_noise: Networks, widening: Contrast
) -> LossWidening | None:
    if not widening.is_significant:
        return None
    pairs = [(without[n], with_noise[n]) for n in without]
    return loss_gaps.widening(pairs, intervals_and_tests.bonferroni(widening.family))


def _figures(networks: Networks) -> Figures | None:
    if not networks:
        return None
    results: Sequence[Result] = [result for result, _ in networks.values()]
    right = [float(met.right.mean()) for _, met in networks.values()]
    training_accuracy, training_loss, loss = (
        float(np.mean([result.metrics[name] for result in results]))
        for name in ("train_accuracy", "train_loss", "val_loss")
    )
    return Figures(training_accuracy, float(np.mean(right)), training_loss, loss)
