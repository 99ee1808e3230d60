"""How often do the reports make false claims of what noise does? Part of `claims.py`.

Simulates studies in which noise does nothing: a network has the same true accuracy
whether it is trained with noise, tested with it, both or neither, and its training
accuracy is higher than its true accuracy by the same amount everywhere, or by none. So each
claim of a fall, a gap that there is not, a wider gap, or a gain is false. For the falls of two
models, noise costs both the same: whoever is said to suffer more, it is false.

All networks of a study answer the same images, some of which are hard for all of them, some
for one model under one condition; and each training shifts its network's accuracy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import ndtr
from scipy.stats import norm

from noiselab.analysis import comparisons
from noiselab.analysis.paired import Paired, Repeats, Runs

ACCURACIES = (0.999, 0.97, 0.7)  # of all networks of a study
CLEAN = 0.985  # true accuracy without noise where two models fall alike
FALLEN = (0.98, 0.97, 0.93, 0.8, 0.5)  # and with it, by level
GAP = 0.02  # training accuracy minus true accuracy, where there is a gap
LEVELS = len(FALLEN)
# shares of the variance of what makes an image hard: for all, for a model's networks of
# one kind, and for one training
OF_IMAGE, OF_NETWORK, OF_TRAINING = 0.6, 0.15, 0.25
FAMILIES = ("falls", "gaps", "widenings", "falls compared", "gains")


@dataclass(frozen=True)
class Design:
    """How the studies of a design are drawn.

    Attributes:
        repeats: Trainings of each network.
        spread: Standard deviation of a training's threshold.
        accuracy: True accuracy of all networks.
        images: Number of test images.
    """

    repeats: int
    spread: float
    accuracy: float
    images: int

    def __str__(self) -> str:
        return f"repeats: {self.repeats}, spread {self.spread:g}, accuracy {self.accuracy:g}"


def designs(spreads: Sequence[float], repeats: Sequence[int]) -> Iterator[Design]:
    """Give each design: single runs, on few images and many, and repeats."""
    for images, accuracy in product((360, 10_000), ACCURACIES):
        yield Design(1, 0.0, accuracy, images)
    for count, spread, accuracy in product(repeats, spreads, ACCURACIES):
        yield Design(count, spread, accuracy, 360)


class Networks:
    """Networks of one kind: a model, trained somehow, tested somehow.

    Args:
        rng: Source of chance.
        of_image: How hard each image is for all, shape (images,).
        design: How they are drawn.
    """

    def __init__(self, rng: np.random.Generator, of_image: np.ndarray, design: Design):
        shape = design.repeats, design.images
        self.hard = of_image + np.sqrt(OF_NETWORK) * rng.standard_normal(shape[1])
        self.hard = self.hard + np.sqrt(OF_TRAINING) * rng.standard_normal(shape)
        self.spread = design.spread
        self.shifts = design.spread * rng.standard_normal((design.repeats, 1))

    def thresholds(self, accuracy: float) -> np.ndarray:
        """How hard an image may be for each training, shape (repeats, 1)."""
        return norm.ppf(accuracy) * np.sqrt(1 + self.spread**2) + self.shifts

    def right(self, accuracy: float) -> list[np.ndarray]:
        """Whether each image is recognised, for each repeat."""
        return list(self.hard < self.thresholds(accuracy))

    def accuracies(self, accuracy: float) -> np.ndarray:
        """True accuracy of each training, shape (repeats,)."""
        return ndtr(self.thresholds(accuracy)[:, 0])


def study(rng: np.random.Generator, design: Design) -> dict[str, list[Paired]]:
    """Draw a study, and measure all differences of each family; each truth is 0."""
    of_image = np.sqrt(OF_IMAGE) * rng.standard_normal(design.images)

    def drawn(count: int) -> list[Networks]:
        return [Networks(rng, of_image, design) for _ in range(count)]

    (clean, *noisy), (other_clean, *other_noisy) = drawn(1 + LEVELS), drawn(1 + LEVELS)
    at_noise, on_clean = drawn(LEVELS), drawn(LEVELS)
    accuracy = design.accuracy
    before = clean.right(accuracy)
    return {
        "falls": [paired(before, each.right(accuracy)) for each in noisy],
        "gaps": [gap(each, accuracy, 0.0) for each in (clean, *noisy)],
        "widenings": [
            values(
                [
                    b - a
                    for a, b in zip(
                        of_images(clean, accuracy, GAP),
                        of_images(each, accuracy, GAP),
                        strict=True,
                    )
                ],
                2.0,
            )
            for each in noisy
        ],
        "falls compared": [
            compared(clean, one, other_clean, other, fallen)
            for one, other, fallen in zip(noisy, other_noisy, FALLEN, strict=True)
        ],
        "gains": [
            *(
                paired(one.right(accuracy), other.right(accuracy))
                for one, other in zip(noisy, at_noise, strict=True)
            ),
            *(paired(each.right(accuracy), before) for each in on_clean),
        ],
    }


def paired(a: list[np.ndarray], b: list[np.ndarray]) -> Paired:
    """Pair answers as reports do."""
    return Runs.of(a[0], b[0]) if len(a) == 1 else Repeats.of(a, b)


def values(of_repeats: list[np.ndarray], limit: float) -> Paired:
    """Sum up each image's value in each repeat."""
    return Repeats.of_values(of_repeats, limit)


