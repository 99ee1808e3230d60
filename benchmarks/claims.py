"""How often do the reports make false claims? Studies of models that are equally good.

Simulates studies in which two models have the same true accuracy at each of five levels,
judges them as the reports do, and counts false claims. One run: the answers of the two
networks on each image are independent, or correlated because some images are hard for
both. Five repeats: each training also shifts a network's accuracy a little.

    python benchmarks/claims.py [--studies N]
"""

import argparse
import math
from functools import cache

import numpy as np
from scipy.stats import multivariate_normal, norm

from noiselab.analysis import comparisons, intervals_and_tests
from noiselab.analysis.paired import Paired, Repeats, Runs

ACCURACIES = (0.985, 0.97, 0.93, 0.8, 0.5)
IMAGES = (360, 10_000)
CORRELATION = 0.8  # between an image's difficulty for one network and for the other
TRAINING = 0.2  # standard deviation by which a training shifts its accuracy's logit
REPEATS = 5
MOST_FALSE, LEAST_COVERED = 0.065, 0.93


def main() -> None:
    """Simulate studies, and print a line for each design and number of images."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=1000)
    studies = parser.parse_args().studies
    rng = np.random.default_rng(0)
    print("studies with models that are equally good, five levels each")
    print(
        "design                       images  false claims  95 % intervals that cover"
    )
    kept = True
    for name, measure in (
        ("one run, independent", lambda a, n: one_run(rng, a, n, 0.0)),
        ("one run, correlated", lambda a, n: one_run(rng, a, n, CORRELATION)),
        (f"{REPEATS} repeats", lambda a, n: several_runs(rng, a, n)),
    ):
        for images in IMAGES:
            claims, covered, intervals = 0, 0, 0
            for _ in range(studies):
                measured = [measure(accuracy, images) for accuracy in ACCURACIES]
                judged = comparisons.judged(measured)
                claims += any(contrast.is_significant for contrast in judged)
                for bounds in (pair.interval() for pair in measured):
                    if bounds:
                        intervals += 1
                        covered += bounds[0] <= 0 <= bounds[1]
            share, rate = claims / studies, covered / intervals
            kept &= share <= MOST_FALSE and rate >= LEAST_COVERED
            low, high = intervals_and_tests.wilson(claims, studies)
            print(
                f"{name:28} {images:6}  {share:6.1%} ({low:.1%} to {high:.1%})  {rate:.1%}"
            )
    print(
        f"at most {MOST_FALSE:.1%} false claims, at least {LEAST_COVERED:.0%} covered: "
        f"{'yes' if kept else 'NO'}"
    )
    raise SystemExit(not kept)


def one_run(
    rng: np.random.Generator, accuracy: float, images: int, correlation: float
) -> Paired:
    """Draw two networks' answers: four counts from a multinomial distribution."""
    both = both_right(accuracy, correlation)
    only = accuracy - both
    counts = rng.multinomial(images, [both, only, only, max(1 - both - 2 * only, 0)])
    return Runs(*map(int, counts))


@cache
def both_right(accuracy: float, correlation: float) -> float:
    """Compute the probability that both networks have an image right."""
    if not correlation:
        return accuracy**2
    threshold = [norm.ppf(accuracy)] * 2
    spread = [[1, correlation], [correlation, 1]]
    return float(multivariate_normal(cov=spread).cdf(threshold))


def several_runs(rng: np.random.Generator, accuracy: float, images: int) -> Paired:
    """Draw the accuracies of two models, each trained several times."""
    logit = math.log(accuracy / (1 - accuracy))
    logits = rng.normal(logit, TRAINING, size=(REPEATS, 2))
    accuracies = rng.binomial(images, 1 / (1 + np.exp(-logits))) / images
    return Repeats(tuple(accuracies[:, 0] - accuracies[:, 1]))


if __name__ == "__main__":
    main()
