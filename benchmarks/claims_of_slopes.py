"""How often do the reports call a curve a line, or tell a wrong slope? Part of `claims.py`.

Simulates studies of two models at five levels of noise, whose true accuracies fall by the
same amount, from one network to the next along a line or along a curve: one at which the
furthest lies as far off the line as a report may just not call near. A claim is false
where the accuracies are curved, or where its simultaneous bounds miss the true slope. The
networks of a study are drawn as in `claims_of_noise.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from claims_of_noise import OF_IMAGE, Design, Networks

from noiselab.analysis import comparisons, slopes
from noiselab.analysis.slopes import Fit

LEVELS = (0.0, 0.1, 0.15, 0.2, 0.5)  # of the bundled studies
CLEAN = 0.97  # true accuracy without noise, along the line
FALLS = (0.1, 0.5)  # along the line, from the first level to the last
MODELS = 2
SHAPES = ("straight", "bent", "one level off")


@dataclass
class Count:
    """What reports say of the lines of one design.

    Attributes:
        claims: Studies with a claim.
        false: Studies with a false one.
        given: Intervals.
        covering: Those that cover the true fall.
    """

    claims: int = 0
    false: int = 0
    given: int = 0
    covering: int = 0

    def add(self, fits: Sequence[Fit], truth: float, is_straight: bool) -> None:
        """Judge the lines of a study."""
        claimed = false = False
        contrasts = comparisons.judged([fit.fall for fit in fits])
        for fit, contrast in zip(fits, contrasts, strict=True):
            low, high = contrast.paired.interval() if contrast.paired else (0.0, 0.0)
            self.given += 1
            self.covering += low <= truth <= high
            is_near = fit.is_near(contrast.family)
            if slopes.Slope("", "", LEVELS, contrast, (), is_near).is_claimed:
                low, high = contrast.simultaneous or (0.0, 0.0)
                claimed = True
                false |= not is_straight or not low <= truth <= high
        self.claims += claimed
        self.false += false


def accuracies(fall: float, shape: str) -> np.ndarray:
    """Give the true accuracy at each level.

    Args:
        fall: That of the line through them.
        shape: One of `SHAPES`; of the curved ones, the furthest accuracy lies
            `slopes.NEAR` of the fall off the line.
    """
    levels = np.array(LEVELS)
    line = CLEAN - fall * levels / levels[-1]
    if shape == "straight":
        return line
    curve = -(levels**2) if shape == "bent" else (levels == LEVELS[2]) * -1.0
    off = curve - np.polyval(np.polyfit(levels, curve, 1), levels)
    return line + off / np.abs(off).max() * slopes.NEAR * fall


def designs(
    spreads: Sequence[float], repeats: Sequence[int]
) -> Iterator[tuple[Design, float, str]]:
    """Give each design, the fall of its lines, and their shape."""
    for fall, shape in product(FALLS, SHAPES):
        for images in (360, 10_000):
            yield Design(1, 0.0, CLEAN, images), fall, shape
        for count, spread in product(repeats, spreads):
            yield Design(count, spread, CLEAN, 360), fall, shape


def fits(rng: np.random.Generator, design: Design, true: np.ndarray) -> list[Fit]:
    """Draw a study: a network at each level, for each model."""
    of_image = np.sqrt(OF_IMAGE) * rng.standard_normal(design.images)
    drawn = []
    for _ in range(MODELS):
        of_levels = [Networks(rng, of_image, design).right(share) for share in true]
        right = [np.stack(of_repeat) for of_repeat in zip(*of_levels, strict=True)]
        drawn.append(Fit(LEVELS, right))
    return drawn


def simulate(
    rng: np.random.Generator,
    studies: int,
    spreads: Sequence[float],
    repeats: Sequence[int],
    most_false: float,
    least_covered: float,
) -> bool:
    """Print claims, false ones and coverage; say whether they are as promised.

    Args:
        rng: Source of chance.
        studies: Studies of each design.
        spreads: Of a training's threshold.
        repeats: Numbers of repeats.
        most_false: Share of studies that may hold a false claim.
        least_covered: Share of intervals that have to cover the truth.
    """
    print(
        "lines: studies with a claim, with a false one, intervals that cover the fall"
    )
    kept = True
    for design, fall, shape in designs(spreads, repeats):
        count, true = Count(), accuracies(fall, shape)
        for _ in range(studies):
            count.add(fits(rng, design, true), fall, shape == "straight")
        kept &= count.false <= most_false * studies
        kept &= count.covering >= least_covered * count.given
        name = f"{design!s:40}, {shape}, fall {fall:g}"
        print(
            f"{name:70} {design.images:6}  {count.claims / studies:6.1%} "
            f"{count.false / studies:6.1%} {count.covering / count.given:6.1%}",
            flush=True,
        )
    return kept
