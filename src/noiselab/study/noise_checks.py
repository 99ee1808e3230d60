"""What a kind of noise does that its author hardly meant, as where it wraps another's.

Each question is asked of one `Trial`. What may well be meant is only told, never
refused; so a question is answered with nothing where a sensible kind could do the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from noiselab.experiment.noise import Kind
from noiselab.study import noise_trial
from noiselab.study.noise_trial import WHITE, Trial

Topic = Literal[
    "one pattern",
    "one draw",
    "cut off",
    "white",
    "range",
    "some clean",
    "deviation",
    "darkened",
    "wrapped",
]
TINY = 1e-6  # less is rounding
ROUNDING = 1e-5  # less may be so, and then looks random
ALIKE = 0.95  # correlation of patterns that are one
MOSTLY = 0.5  # share of an image that noise in every pixel changes at least
FAR = 0.1  # share by which a deviation may differ
# Beside "standard deviation", the words of a unit that is a share of white, or counts
# grey levels.
OF_WHITE = re.compile("of|the|noise|added|to|in|an|image|images|on|black|white|[01]")
OF_GREYS = re.compile("gr[ea]y|levels?|values?|255")


@dataclass(frozen=True)
class Found:
    """Something that a kind of noise does.

    Attributes:
        topic: What it is about.
        text: What was found, as what follows "it".
        remedy: What would do.
    """

    topic: Topic
    text: str
    remedy: str


def find(
    kind: Kind, level: float, shape: tuple[int, int, int], clip: bool = False
) -> list[Found]:
    """Try a kind of noise on a few plain images, and say what was hardly meant.

    Args:
        kind: The kind.
        level: The level, above 0.
        shape: (height, width, channels) of the images.
        clip: Whether values beyond 0 and 1 are to be cut off.
    """
    trial = noise_trial.of(kind, level, shape)
    if trial is None or not np.abs(trial.noisy - trial.clean).max() > TINY:
        return []  # the run tells noise without effect itself
    questions = [_one_pattern, _one_draw, _white, _range, _some_clean, _deviation]
    questions += [_darkened, _wrapped, *([] if clip else [_cut_off])]
    return [found for ask in questions if (found := ask(trial))]


def _one_pattern(trial: Trial) -> Found | None:
    """Ask whether all images get one draw."""
    if trial.other is None:
        return None
    one, other = np.split(trial.on_grey, 2)
    alike = _least_correlation(one - other)  # without what is the same in every draw
    if alike < ALIKE:
        return None
    return Found(
        "one pattern",
        f"lays one pattern over all images (correlation {alike:.2f} between the noise "
        "of two)",
        "call the transform once for each image, with a draw of its own",
    )


def _one_draw(trial: Trial) -> Found | None:
    """Ask whether noise that looks random follows from no generator."""
    if trial.other is None or not np.array_equal(trial.noisy, trial.other):
        return None
    noise = trial.on_grey[: trial.greys]
    if np.abs(noise).max() < ROUNDING or not _is_random(noise):
        return None
    alike = _least_correlation(noise)
    of_all = f" and in all images (correlation {alike:.2f})" if alike > ALIKE else ""
    return Found(
        "one draw",
        "is the same whatever its generator draws, so training and test images and all "
        f"repeats share it{of_all}",
        "seed the transform from rng, as with int(rng.integers(2**31)), unless a fixed "
        "pattern is meant",
    )


def _white(trial: Trial) -> Found | None:
    if not np.all(trial.noisy == 1):
        return None
    return Found(
        "white",
        "turns every image white",
        "give the transform the range of numbers that it expects, 0..1 or 0..255",
    )


def _range(trial: Trial) -> Found | None:
    """Ask whether what comes back counts grey levels, or was divided by 255 twice."""
    black, white = trial.on_black, trial.on_white
    gain = float(white.mean() - black.mean())
    chance = float(white.std() + black.std()) / np.sqrt(white.size)
    for due, what in ((WHITE, "numbers up to 255"), (1 / WHITE, "numbers up to 0.004")):
        if abs(gain / due - 1) < 0.2 and gain > 10 * chance:
            return Found(
                "range",
                f"returns {what}: white less black is {gain:.3g}",
                "multiply by 255 before the transform and divide after it, or neither",
            )
    return None


def _some_clean(trial: Trial) -> Found | None:
    """Ask whether some images stay clean though others change everywhere."""
    if re.search("share|probab", trial.kind.unit.casefold()):
        return None
    changed = (np.abs(trial.on_grey) > TINY).mean(axis=(1, 2, 3))
    clean = int((changed == 0).sum())
    if not 0 < clean < len(changed) or changed[changed > 0].min() < MOSTLY:
        return None
    return Found(
        "some clean",
        f"leaves {clean} of {len(changed)} images as they are",
        "set the transform's p or prob to 1, unless that is meant",
    )


def _deviation(trial: Trial) -> Found | None:
    """Ask whether a level that is a standard deviation is one."""
    scale = _scale(trial.kind.unit)
    drawn = trial.on_grey
    noise = drawn[np.abs(drawn).max(axis=(1, 2, 3)) > TINY]
    if not scale or not _is_random(noise):
        return None
    expected = trial.level / scale
    each = noise.std(axis=(1, 2, 3))
    mean, shift = float(each.mean()), float(noise.mean())
    chance = 4 / np.sqrt(noise.size)  # of the mean, in deviations
    near = max(FAR, chance / np.sqrt(2))
    is_near = any(
        abs(mean - due) <= near * due for due in (expected, _cut_deviation(expected))
    )
    is_moved = abs(shift) > max(FAR * expected, chance * mean)
    if is_near and not is_moved:
        return None
    if is_near:
        text = f"moves the mean of mid-grey by {shift:.3g}"
    else:
        least, most = each.min(), each.max()
        ends = f", from {least:.3g} to {most:.3g}," if most > 1.5 * least else ""
        moving = f", and moves the mean by {shift:.3g}" if is_moved else ""
        text = (
            f"has a standard deviation of {mean:.3g}{ends} on mid-grey instead of "
            f"{expected:.3g}{moving}"
        )
    return Found(
        "deviation",
        text,
        "see in docs/elsewhere.md what the library's number counts, or give another "
        "unit=",
    )


def _darkened(trial: Trial) -> Found | None:
    """Ask whether values are cut down to whole grey levels."""
    grey = trial.noisy[: trial.greys]
    inner = (grey > 1.5 / WHITE) & (grey < 1 - 1.5 / WHITE)
    if inner.mean() < 0.2 or np.abs(grey * WHITE - np.rint(grey * WHITE)).max() > 0.01:
        return None
    for brighter, steps in ((0.9, 0), (1.1, 1)):
        drawn = trial.again(brighter)
        if drawn is None:
            return None
        moved = (drawn[: trial.greys] - grey)[inner] * WHITE
        if np.mean(np.abs(moved - steps) < 0.05) < MOSTLY:
            return None
    return Found(
        "darkened",
        "cuts images towards zero to whole grey levels of 255: 128.9 becomes 128",
        "round with np.rint before astype(np.uint8), or hand over floats",
    )


def _wrapped(trial: Trial) -> Found | None:
    """Ask whether what is darker than black turns white, as in whole numbers."""
    far = np.quantile(np.abs(trial.on_grey), 0.9)  # a tenth of grey moves further
    black, white = trial.on_black > 0.5 + far, trial.on_white < 0.5 - far
    share = max(np.mean(black), np.mean(white))
    if far > 0.4 or not 0.15 < share < 0.9 or np.array_equal(black, white):
        return None  # what turns both, at the same places, inverts them
    return Found(
        "wrapped",
        f"lets values wrap around: {share:.0%} of black turns white, or of white black",
        "hand over floats, or clip before astype(np.uint8)",
    )


def _cut_off(trial: Trial) -> Found | None:
    """Ask whether values that noise moves beyond white stay at white."""
    white, black = trial.on_white, trial.on_black
    if white.max() > 1 + TINY or black.min() < -TINY:
        return None
    kept = float(np.mean(np.abs(trial.on_grey) <= TINY))  # that no noise moves
    at_white = float(np.mean(white == 1))
    moved = np.unique(white[white < 1])
    if at_white - kept < 0.2 or at_white > 0.8 or len(moved) < 2:
        return None
    return Found(
        "cut off",
        f"cuts off what lies beyond 0 and 1: {at_white:.0%} of white stays exactly 1",
        "turn the transform's clipping off, or set clip: true in the sweep",
    )


def _least_correlation(noise: np.ndarray) -> float:
    """Give the least correlation of the first image's noise with another's, or 0."""
    flat = noise.reshape(len(noise), -1)
    spread = np.ptp(flat, axis=1)
    if np.abs(flat).max(axis=1).min() <= TINY:
        return 0.0
    if spread.max() <= TINY:  # each image is moved as a whole
        return float(np.ptp(flat[:, 0]) <= TINY)
    if spread.min() <= TINY:
        return 0.0
    return float(np.corrcoef(flat)[0].min())


def _is_random(noise: np.ndarray) -> bool:
    """Say whether neighbouring pixels of some images have nothing in common."""
    if not len(noise) or np.ptp(noise) <= TINY:
        return False
    planes = noise[..., 0] - noise[..., 0].mean(axis=(1, 2), keepdims=True)
    variance = float((planes**2).mean())
    if variance <= TINY**2:
        return False
    mirrored = (np.flip(planes, axis) for axis in (1, 2) if planes.shape[axis] > 1)
    if any(np.abs(planes - other).max() <= TINY for other in mirrored):
        return False  # as where an image is made smaller, and its edges change
    chance = min(max(0.1, 4 / np.sqrt(planes[0].size)), 0.5)  # of a single image
    return all(abs((a * b).mean()) / variance < chance for a, b in _neighbours(planes))


def _neighbours(planes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give all pixels of planes (count, height, width) beside others near them."""
    _, height, width = planes.shape
    for down, right in ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0)):
        if height > down and width > right:
            yield planes[:, down:, right:], planes[:, : height - down, : width - right]


def _scale(unit: str) -> int:
    """Say what a level is divided by to be a share of white; 0 if it is none."""
    words = unit.casefold()
    if "standard deviation" not in words:
        return 0
    rest = re.findall(r"[^\W_]+", words.replace("standard deviation", ""))
    others = [word for word in rest if not OF_WHITE.fullmatch(word)]
    if not others:
        return 1
    return WHITE if "255" in others and all(map(OF_GREYS.fullmatch, others)) else 0


@cache
def _cut_deviation(deviation: float) -> float:
    """Work out the deviation that is left of normal noise once it is cut off."""
    normal = np.linspace(-6, 6, 2001)
    weights = np.exp(-(normal**2) / 2)
    cut = np.clip(noise_trial.GREY + deviation * normal, 0, 1)
    mean = np.average(cut, weights=weights)
    return float(np.sqrt(np.average((cut - mean) ** 2, weights=weights)))
