"""What a kernel does to test trained networks at other levels of their noise."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from noiselab.common import hide_folders
from noiselab.common.errors import NoiselabError, PointError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.engine import notebook, stored_network, unchanged
from noiselab.experiment import measures
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.models import saved_networks
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.store import (
    data_facts,
    fingerprint,
    images_met,
    libraries,
    predictions,
    results,
    shown_images,
)
from noiselab.store.cross_tests import Tested, Transfer, read, write
from noiselab.store.images_met import ImagesMet
from noiselab.store.predictions import Answers
from noiselab.store.result import Result
from noiselab.store.shown_images import Mistakes, Samples
from noiselab.study.plugins import load_plugins
from noiselab.study.sweep import Sweep

ASKED_AGAIN = 250  # test images
ALIKE = 0.05  # mean difference in probability; 16 bits on another machine give 0.01


def evaluate(
    folder: str | Path,
    missing: Mapping[str, Sequence[float]],
    data_dir: str = "",
    threads: int = 0,
    checked: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Test networks at levels they were not trained at, and write the results.

    Each meets the same noisy test images as the networks trained at that level in the
    same repeat did. At its own level a network was tested before. The images of the
    first repeat that a report shows are kept, so that it need not draw them.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, from `cross_tests.missing`.
        data_dir: Folder of the sweep's data, if not in the usual folders.
        threads: Processor threads; 0 leaves the choice to TensorFlow.
        checked: As the run began, the folder's `files`, and for `code` a kind, a model
            and a fingerprint for each pair of them; see `unchanged`.

    Raises:
        PointError: If that has changed, and nothing was tested; or if the tests of some
            noise kinds could not be done or written; the others are. What keeps a
            single network from being tested is written beside it, and raises nothing.
    """
    from noiselab.experiment import datasets, keras_setup

    keras_setup.prepare(seed=0, repeat=0, threads=threads, precision="float32")
    study = SweepFolder(Path(folder))
    sweep, stored_results = results.read_sweep(study.path)
    problems = _load(sweep.plugins)
    clean = datasets.load(sweep.dataset, data_dir, fetch=False, **sweep.data)
    for kind, model, before in checked.get("code", ()):
        unchanged.check_code(before, kind, model)
    unchanged.check_files(study.path, checked.get("files", {}))
    try:
        data_facts.keep(study, clean)
    except Exception as error:  # the tests go on
        problem = hide_folders.without_folders(notebook.worded(error), people=True)
        problems.append(f"counting the data: {problem}")
    groups: dict[tuple[str, int], list[Result]] = {}
    for result in stored_results:
        if result.point.id in missing:
            key = (result.point.noise, result.point.repeat)
            groups.setdefault(key, []).append(result)
    total = sum(map(len, missing.values()))
    progress = _Progress(counted(total, "test"))
    for (kind, repeat), group in groups.items():
        try:
            _test(_Group(study, sweep, clean, kind, repeat, group), missing, progress)
        except Exception as error:  # the tests of other kinds go on
            problem = hide_folders.without_folders(notebook.worded(error), people=True)
            problems.append(f"{kind} noise, repeat {repeat}: {problem}")
    if problems:
        raise PointError("; ".join(problems))


def _load(plugins: Sequence[Path]) -> list[str]:
    """Load a study's plugins, without those that fail; says why these do."""
    try:
        load_plugins(plugins)
        return []
    except NoiselabError as error:
        problem = hide_folders.without_folders(str(error), people=True)
    for path in plugins:
        with suppress(NoiselabError):
            load_plugins([path])
    return [problem]


@dataclass
class _Progress:
    tests: str
    done: int = 0


@dataclass(frozen=True)
class _Group:
    """The networks that meet the same noisy images: those of a kind and a repeat."""

    study: SweepFolder
    sweep: Sweep
    clean: Dataset
    kind: str
    repeat: int
    results: Sequence[Result]

    @property
    def is_first(self) -> bool:
        """Whether a report shows images and mistakes of this repeat."""
        return self.repeat == self.sweep.first_repeat

    def noisy_images(self, level: float) -> "_Noisy":
        sweep, clean = self.sweep, self.clean
        images = noisy_test_images(
            clean.x_test,
            self.sweep.noise_kind(self.kind),
            level,
            seed=sweep.seed,
            repeat=self.repeat,
            clip=sweep.clip,
        )
        ratio = measures.snr_db(clean.x_test, images)
        met = ImagesMet(fingerprint.of_data(clean.digest), ratio)
        return _Noisy(level, images, clean.y_test, met)


