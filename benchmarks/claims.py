"""How often do the reports make false claims? Studies of models that are equally good.

Simulates studies in which two models have the same true accuracy at each of five levels,
judges them as the reports do, and counts false claims, and how often intervals cover the
truth. One run: the answers of the two networks on each image are independent, or
correlated because some images are hard for both. Several repeats: images and trainings
are both drawn at random. Some images are hard for both models, some for one of them, in
all its trainings; and each training shifts its network's accuracy, not at all, a
little, or so much that trainings decide more than images.

In further studies, trainings of both models fail equally often, or networks guess, and a
claim that one is worse than always answering one class is false; or noise does nothing
(claims_of_noise.py), or accuracies lie along lines or curves (claims_of_slopes.py).

    python benchmarks/claims.py [--quick | --studies N] [--spread S]
    # about an hour; a minute or two with --quick: 20 studies of each design
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

import claims_of_noise
import claims_of_slopes
import numpy as np
from scipy.special import ndtr
from scipy.stats import multivariate_normal, norm

from noiselab.analysis import comparisons, intervals_and_tests, scopes
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.paired import Paired, Repeats, Runs
from noiselab.analysis.same_images import Met, paired
from noiselab.store.images_met import NOT_RECORDED

ACCURACIES = (0.985, 0.97, 0.93, 0.8, 0.5)
IMAGES = (360, 10_000)
CORRELATION = 0.8  # between an image's difficulty for one network and for the other
# an image is classified correctly where a normal variate is below a threshold; its
# variance of 1 is of the image, of the image for this model, and of this training
OF_IMAGE, OF_IMAGE_AND_MODEL = 0.6, 0.15
OF_TRAINING = 1 - OF_IMAGE - OF_IMAGE_AND_MODEL
SPREADS = {"none": 0.0, "small": 0.03, "dominant": 0.2}  # of a training's threshold
REPEATS = (2, 3, 5)
FAILING = (0.1, 0.3, 0.5)  # probability that a training learns nothing
GUESSING = 10  # networks in a study of those that guess
CLASSES = (10, 100)  # of which each image's is drawn, all equally likely
MOST_FALSE, LEAST_COVERED = 0.065, 0.93
QUICK = 20  # studies of each design: they show that it runs, and no more


@dataclass(frozen=True)
class Drawn:
    """Two models at one level, in one simulated study.

    Attributes:
        paired: The measured difference; the true one is 0.
        here: The true difference over trainings on these very images; NaN for one run.
        accuracy: The true accuracy.
        measured: The accuracy of model a in each repeat; empty for one run.
    """

    paired: Paired
    here: float
    accuracy: float
    measured: Sequence[Accuracy] = ()


@dataclass
class Coverage:
    """How many intervals were given, and how many of them cover the truth."""

    given: int = 0
    covering: int = 0

    def count(self, bounds: Bounds | None, truth: float) -> None:
        """Count an interval, if there is one; rounding is no miss."""
        if bounds:
            self.given += 1
            self.covering += bounds[0] - 1e-12 <= truth <= bounds[1] + 1e-12

    @property
    def is_enough(self) -> bool:
        """Whether as many as promised cover the truth; so do none."""
        return self.covering >= LEAST_COVERED * self.given

    def __str__(self) -> str:
        return f"{self.covering / self.given:.1%}" if self.given else "–"


@dataclass
class Tally:
    """What the reports say of the studies of one design."""

    studies: int = 0
    claims: int = 0
    difference: Coverage = field(default_factory=Coverage)
    here: Coverage = field(default_factory=Coverage)
    accuracy: Coverage = field(default_factory=Coverage)

    def add(self, levels: Sequence[Drawn]) -> None:
        """Judge one study."""
        judged = comparisons.judged([level.paired for level in levels])
        self.studies += 1
        self.claims += any(contrast.is_significant for contrast in judged)
        for level in levels:
            self.difference.count(level.paired.interval(), 0.0)
            self.here.count(level.paired.over_trainings(), level.here)
            if level.measured:
                bounds = scopes.mean_accuracy(level.measured)
                self.accuracy.count(bounds, level.accuracy)

    @property
    def is_kept(self) -> bool:
        """Whether there are as few false claims, and as wide intervals, as promised."""
        coverages = (self.difference, self.here, self.accuracy)
        few = self.claims <= MOST_FALSE * self.studies
        return few and all(coverage.is_enough for coverage in coverages)

    def __str__(self) -> str:
        low, high = intervals_and_tests.wilson(self.claims, self.studies)
        share = f"{self.claims / self.studies:6.1%} ({low:.1%} to {high:.1%})"
        return (
            f"{share:24} {self.difference!s:>10} {self.here!s:>12} {self.accuracy!s:>9}"
        )


def main() -> None:
    """Simulate studies, and print a line for each design and number of images."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    number = parser.add_mutually_exclusive_group()
    number.add_argument("--studies", type=int, default=1000, help="of each design")
    number.add_argument("--quick", action="store_true", help=f"{QUICK}; judge nothing")
    parser.add_argument("--spread", type=float, help="only repeats, with this spread")
    options = parser.parse_args()
    studies = QUICK if options.quick else options.studies
    rng = np.random.default_rng(0)
    print(
        f"{studies} studies each, with models that are equally good, at five levels\n"
        "intervals that cover the truth: of the difference, of that on these images\n"
        "over trainings, and of an accuracy over repeats\n"
        f"{'design':30} images  {'false claims':24} difference  over trainings  accuracy"
    )
    kept = True
    for name, draw in designs(options.spread):
        for images in IMAGES:
            tally = Tally()
            for _ in range(studies):
                levels = [draw(rng, accuracy, images) for accuracy in ACCURACIES]
                tally.add(levels)
            kept &= tally.is_kept
            print(f"{name:30} {images:6}  {tally}", flush=True)
    if options.spread is None:
        kept &= failed(np.random.default_rng(0), studies)
        kept &= guessed(np.random.default_rng(0), studies)
        for further in (claims_of_noise, claims_of_slopes):
            kept &= further.simulate(
                np.random.default_rng(0),
                studies,
                [*SPREADS.values()],
                REPEATS,
                MOST_FALSE,
                LEAST_COVERED,
            )
    if options.quick:
        return print(f"all designs ran; {QUICK} studies of each are too few to judge")
    print(
        f"at most {MOST_FALSE:.1%} false claims, at least {LEAST_COVERED:.0%} covered: "
        f"{'yes' if kept else 'NO'}"
    )
    raise SystemExit(not kept)


