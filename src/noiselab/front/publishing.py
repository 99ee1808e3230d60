"""From finished points to what a study shows: its tables and its report."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.engine.notebook import executed
from noiselab.report import pages
from noiselab.store import cross_tests, fingerprint, results
from noiselab.study.sweep import Sweep


def write_report(sweep: Sweep, folder: SweepFolder, kernels: Kernels) -> None:
    """Write the tables and execute the comparison into `report.html`.

    The comparison itself writes `comparisons.csv`. Its notebook comes last, with a note
    of what all of them were made from.

    Args:
        sweep: The sweep.
        folder: Its folder.
        kernels: Starts the kernel of the comparison.

    Raises:
        NoiselabError: If the comparison fails; an older report then stays.
    """
    known = results.read_sweep(folder.path)[1]
    results.write_csv(folder.results, known)
    cross_tests.write_csv(folder.transfers, folder, known)
    with ThreadPoolExecutor(1) as meanwhile:
        made_from = meanwhile.submit(report_inputs, sweep, folder)
        meanwhile.submit(pages.load)
        source, parameters = folders.COMPARE, {"folder": "."}
        notebook = executed(source, folder.path, parameters, kernels, source)
    pages.write_report(folder, sweep, notebook)
    inputs = made_from.result() | {"files": _digests(folder)}
    pages.write_report_notebook(folder, notebook, inputs)


def is_reported(sweep: Sweep, folder: SweepFolder) -> bool:
    """Say whether the report on the disk already shows what lies there."""
    now = report_inputs(sweep, folder) | {"files": _digests(folder)}
    return pages.inputs(folder) == now


def _digests(folder: SweepFolder) -> dict[str, str]:
    """Digest what lies beside the points, so that damage there is noticed."""
    made = (folder.report, folder.results, folder.comparisons, folder.transfers)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in (*made, folder.sweep)
        if path.is_file()
    }


def report_inputs(sweep: Sweep, folder: SweepFolder) -> dict[str, Any]:
    """Digest all that the report is made from, by part."""
    lying_there = hashlib.sha256()
    for point in sweep.points():
        place = folder.point(point.id)
        for record in (place.result, place.failed_attempt.result, place.transfer):
            lying_there.update(record.read_bytes() if record.is_file() else b"-")
    lying_there.update(folder.kept.read_bytes() if folder.kept.is_file() else b"-")
    return {
        "sweep": fingerprint.short(json.dumps(sweep.as_file())),
        "results": lying_there.hexdigest()[:16],
        "code": fingerprint.report(folders.COMPARE),
        "plugins": fingerprint.sources(sweep.plugins),
        "reference": _digest(sweep.report.reference),
    }


def _digest(path: Path | None) -> str | None:
    return fingerprint.short(path.read_text(encoding="utf-8")) if path else None