@dataclass(frozen=True)
class _Noisy:
    """The test images at one level, and what is recorded of them."""

    level: float
    images: np.ndarray
    labels: np.ndarray
    met: ImagesMet


def _test(
    group: _Group, missing: Mapping[str, Sequence[float]], progress: _Progress
) -> None:
    """Test a group's networks at their missing levels, and write the results."""
    networks = _Networks(group)
    kept = shown_images.read_samples(group.study, group.sweep, group.kind)
    samples = Samples.none_yet(group.clean)
    if kept is not None and kept.are_of(group.clean):
        samples = kept
    levels = {level for result in group.results for level in missing[result.point.id]}
    for level in sorted(levels):
        tested = [r for r in group.results if level in missing[r.point.id]]
        try:
            noisy = group.noisy_images(level)
        except Exception as error:  # the tests at other levels go on
            for result in tested:
                networks.fail(result, f"{group.kind} noise of {level:g}", error)
            continue
        if group.is_first:
            samples = samples.with_level(level, group.clean, noisy.images)
        for result in tested:
            networks.test(result, noisy)
            progress.done += 1
        print(f"{progress.done} of {progress.tests} done", flush=True)
    networks.write()
    if group.is_first and samples.images:
        shown_images.write_samples(group.study, group.sweep, group.kind, samples)


class _Networks:
    """The networks of one noise kind and repeat, and their test results.

    Of the first repeat, the mistakes they are most confident in are kept as well.
    """

    def __init__(self, group: _Group):
        folder, results = group.study, group.results
        self._folder, self._results = folder, results
        self._are_first, shape = group.is_first, group.clean.image_shape
        self._networks: dict[str, Any] = {}
        self._levels: dict[str, dict[float, Tested]] = {}
        self._mistakes: dict[str, Mistakes] = {}
        self._errors: dict[str, str] = {}
        for result in results:
            name, files = result.point.id, folder.point(result.point.id)
            self._levels[name] = dict(read(files, result).levels)
            try:
                self._networks[name] = stored_network.load(files.model, result, shape)
            except PointError as error:
                self._errors[name] = hide_folders.without_folders(
                    str(error), people=True
                )

    def fail(self, result: Result, what: str, error: Exception) -> None:
        """Note what kept a network from being tested, unless something did before."""
        problem = hide_folders.without_folders(
            stored_network.in_one_line(error), people=True
        )
        self._errors.setdefault(result.point.id, f"{what}: {problem}")

    def test(self, result: Result, noisy: _Noisy) -> None:
        """Test one network at one level."""
        name, level, met = result.point.id, noisy.level, noisy.met
        if name not in self._networks:
            return
        answers = None
        if level == result.point.level:
            answers = predictions.read(self._folder.point(name).predictions)
        used = None if answers else libraries.here()
        if answers:
            met = images_met.of_result(result)
        try:
            if answers and met.may_be(noisy.met):
                _check_recorded(self._networks[name], answers, noisy.images)
            answers = answers or predictions.of(
                saved_networks.answers(self._networks[name], noisy.images), noisy.labels
            )
        except NotRecordedError as error:
            self.fail(result, f"tested at {level:g}", error)
            del self._networks[name]
            self._levels[name] = {}
            return
        except Exception as error:
            self.fail(result, f"tested at {level:g}", error)
            return
        loss = answers.loss if np.isfinite(answers.loss) else None
        is_own = level == result.point.level and met.may_be(noisy.met)
        if is_own and self._are_first:
            self._mistakes[name] = Mistakes.of(answers, noisy.images)
        self._levels[name][level] = Tested(loss, answers.right, used, met)

    def write(self) -> None:
        """Write the tests of each network beside its other files."""
        for result in self._results:
            name = result.point.id
            transfer = Transfer(self._levels[name], self._errors.get(name))
            files = self._folder.point(name)
            if name in self._mistakes:
                shown_images.write_mistakes(files, self._mistakes[name])
            write(files, result, transfer)


class NotRecordedError(PointError):
    """A network that is not the one whose answers were recorded."""


def _check_recorded(network: Any, recorded: Answers, images: np.ndarray) -> None:
    """Ask a network again for some of the answers that its point recorded."""
    count = min(len(images), ASKED_AGAIN)
    labels = recorded.labels[:count]
    probabilities = saved_networks.answers(network, images[:count])
    before = np.exp(-recorded.log_loss[:count])
    apart = np.abs(np.exp(-predictions.of(probabilities, labels).log_loss) - before)
    if not apart.mean() <= ALIKE:
        raise NotRecordedError(
            "it does not give the answers that its point recorded: it was trained on "
            "after they were, keeps something outside its weights, or met other images "
            "of the same signal-to-noise ratio"
        )
