"""How results are grouped for the comparison notebook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from noiselab.analysis.evidence import Evidence
from noiselab.common.errors import NoiselabError
from noiselab.common.schema import METRICS
from noiselab.experiment import datasets, measures
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.noisy_images import noisy_test_images
from noiselab.store.predictions import Answers
from noiselab.store.result import COLUMNS, Result
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

MOST_SAMPLES = 10


@dataclass(frozen=True)
class Samples:
    """The same few test images at every level of one noise kind.

    Attributes:
        images: For each level, float32, shape (count, height, width, channels).
        snr_db: For each level, over all test images, in dB; infinite without noise.
        yardstick: For each level, `measures.nearest_mean_accuracy` on all test images.
        labels: Their classes.
    """

    images: dict[float, np.ndarray]
    snr_db: dict[float, float]
    yardstick: dict[float, float]
    labels: list[int]


def sample_images(sweep: Sweep, data_dir: str = "") -> Iterator[tuple[str, Samples]]:
    """Draw again the noisy test images of the first repeat, one image of each class.

    Args:
        sweep: The sweep.
        data_dir: Where its data lies, if not in the usual places.

    Yields:
        Each noise kind with its samples. Where the data is not on this machine,
        nothing, and a line is printed that says so; a line too in place of a kind
        that cannot be drawn.
    """
    try:
        clean = datasets.load(sweep.dataset, data_dir, fetch=False)
    except NoiselabError as error:
        print(f"The images cannot be shown here. {error}")
        return
    _, first = np.unique(clean.y_test, return_index=True)
    for kind in sweep.noise:
        try:
            samples = _draw(sweep, clean, kind, first[:MOST_SAMPLES])
        except NoiselabError as error:
            print(f"The images of {kind} cannot be shown here. {error}")
        else:
            yield kind, samples


def _draw(sweep: Sweep, clean: Dataset, kind: str, shown: np.ndarray) -> Samples:
    images, snr_db, yardstick = {}, {}, {}
    for level in sorted(sweep.noise[kind]):
        noisy = _first_repeat(sweep, clean, kind, level)
        images[level] = noisy[shown]
        snr_db[level] = measures.snr_db(clean.x_test, noisy)
        yardstick[level] = measures.nearest_mean_accuracy(
            clean.x_train, clean.y_train, noisy, clean.y_test
        )
    return Samples(images, snr_db, yardstick, clean.y_test[shown].tolist())


def _first_repeat(sweep: Sweep, clean: Dataset, kind: str, level: float) -> np.ndarray:
    return noisy_test_images(
        clean.x_test, kind, level, seed=sweep.seed, repeat=0, clip=sweep.clip
    )


@dataclass(frozen=True)
class Mistakes:
    """The mistakes that one network was most sure of, the surest first.

    Attributes:
        model: The model.
        level: The level that it was trained and tested at.
        images: The test images, as it met them, shape (count, height, width, channels).
        labels: Their true classes.
        predicted: What it took them for.
        confidence: The probability it gave that, from 0 to 1.
    """

    model: str
    level: float
    images: np.ndarray
    labels: list[int]
    predicted: list[int]
    confidence: list[float]


def surest_mistakes(
    evidence: Evidence, data_dir: str = ""
) -> Iterator[tuple[str, list[Mistakes]]]:
    """Find the mistakes of each model's first repeat at the ends of each kind's levels.

    Args:
        evidence: The study.
        data_dir: Where its data lies, if not in the usual places.

    Yields:
        Each noise kind with the mistakes of every model at its lowest and its highest
        level; nothing where the data is not on this machine.
    """
    sweep = evidence.sweep
    try:
        clean = datasets.load(sweep.dataset, data_dir, fetch=False)
    except NoiselabError:  # `sample_images` has said so
        return
    for kind, levels in sweep.noise.items():
        found = []
        for level in sorted({min(levels), max(levels)}):
            try:
                noisy = _first_repeat(sweep, clean, kind, level)
            except NoiselabError:
                continue
            for model in sweep.models:
                answers = evidence.answers(model, kind, level).get(0)
                if answers is not None and len(answers.right) == len(noisy):
                    found.append(_mistakes(model, level, answers, noisy))
        if any(len(one.labels) for one in found):
            yield kind, [one for one in found if one.labels]


def _mistakes(
    model: str, level: float, answers: Answers, noisy: np.ndarray
) -> Mistakes:
    wrong = np.flatnonzero(~answers.right)
    surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][:MOST_SAMPLES]
    return Mistakes(
        model,
        level,
        noisy[surest],
        answers.labels[surest].tolist(),
        answers.predicted[surest].tolist(),
        [float(value) for value in answers.confidence[surest]],
    )


def frames(results: Sequence[Result]) -> Iterator[tuple[str, "pd.DataFrame"]]:
    """Give each noise kind with a frame of its done points, as in `results.csv`.

    A point that diverged has no figures there: what is said of repeats leaves it out.
    """
    import pandas as pd

    rows = [
        result.as_row() | (dict.fromkeys(METRICS) if result.diverged else {})
        for result in results
        if result.status == "done"
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    yield from ((str(kind), part) for kind, part in frame.groupby("noise", sort=False))


def first_repeats(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    """Give each noise kind with the done points of its first repeat."""
    kinds = dict.fromkeys(result.point.noise for result in results)
    for kind in kinds:
        done = [
            result
            for result in results
            if result.status == "done"
            and result.point.noise == kind
            and result.point.repeat == 0
        ]
        if done:
            yield kind, done