def of_images(networks: Networks, accuracy: float, gap: float) -> list[np.ndarray]:
    """Training accuracy minus each image's answer, in each repeat."""
    training = networks.accuracies(accuracy) + gap
    right = networks.right(accuracy)
    return [at - each for at, each in zip(training, right, strict=True)]


def gap(networks: Networks, accuracy: float, size: float) -> Paired:
    """A gap of a true size."""
    return values(of_images(networks, accuracy, size), 1.0)


def compared(
    clean: Networks,
    noisy: Networks,
    other_clean: Networks,
    other_noisy: Networks,
    fallen: float,
) -> Paired:
    """The fall of one model minus that of another, both from and to the same."""
    sides = zip(
        clean.right(CLEAN),
        noisy.right(fallen),
        other_clean.right(CLEAN),
        other_noisy.right(fallen),
        strict=True,
    )
    differences = [
        a.astype(np.int8) - b - c.astype(np.int8) + d for a, b, c, d in sides
    ]
    return values(differences, 2.0)


@dataclass
class Count:
    """The false claims of a family, and how many of its intervals cover the truth."""

    claims: int = 0
    given: int = 0
    covering: int = 0

    def add(self, measured: Sequence[Paired]) -> None:
        """Judge a family of a study."""
        judged = comparisons.judged(measured)
        self.claims += any(contrast.is_significant for contrast in judged)
        for each in measured:
            low, high = each.interval() or (0.0, 0.0)
            self.given += 1
            self.covering += low <= 0 <= high


def simulate(
    rng: np.random.Generator,
    studies: int,
    spreads: Sequence[float],
    repeats: Sequence[int],
    most_false: float,
    least_covered: float,
) -> bool:
    """Print false claims and coverage of each family; say whether they are as promised.

    Args:
        rng: Source of chance.
        studies: Studies of each design.
        spreads: Of a training's threshold.
        repeats: Numbers of repeats.
        most_false: Share of studies that may hold a false claim of a family.
        least_covered: Share of intervals that have to cover the truth.
    """
    print(
        "where noise does nothing: studies with a false claim, intervals that cover 0"
    )
    print(f"{'design':40} images  " + "  ".join(f"{name:14}" for name in FAMILIES))
    kept = True
    for design in designs(spreads, repeats):
        counts = {name: Count() for name in FAMILIES}
        for _ in range(studies):
            for name, measured in study(rng, design).items():
                counts[name].add(measured)
        cells = []
        for count in counts.values():
            kept &= count.claims <= most_false * studies
            kept &= count.covering >= least_covered * count.given
            cells.append(
                f"{count.claims / studies:5.1%} {count.covering / count.given:6.1%}  "
            )
        print(f"{design!s:40} {design.images:6}  {'  '.join(cells)}", flush=True)
    return kept
