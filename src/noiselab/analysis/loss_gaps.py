"""How much noise widens the gap between training and validation loss.

Training loss is one number for each training, as training accuracy is: a mean over the
last epoch, with no losses image by image. Bounds hold for these very test images, as
those of all differences in loss.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from noiselab.analysis import paired_losses
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.same_images import Met
from noiselab.store.result import Result

Network = tuple[Result, Met]


@dataclass(frozen=True)
class LossWidening:
    """A gap in loss, validation minus training, with noise minus that without.

    Attributes:
        training: Mean training loss without noise and with it.
        validation: Mean validation loss without noise and with it.
        difference: How much wider it is with noise; below 0 where it is narrower.
        bounds: Its bounds, as those of `PairedLosses`.
    """

    training: tuple[float, float]
    validation: tuple[float, float]
    difference: float
    bounds: Bounds

    @property
    def is_clear(self) -> bool:
        """Whether the bounds leave out 0."""
        low, high = self.bounds
        return low > 0 or high < 0


def widening(
    pairs: Sequence[tuple[Network, Network]], confidence: float
) -> LossWidening | None:
    """Compare gaps in loss, repeat by repeat.

    Args:
        pairs: For each repeat the networks without noise and with it.
        confidence: Confidence level of the bounds, from 0 to 1.

    Returns:
        The difference; None where losses are not kept.
    """
    losses = [(_losses(*without), _losses(*noisy)) for without, noisy in pairs]
    known = [(clean, noisy) for clean, noisy in losses if clean and noisy]
    if not known or len(known) < len(pairs):
        return None
    clean, noisy = zip(*known, strict=True)
    differences = [b.gaps - a.gaps for a, b in known]
    return LossWidening(
        (_mean(a.training for a in clean), _mean(b.training for b in noisy)),
        (_mean(a.of_images for a in clean), _mean(b.of_images for b in noisy)),
        *paired_losses.of_repeats(differences, confidence),
    )


@dataclass(frozen=True, eq=False)
class _Losses:
    """The training loss of a network, and the loss of each test image."""

    training: float
    of_images: np.ndarray

    @property
    def gaps(self) -> np.ndarray:
        return self.of_images - self.training


def _losses(result: Result, met: Met) -> _Losses | None:
    training = result.metrics["train_loss"]
    if met.log_loss is None or training is None:
        return None
    return _Losses(training, met.log_loss)


def _mean(values: Iterable[float | np.ndarray]) -> float:
    return float(np.mean([np.mean(each) for each in values]))
