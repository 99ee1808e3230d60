"""What a kernel does to test trained networks on all noise of their study."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from noiselab.common import awake, hide_folders
from noiselab.common.errors import NoiselabError, PointError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.engine import notebook, stored_network, unchanged
from noiselab.engine.tested_images import Group, Noisy, ShownSamples
from noiselab.experiment.models import saved_networks
from noiselab.store import (
    data_facts,
    images_met,
    libraries,
    predictions,
    results,
    shown_images,
)
from noiselab.store.cross_tests import Tested, Transfer, read, write
from noiselab.store.predictions import Answers
from noiselab.store.result import Result
from noiselab.store.shown_images import Mistakes
from noiselab.study.condition import Condition
from noiselab.study.plugins import load_plugins

ASKED_AGAIN = 250  # test images
LOADED_NETWORKS, LOADED_BYTES = 200, 2**29  # at most, of those loaded at a time
BETWEEN_WRITES = 20  # seconds at least
ALIKE = 0.05  # mean difference in probability; 16 bits on another machine give 0.01


def evaluate(
    folder: str | Path,
    missing: Mapping[str, Sequence[Sequence[Any]]],
    data_dir: str = "",
    threads: int = 0,
    checked: Mapping[str, Any] = MappingProxyType({}),
    sets: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Test networks on noise they were not trained with, and write the results.

    Each meets the same noisy test images as the networks trained with that noise in the
    same repeat did. On its own noise a network was tested before. The images of the
    first repeat that a report shows are kept, so that it need not draw them.

    Args:
        folder: The sweep's folder.
        missing: Conditions by point id, from `cross_tests.missing`.
        data_dir: Folder of the sweep's data, if not in the usual folders.
        threads: Processor threads; 0 leaves the choice to TensorFlow.
        checked: As the run began, the folder's `files`, and for `code` a kind, a model
            and a fingerprint for each pair of them; see `unchanged`.
        sets: The path and the digest of each further test set, as
            `further_images.checked` found it.

    Raises:
        PointError: If that has changed, and nothing was tested; or if some tests
            could not be done or written; the others are. What keeps a
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
    wanted = {name: [Condition(*each) for each in of] for name, of in missing.items()}
    repeats: dict[int, list[Result]] = {}
    for result in results.once(stored_results):
        if result.point.id in wanted:
            repeats.setdefault(result.point.repeat, []).append(result)
    progress = _Progress(counted(sum(map(len, wanted.values())), "test"))
    for repeat, of_repeat in repeats.items():
        for some in _portions(study, of_repeat):
            group = Group(study, sweep, clean, repeat, some, sets)
            problems += _test(group, wanted, progress)
    if problems:
        raise PointError("; ".join(problems))


def _portions(
    study: SweepFolder, of_repeat: Sequence[Result]
) -> Iterator[list[Result]]:
    """Part the networks of a repeat, so that those loaded at a time fit into memory."""
    some: list[Result] = []
    size = 0
    for result in of_repeat:
        path = study.point(result.point.id).model
        own = path.stat().st_size if path.is_file() else 0
        if some and (size + own > LOADED_BYTES or len(some) == LOADED_NETWORKS):
            yield some
            some, size = [], 0
        some.append(result)
        size += own
    yield some


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


def _test(
    group: Group, missing: Mapping[str, Sequence[Condition]], progress: _Progress
) -> list[str]:
    """Test a group's networks under their missing conditions, and write the results.

    Images are drawn once for all networks. What was tested is written now and then, so
    that little is lost where the kernel is stopped.

    Returns:
        What could not be done, a line each.
    """
    networks, samples = _Networks(group), ShownSamples(group)
    problems: list[str] = []

    def note(what: str, error: Exception) -> None:
        problem = hide_folders.without_folders(notebook.worded(error), people=True)
        problems.append(f"{what}, repeat {group.repeat}: {problem}")

    wanted = {test for result in group.results for test in missing[result.point.id]}
    for condition in filter(wanted.__contains__, group.sweep.conditions()):
        tested = [r for r in group.results if condition in missing[r.point.id]]
        try:
            noisy = group.images(condition)
        except Exception as error:  # the tests under other conditions go on
            for result in tested:
                networks.fail(result, str(condition), error)
            continue
        try:
            if group.is_first:
                samples.add(noisy)
            for result in tested:
                networks.test(result, noisy)
            networks.write_now_and_then()
        except Exception as error:
            note(str(condition), error)
        progress.done += len(tested)
        print(f"{progress.done} of {progress.tests} done", flush=True)
    try:
        networks.write()
    except Exception as error:
        note("results of tests", error)
    for kind, reason in samples.write():
        note(f"{kind} noise", reason)
    return problems


class _Networks:
    """Networks of one repeat, and their test results.

    Of the first repeat, the mistakes they are most confident in are kept as well.
    """

    def __init__(self, group: Group):
        folder, results = group.study, group.results
        self._folder, self._results = folder, results
        self._are_first, shape = group.is_first, group.clean.image_shape
        self._networks: dict[str, Any] = {}
        self._tests: dict[str, dict[Condition, Tested]] = {}
        self._mistakes: dict[str, Mistakes] = {}
        self._errors: dict[str, str] = {}
        self._written = awake.seconds()
        for result in results:
            name, files = result.point.id, folder.point(result.point.id)
            self._tests[name] = dict(read(files, result).tests)
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

    def test(self, result: Result, noisy: Noisy) -> None:
        """Test one network under one condition."""
        name, condition, met = result.point.id, noisy.condition, noisy.met
        if name not in self._networks:
            return
        own = Condition.of(result.point.noise, result.point.level)
        answers = None
        if condition == own:
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
            self.fail(result, f"tested on {condition}", error)
            del self._networks[name]
            self._tests[name] = {}
            return
        except Exception as error:
            self.fail(result, f"tested on {condition}", error)
            return
        loss = answers.loss if np.isfinite(answers.loss) else None
        if condition == own and met.may_be(noisy.met) and self._are_first:
            self._mistakes[name] = Mistakes.of(answers, noisy.images)
        tested = Tested(loss, answers.right, used, met, noisy.code)
        self._tests[name][condition] = tested

    def write_now_and_then(self) -> None:
        """Write what was tested so far, unless that was done a moment ago."""
        if awake.seconds() - self._written >= BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Write the tests of each network beside its other files."""
        for result in self._results:
            name = result.point.id
            transfer = Transfer(self._tests[name], self._errors.get(name))
            files = self._folder.point(name)
            if name in self._mistakes:
                shown_images.write_mistakes(files, self._mistakes[name])
            write(files, result, transfer)
        self._written = awake.seconds()


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
