"""Trained networks tested on all that their study asks for, in one kernel."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from noiselab.common import files, temporary
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.engine.notebook import executed
from noiselab.study.condition import Condition

PAUSE = 10  # seconds at least between two lines of progress
# What the kernel executes.
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": [
                "folder = '.'\n",
                "missing = {}\n",
                "threads = 0\n",
                "checked = {}\n",
                "sets = {}",
            ],
            "execution_count": None,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "metadata": {},
            "source": [
                "from noiselab.engine import tested_networks\n",
                "tested_networks.evaluate(\n",
                "    folder, missing, '', threads, checked, sets\n",
                ")",
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
    missing: Mapping[str, Sequence[Condition]],
    kernels: Kernels,
    threads: int,
    say: Callable[[str], None],
    checked: Mapping[str, Any] = MappingProxyType({}),
    sets: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Test networks on noise they were not trained with, and write the results.

    Args:
        folder: The sweep's folder.
        missing: Conditions by point id, from `cross_tests.missing`.
        kernels: Starts the kernel.
        threads: Processor threads for it.
        say: Prints a line; called now and then to show progress.
        checked: As for `tested_networks.evaluate`.
        sets: Likewise.

    Raises:
        NoiselabError: If the kernel fails; the trained networks are not touched.
    """
    with temporary.folder() as working:
        source = Path(working) / "cross_tests.ipynb"
        source.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        parameters = {
            "folder": str(folder.path),
            "missing": {name: [*map(list, of)] for name, of in missing.items()},
            "threads": threads,
            "checked": dict(checked),
            "sets": {name: [*place] for name, place in sets.items()},
        }
        what = "testing on other noise"
        log = _Progress(Path(working) / "log.txt", say)
        executed(source, Path(working), parameters, kernels, what, log)


class _Progress:
    """Passes on lines that a long notebook prints, but not too often."""

    def __init__(self, path: Path, say: Callable[[str], None]):
        self.path = path
        self.seen: Path | None = None  # its lines are few: no kernel waits for it
        self.past_notebook = 0
        self._say, self._said, self._size = say, time.monotonic(), 0

    def look(self) -> None:
        if time.monotonic() - self._said < PAUSE or not self.path.exists():
            return
        size = self.path.stat().st_size
        lines = files.end(self.path).split("\n")[:-1]
        if size > self._size and lines:
            self._say(lines[-1])
            self._said, self._size = time.monotonic(), size