def designs(spread: float | None) -> Iterator[tuple[str, Callable[..., Drawn]]]:
    """Give each design of a study by its name, or those of one spread."""
    spreads = SPREADS if spread is None else {f"{spread:g}": spread}
    if spread is None:
        yield "one run, independent", partial(one_run, correlation=0.0)
        yield "one run, correlated", partial(one_run, correlation=CORRELATION)
    for repeats in REPEATS:
        for name, spread in spreads.items():
            draw = partial(several_runs, repeats=repeats, spread=spread)
            yield f"{repeats} repeats, spread {name}", draw


def failed(rng: np.random.Generator, studies: int) -> bool:
    """Count false claims where trainings fail at random, and then learn nothing."""
    kept = True
    for repeats in REPEATS:
        for failing in FAILING:
            false = sum(
                any(
                    contrast.is_significant
                    for contrast in comparisons.judged(
                        [failing_runs(rng, repeats, failing) for _ in ACCURACIES]
                    )
                )
                for _ in range(studies)
            )
            kept &= false <= MOST_FALSE * studies
            name = f"{repeats} repeats, {failing:.0%} of them fail"
            print(f"{name:30} {IMAGES[0]:6}  {false / studies:6.1%}", flush=True)
    return kept


def failing_runs(rng: np.random.Generator, repeats: int, failing: float) -> Repeats:
    """Draw the answers of two models, each training of which may learn nothing."""
    always = rng.random(IMAGES[0]) < 1 / CLASSES[0]
    fails = rng.random((2, repeats)) < failing
    answers = [
        [always if lost else rng.random(IMAGES[0]) < ACCURACIES[1] for lost in side]
        for side in fails
    ]
    only_one_learns = sorted(map(sum, fails.tolist())) == [0, repeats]
    return replace(Repeats.of(*answers), only_one_learns=only_one_learns)


