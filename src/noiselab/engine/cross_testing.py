"""Testing trained networks at the other levels of their noise, in one kernel."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import temporary
from noiselab.common.folders import SweepFolder
from noiselab.engine import cross_testing
from noiselab.engine.kernels import Kernels
from noiselab.engine.notebook import executed
from noiselab.store import predictions, results
from noiselab.store.cross_tests import Tested, Transfer, read, write
from noiselab.store.result import Result
from noiselab.study.plugins import load_plugins

PAUSE = 10  # seconds at least between two words on a long step
BATCH = 250  # images that a network is given at once
# What the runner executes in a kernel to have networks tested.
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": ["folder = '.'\n", "missing = {}\n", "threads = 0"],
            "execution_count": None,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "metadata": {},
            "source": [
                "from noiselab.engine import cross_testing\n",
                "cross_testing.evaluate(folder, missing, threads=threads)",
            ],
            "execution_count": None,
            "outputs": [],
        },
    ],
    "metadata": {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
    },
    "nbformat": 4,
    "nbformat_minor": 4,
}


def evaluate(
    folder: str | Path,
    missing: Mapping[str, Sequence[float]],
    data_dir: str = "",
    threads: int = 0,
) -> None:
    """Test networks at levels they were not trained at, and write what is found.

    Each meets the same noisy test images as the networks trained at that level in the
    same repeat did. At its own level a network was tested before.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, as from the function of that name.
        data_dir: Where the sweep's data lies, if not in the usual places.
        threads: Processor threads; 0 leaves the choice to TensorFlow.
    """
    from noiselab.experiment import datasets, keras_setup
    from noiselab.experiment.noisy_images import noisy_test_images

    keras_setup.prepare(seed=0, repeat=0, threads=threads, precision="float32")
    place = SweepFolder(Path(folder))
    sweep, found = results.read_sweep(place.path)
    load_plugins(sweep.plugins)
    clean = datasets.load(sweep.dataset, data_dir, fetch=False)
    wanted = [result for result in found if result.point.id in missing]
    tested, tests = 0, sum(map(len, missing.values()))
    for kind, repeat in dict.fromkeys((r.point.noise, r.point.repeat) for r in wanted):
        group = [r for r in wanted if (r.point.noise, r.point.repeat) == (kind, repeat)]
        networks = _Networks(place, group)
        for level in sorted({one for r in group for one in missing[r.point.id]}):
            noisy = noisy_test_images(
                clean.x_test,
                kind,
                level,
                seed=sweep.seed,
                repeat=repeat,
                clip=sweep.clip,
            )
            for result in group:
                if level in missing[result.point.id]:
                    networks.test(result, level, noisy, clean.y_test)
                    tested += 1
            print(f"{tested} of {tests} tests done", flush=True)
        networks.write()


class _Networks:
    """The networks of one noise kind and repeat, and what is found of them."""

    def __init__(self, folder: SweepFolder, results: Sequence[Result]):
        self._folder, self._results = folder, results
        self._networks: dict[str, Any] = {}
        self._levels: dict[str, dict[float, Tested]] = {}
        self._errors: dict[str, str] = {}
        for result in results:
            name, place = result.point.id, folder.point(result.point.id)
            self._levels[name] = dict(read(place, result).levels)
            try:
                self._networks[name] = _load(place.model)
            except Exception as error:  # an own model may need what is not here
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
        found = None
        if level == result.point.level:
            found = predictions.read(self._folder.point(name).predictions)
        try:
            found = found or predictions.of(
                _probabilities(self._networks[name], images), labels
            )
        except Exception as error:
            self._fail(name, error)
            return
        loss = found.loss if np.isfinite(found.loss) else None
        self._levels[name][level] = Tested(found.accuracy, loss, found.right)

    def write(self) -> None:
        """Write what was found of each network beside its other files."""
        for result in self._results:
            name = result.point.id
            found = Transfer(self._levels[name], self._errors.get(name))
            write(self._folder.point(name), result, found)


def _load(path: Path) -> Any:
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


class _Told:
    """Passes on what a long notebook prints, line by line, but not too often."""

    def __init__(self, say: Callable[[str], None]):
        self._say, self._said, self._rest = say, time.monotonic(), ""

    def write(self, text: str) -> None:
        *lines, self._rest = (self._rest + text).split("\n")
        if lines and time.monotonic() - self._said >= PAUSE:
            self._say(lines[-1])
            self._said = time.monotonic()

    def flush(self) -> None:
        """Nothing to do: a line is told as soon as it may be."""


def write_transfers(
    folder: SweepFolder,
    missing: Mapping[str, Sequence[float]],
    kernels: Kernels,
    threads: int,
    say: Callable[[str], None],
) -> None:
    """Test networks at the levels they were not trained at, in one kernel.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, from `transfer.missing`.
        kernels: Starts the kernel.
        threads: Processor threads for it.
        say: Told now and then how far it is.

    Raises:
        NoiselabError: If the kernel fails; what was trained is not touched.
    """
    with temporary.folder() as place:
        source = Path(place) / "cross_tests.ipynb"
        source.write_text(json.dumps(cross_testing.NOTEBOOK), encoding="utf-8")
        known = {
            "folder": str(folder.path),
            "missing": {name: list(levels) for name, levels in missing.items()},
            "threads": threads,
        }
        what = "testing at other levels"
        executed(source, Path(place), known, kernels, what, _Told(say))
