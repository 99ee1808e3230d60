"""Bounds of losses and accuracies, for a report's figures and its table of means."""

import numpy as np

from noiselab.analysis import intervals_and_tests, scopes
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds


def bounds(
    evidence: Evidence, kind: str, measure: str
) -> dict[tuple[str, str, float], Bounds]:
    """Bound loss or accuracy of each model at each level of one noise kind.

    Args:
        evidence: The study.
        kind: The kind of noise.
        measure: `loss` or `accuracy`.

    Returns:
        95 % bounds by (model, `train` or `val`, level), where there are any. A
        single run's training figures have none: they are means over an epoch in
        which the network changes.
    """
    bounds = {}
    for model in evidence.sweep.models:
        for level in evidence.sweep.noise[kind]:
            runs = evidence.runs(model, kind, level).values()
            figures = [run.metrics[f"train_{measure}"] for run in runs]
            trained = [value for value in figures if value is not None]
            top = 1.0 if measure == "accuracy" else np.inf
            bounds[model, "train", level] = intervals_and_tests.t_interval(
                trained, limits=(0.0, top)
            )
            bounds[model, "val", level] = (
                evidence.accuracy_interval(evidence.accuracies(model, kind, level))
                if measure == "accuracy"
                else loss_interval(evidence, model, kind, level)
            )
    return {key: interval for key, interval in bounds.items() if interval}


def loss_interval(
    evidence: Evidence, model: str, kind: str, level: float
) -> Bounds | None:
    """Bound a mean loss by t, over the images, and over repeats too if several.

    Of these two the wider counts; an image's loss is its mean over the repeats.
    """
    runs = evidence.runs(model, kind, level).values()
    losses = [run.log_loss for run in evidence.answers(model, kind, level).values()]
    means = [run.metrics["val_loss"] for run in runs]
    limits = (0.0, np.inf)
    over_trainings = intervals_and_tests.t_interval(means, limits=limits)
    if len(losses) < len(runs) or len({*map(len, losses)}) != 1:
        return over_trainings
    of_images = np.stack(losses).mean(axis=0, dtype=np.float64)
    over_images = intervals_and_tests.t_interval(of_images, limits=limits)
    return scopes.wider(over_trainings, over_images)
