"""The images and groups of results that the comparison notebook shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from noiselab.analysis import labels
from noiselab.analysis.evidence import Evidence
from noiselab.common.errors import NoiselabError
from noiselab.experiment import datasets, measures
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import first_images as first
from noiselab.store import images_met, shown_images
from noiselab.store.first_images import FirstImages
from noiselab.store.images_met import ImagesMet
from noiselab.store.result import COLUMNS, Result
from noiselab.store.shown_images import Mistakes, Samples
from noiselab.study import names, parts

if TYPE_CHECKING:
    import pandas as pd


def sample_images(
    evidence: Evidence, data_dir: str = "", say: Callable[[str], None] = print
) -> Iterator[tuple[str, Samples]]:
    """Yield a few noisy test images of the first repeat, one of each class.

    They were kept when the networks were tested. In a study without them, images of
    noiselab's own kinds are drawn again. Those of a plugin's kinds are not, since that
    would run the plugin.

    Args:
        evidence: The study.
        data_dir: Where its data is, if not in the usual folders; for drawing again.
        say: Called with a line that says why a kind cannot be shown.

    Yields:
        Each noise kind with its samples, if it can be shown.
    """
    again = _Again(evidence, data_dir, say)
    for kind, levels in evidence.sweep.noise.items():
        kept = shown_images.read_samples(evidence.folder, evidence.sweep, kind)
        if kept is not None and kept.images.keys() >= set(levels):
            yield kind, kept.at(levels)
        elif drawn := again.samples(kind):
            yield kind, drawn


def surest_mistakes(
    evidence: Evidence, data_dir: str = ""
) -> Iterator[tuple[str, list["SurestMistakes"]]]:
    """Yield the most confident mistakes of each model's first repeat.

    Args:
        evidence: The study.
        data_dir: As for `sample_images`, which says why some cannot be shown.

    Yields:
        Each noise kind with the mistakes of every model at its lowest and its highest
        level.
    """
    again = _Again(evidence, data_dir, lambda line: None)
    for kind, levels in evidence.sweep.noise.items():
        rows = [
            SurestMistakes(model, level, mistakes)
            for level in sorted({min(levels), max(levels)})
            for model in evidence.sweep.models
            if (mistakes := _mistakes(evidence, again, model, kind, level))
            and len(mistakes.labels)
        ]
        if rows:
            yield kind, rows


def first_images(evidence: Evidence) -> Iterator[FirstImages]:
    """Yield the first training images of each class, where the study has kept them."""
    kept = first.read(evidence.folder)
    if kept and kept.data in {labels.data for labels in evidence.labels}:
        yield kept


@dataclass(frozen=True, eq=False)
class SurestMistakes:
    """The mistakes of one network, trained and tested at one level."""

    model: str
    level: float
    mistakes: Mistakes


def _mistakes(
    evidence: Evidence, again: "_Again", model: str, kind: str, level: float
) -> Mistakes | None:
    run = evidence.runs(model, kind, level).get(evidence.sweep.first_repeat)
    if run is None:
        return None
    kept = shown_images.read_mistakes(evidence.folder.point(run.point.id))
    if kept is not None:
        return kept
    answers = evidence.answers(model, kind, level).get(run.point.repeat)
    noisy = None if answers is None else again.noisy(kind, level)
    if answers is None or noisy is None or len(answers.right) != len(noisy):
        return None
    met = images_met.of_result(run)
    return Mistakes.of(answers, noisy) if again.met(noisy).may_be(met) else None


class _Again:
    """Draws noisy test images again, for a study that has not kept them.

    Args:
        evidence: The study.
        data_dir: Where its data is, if not in the usual folders.
        say: Called with a line that says why images cannot be drawn.
    """

    def __init__(self, evidence: Evidence, data_dir: str, say: Callable[[str], None]):
        self._sweep, self._data_dir, self._say = evidence.sweep, data_dir, say
        self._digests = {
            result.fingerprint["data"]
            for result in evidence.results
            if result.status == "done" and "data" in result.fingerprint
        }
        self._clean: Dataset | None = None
        self._is_lost = False

    def samples(self, kind: str) -> Samples | None:
        """Draw the samples of a kind, if possible."""
        if not parts.is_built_in(kind):
            label = names.of_noise(self._sweep, kind)
            self._say(
                f"Images with {label} are not shown: this study has not kept them, and "
                "drawing them would run its plugin."
            )
            return None
        clean = self._data()
        if clean is None:
            return None
        samples = Samples.none_yet(clean)
        for level in sorted(self._sweep.noise[kind]):
            noisy = self.noisy(kind, level)
            if noisy is not None:
                samples = samples.with_level(level, clean, noisy)
        return samples

    def noisy(self, kind: str, level: float) -> np.ndarray | None:
        """Draw the first repeat's test images of a kind and level, if possible."""
        clean = self._data() if parts.is_built_in(kind) else None
        if clean is None:
            return None
        sweep = self._sweep
        return noisy_test_images(
            clean.x_test,
            kind,
            level,
            seed=sweep.seed,
            repeat=sweep.first_repeat,
            clip=sweep.clip,
        )

    def met(self, noisy: np.ndarray) -> ImagesMet:
        """Give what would be recorded of images that were drawn again."""
        clean = self._data()
        return ImagesMet(snr_db=measures.snr_db(clean.x_test, noisy) if clean else None)

    def _data(self) -> Dataset | None:
        if self._clean is None and not self._is_lost:
            try:
                sweep = self._sweep
                data = datasets.load(
                    sweep.dataset, self._data_dir, fetch=False, **sweep.data
                )
                if self._digests <= {data.digest[:16]}:
                    self._clean = data
                else:
                    self._is_lost = True
                    self._say(
                        f"The images cannot be shown here. {data.name} holds other "
                        "data here than this study was run on."
                    )
            except NoiselabError as error:
                self._is_lost = True
                self._say(f"The images cannot be shown here. {error}")
        return self._clean


def frames(results: Sequence[Result]) -> Iterator[tuple[str, "pd.DataFrame"]]:
    """Yield each noise kind with a frame of its done points, as in `results.csv`.

    A point that diverged has no figures, so that means over repeats leave it out; so do
    they repeats with other data than most.
    """
    import pandas as pd

    used = labels.without_other_data(results)
    rows = [result.as_row() for result in used if result.status == "done"]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    yield from ((str(kind), part) for kind, part in frame.groupby("noise", sort=False))


def first_repeats(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    """Yield each noise kind with the done points of its first repeat."""
    kinds = dict.fromkeys(result.point.noise for result in results)
    first = min((result.point.repeat for result in results), default=0)
    for kind in kinds:
        done = [
            result
            for result in results
            if result.status == "done"
            and result.point.noise == kind
            and result.point.repeat == first
        ]
        if done:
            yield kind, done
