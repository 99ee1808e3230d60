"""What a kernel does to test trained networks at other levels of their noise."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.store import predictions, results, shown_images
from noiselab.store.cross_tests import Tested, Transfer, read, write
from noiselab.store.result import Result
from noiselab.store.shown_images import Mistakes, Samples
from noiselab.study.plugins import load_plugins

BATCH = 250  # images in one call of a network


def evaluate(
    folder: str | Path,
    missing: Mapping[str, Sequence[float]],
    data_dir: str = "",
    threads: int = 0,
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
    """
    from noiselab.experiment import datasets, keras_setup
    from noiselab.experiment.noisy_test_images import noisy_test_images

    keras_setup.prepare(seed=0, repeat=0, threads=threads, precision="float32")
    study = SweepFolder(Path(folder))
    sweep, stored_results = results.read_sweep(study.path)
    load_plugins(sweep.plugins)
    clean = datasets.load(sweep.dataset, data_dir, fetch=False)
    groups: dict[tuple[str, int], list[Result]] = {}
    for result in stored_results:
        if result.point.id in missing:
            key = (result.point.noise, result.point.repeat)
            groups.setdefault(key, []).append(result)
    done, tests = 0, counted(sum(map(len, missing.values())), "test")
    for (kind, repeat), group in groups.items():
        networks = _Networks(study, group)
        kept = shown_images.read_samples(study, sweep, kind)
        samples = Samples.none_yet(clean)
        if kept is not None and kept.are_of(clean):
            samples = kept
        levels = {level for result in group for level in missing[result.point.id]}
        for level in sorted(levels):
            noisy = noisy_test_images(
                clean.x_test,
                kind,
                level,
                seed=sweep.seed,
                repeat=repeat,
                clip=sweep.clip,
            )
            if repeat == 0:
                samples = samples.with_level(level, clean, noisy)
            for result in group:
                if level in missing[result.point.id]:
                    networks.test(result, level, noisy, clean.y_test)
                    done += 1
            print(f"{done} of {tests} done", flush=True)
        if repeat == 0:
            shown_images.write_samples(study, sweep, kind, samples)
        networks.write()


class _Networks:
    """The networks of one noise kind and repeat, and their test results.

    Of the first repeat, the mistakes they are most confident in are kept as well.
    """

    def __init__(self, folder: SweepFolder, results: Sequence[Result]):
        self._folder, self._results = folder, results
        self._networks: dict[str, Any] = {}
        self._levels: dict[str, dict[float, Tested]] = {}
        self._mistakes: dict[str, Mistakes] = {}
        self._errors: dict[str, str] = {}
        for result in results:
            name, files = result.point.id, folder.point(result.point.id)
            self._levels[name] = dict(read(files, result).levels)
            try:
                self._networks[name] = load(files.model)
            except Exception as error:  # an own model may need packages that are absent
                self._fail(name, error)

    def _fail(self, name: str, error: Exception) -> None:
        lines = str(error).strip().splitlines() or [""]
        self._errors[name] = f"{type(error).__name__}: {lines[0]}"

    def test(
        self, result: Result, level: float, images: np.ndarray, labels: np.ndarray
    ) -> None:
        """Test one network at one level."""
        name = result.point.id
        if name in self._errors:
            return
        answers = None
        if level == result.point.level:
            answers = predictions.read(self._folder.point(name).predictions)
        try:
            answers = answers or predictions.of(
                _probabilities(self._networks[name], images), labels
            )
        except Exception as error:
            self._fail(name, error)
            return
        loss = answers.loss if np.isfinite(answers.loss) else None
        if level == result.point.level and result.point.repeat == 0:
            self._mistakes[name] = Mistakes.of(answers, images)
        self._levels[name][level] = Tested(answers.accuracy, loss, answers.right)

    def write(self) -> None:
        """Write the tests of each network beside its other files."""
        for result in self._results:
            name = result.point.id
            transfer = Transfer(self._levels[name], self._errors.get(name))
            files = self._folder.point(name)
            if name in self._mistakes:
                shown_images.write_mistakes(files, self._mistakes[name])
            write(files, result, transfer)


def load(path: Path) -> Any:
    """Load a trained network; code in its file is refused, not run."""
    from keras import saving

    return saving.load_model(path, compile=False, safe_mode=True)


def _probabilities(network: Any, images: np.ndarray) -> np.ndarray:
    from keras import ops

    parts = [
        # a list, as the network was saved with a list of its one input
        ops.convert_to_numpy(network([images[start : start + BATCH]], training=False))
        for start in range(0, len(images), BATCH)
    ]
    return np.concatenate(parts).astype(np.float32)
