"""Trained networks tested at the other levels of their noise, in one kernel."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from noiselab.common import temporary
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.engine.notebook import executed

PAUSE = 10  # seconds at least between two lines on how far it is
# What the kernel executes.
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
                "from noiselab.engine import tested_networks\n",
                "tested_networks.evaluate(folder, missing, threads=threads)",
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


def run_cross_tests(
    folder: SweepFolder,
    missing: Mapping[str, Sequence[float]],
    kernels: Kernels,
    threads: int,
    say: Callable[[str], None],
) -> None:
    """Test networks at the levels they were not trained at, and write how they do.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, from `cross_tests.missing`.
        kernels: Starts the kernel.
        threads: Processor threads for it.
        say: Told now and then how far it is.

    Raises:
        NoiselabError: If the kernel fails; what was trained is not touched.
    """
    with temporary.folder() as place:
        source = Path(place) / "cross_tests.ipynb"
        source.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        parameters = {
            "folder": str(folder.path),
            "missing": {name: list(levels) for name, levels in missing.items()},
            "threads": threads,
        }
        what = "testing at other levels"
        executed(source, Path(place), parameters, kernels, what, _Told(say))


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
