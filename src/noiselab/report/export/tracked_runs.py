"""Points as experiment trackers see them: runs with parameters, figures and files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from noiselab.common import user_paths
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.common.schema import HISTORY, METRICS
from noiselab.store import results, study_digest
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

FIGURES = ("snr_db", "calibration_error", "right", "count", "peak_memory")


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Attributes:
        written: How many runs were written.
        known: How many were there already.
        place: Where they are, as the tracker calls it.
    """

    written: int
    known: int
    place: str


@dataclass(frozen=True)
class Run:
    """A point as trackers see it.

    Attributes:
        name: What it is called in reports.
        result: Its result.
        files: Its folder.
        digest: Of what was measured on it.
        ended: When it was finished, in seconds since 1970.
    """

    name: str
    result: Result
    files: PointFolder
    digest: str
    ended: float

    def parameters(self) -> dict[str, str | int | float | bool]:
        """Give the point's parameters; mappings in one text, and only if said."""
        return {
            name: json.dumps(value) if isinstance(value, dict) else value
            for name, value in self.result.point.parameters().items()
            if value != {}
        }

    def figures(self) -> dict[str, float]:
        """Give its final figures, those that are known."""
        result = self.result
        figures = {name: result.metrics[name] for name in METRICS}
        figures |= {name: result[name] for name in FIGURES}
        figures |= {f"{name}_seconds": each for name, each in result.seconds.items()}
        return {name: float(each) for name, each in figures.items() if each is not None}

    def epochs(self) -> Iterator[tuple[int, str, float]]:
        """Yield epoch, from 1, name and value of each number of the history."""
        for name in HISTORY:
            for epoch, value in enumerate(self.result.history[name], 1):
                if value is not None:
                    yield epoch, name, float(value)

    def kept_files(self) -> Iterator[Path]:
        """Yield the files of the point that are there."""
        own = self.files
        for path in (
            own.result,
            own.page,
            own.notebook,
            own.log,
            own.predictions,
            own.model,
            own.transfer,
        ):
            if path.is_file():
                yield path


def of_study(folder: str | Path) -> tuple[Sweep, list[Run]]:
    """Read a study's sweep, and its done points as runs.

    Raises:
        SweepError: If the folder holds no study.
    """
    sweep, stored = results.read_sweep(folder)
    study = SweepFolder(user_paths.of_user(folder))
    return sweep, [*_runs(study, sweep, stored)]


def _runs(folder: SweepFolder, sweep: Sweep, stored: list[Result]) -> Iterator[Run]:
    for result in results.once(stored):
        digest = study_digest.of([result])
        if digest:
            files = folder.point(result.point.id)
            name = names.of_point(sweep, result.point)
            yield Run(name, result, files, digest, files.result.stat().st_mtime)