def guessed(rng: np.random.Generator, studies: int) -> bool:
    """Count studies in which networks that guess are said to be below chance.

    Always answering the class that is the most frequent in a study's test images is no
    better on others, where all are equally frequent.
    """
    kept = True
    for repeats in (1, 3):
        for classes in CLASSES:
            for images in IMAGES[: 1 if repeats > 1 else None]:
                false = sum(
                    is_called_below(rng, classes, images, repeats)
                    for _ in range(studies)
                )
                kept &= false <= MOST_FALSE * studies
                name = f"guessing, {classes} classes, repeats: {repeats}"
                print(f"{name:30} {images:6}  {false / studies:6.1%}", flush=True)
    return kept


def is_called_below(
    rng: np.random.Generator, classes: int, images: int, repeats: int
) -> bool:
    """Judge one study of networks that guess, as findings/at_chance.py does."""
    labels = rng.integers(classes, size=images, dtype=np.int16)
    of_class = Met(NOT_RECORDED, labels == np.bincount(labels).argmax())
    always = dict.fromkeys(range(repeats), of_class)
    guessed = (
        {n: Met(NOT_RECORDED, rng.random(images) < 1 / classes) for n in always}
        for _ in range(GUESSING)
    )
    measured = [paired(met, always).difference for met in guessed]
    judged = comparisons.judged(measured, choices=classes)
    return any(each.is_significant and each.difference < 0 for each in judged)


def one_run(
    rng: np.random.Generator, accuracy: float, images: int, correlation: float
) -> Drawn:
    """Draw two networks' answers: four counts from a multinomial distribution."""
    both = both_right(accuracy, correlation)
    only = accuracy - both
    counts = rng.multinomial(images, [both, only, only, max(1 - both - 2 * only, 0)])
    return Drawn(Runs(*map(int, counts)), np.nan, accuracy)


@cache
def both_right(accuracy: float, correlation: float) -> float:
    """Compute the probability that both networks have an image right."""
    if not correlation:
        return accuracy**2
    threshold = [norm.ppf(accuracy)] * 2
    spread = [[1, correlation], [correlation, 1]]
    return float(multivariate_normal(cov=spread).cdf(threshold))


def several_runs(
    rng: np.random.Generator, accuracy: float, images: int, repeats: int, spread: float
) -> Drawn:
    """Draw the answers of two models, each trained several times, on the same images."""

    def normal(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape, dtype=np.float32)

    image = np.sqrt(OF_IMAGE) * normal(1, 1, images)
    difficulty = image + np.sqrt(OF_IMAGE_AND_MODEL) * normal(2, 1, images)
    threshold = norm.ppf(accuracy) * np.sqrt(1 + spread**2)
    shifted = threshold + spread * rng.standard_normal((2, repeats, 1))
    luck = np.sqrt(OF_TRAINING) * normal(2, repeats, images)
    right = difficulty + luck < shifted.astype(np.float32)
    distance = (threshold - difficulty) / np.sqrt(OF_TRAINING + spread**2)
    expected = ndtr(distance).mean(axis=(1, 2), dtype=np.float64)
    return Drawn(
        Repeats.of(list(right[0]), list(right[1])),
        float(expected[0] - expected[1]),
        accuracy,
        [*map(Accuracy.of_answers, right[0])],
    )


if __name__ == "__main__":
    main()
