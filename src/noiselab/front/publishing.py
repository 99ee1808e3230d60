"""From finished points to what a study shows: its tables and its report."""

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.engine.notebook import executed
from noiselab.report import page_template, pages, references, takeaway
from noiselab.store import clean_points, cross_tests, fingerprint, results
from noiselab.study.sweep import Sweep


def write_report(sweep: Sweep, folder: SweepFolder, kernels: Kernels) -> None:
    """Write the tables and execute the comparison into `report.html`.

    The comparison itself writes the other tables, and figures and tables to take away.
    Its notebook comes last, with a note of what all of them were made from.

    Args:
        sweep: The sweep.
        folder: Its folder.
        kernels: Starts the kernel of the comparison.

    Raises:
        NoiselabError: If the comparison fails; an older report stays.
    """
    sweep_results = results.read_sweep(folder.path)[1]
    results.write_csv(folder.results, sweep_results)
    cross_tests.write_csv(folder.transfers, folder, sweep_results)
    with ThreadPoolExecutor(1) as background:
        made_from = background.submit(report_inputs, sweep, folder)
        background.submit(pages.load)
        source, parameters = folders.COMPARE, {"folder": "."}
        notebook = executed(source, folder.path, parameters, kernels, source)
    references.refer(notebook)
    before, now = takeaway.of_report(folder), takeaway.linked(notebook)
    pages.write_report(folder, sweep, notebook)
    takeaway.remove_old(folder, before, now)
    inputs = made_from.result() | {"files": _digests(folder, now)}
    pages.write_report_notebook(folder, notebook, inputs)


def is_reported(sweep: Sweep, folder: SweepFolder) -> bool:
    """Say whether the report on the disk is made from what is stored now."""
    listed = takeaway.of_report(folder)
    inputs = report_inputs(sweep, folder) | {"files": _digests(folder, listed)}
    return pages.inputs(folder) == inputs


def _digests(folder: SweepFolder, taken: Iterable[str]) -> dict[str, str]:
    """Digest the files beside the points, so that damage to them is noticed."""
    beside = (folder.report, *map(folder.table, folders.TABLES), folder.sweep)
    return takeaway.digests(folder, [*(path.name for path in beside), *taken])


def report_inputs(sweep: Sweep, folder: SweepFolder) -> dict[str, Any]:
    """Digest everything that the report is made from, by part."""
    stored = hashlib.sha256()
    for point in clean_points.lying_in(folder, sweep):
        files = folder.point(point.id)
        for record in (files.result, files.failed_attempt.result, files.transfer):
            stored.update(record.read_bytes() if record.is_file() else b"-")
    stored.update(folder.kept.read_bytes() if folder.kept.is_file() else b"-")
    return {
        "sweep": fingerprint.short(json.dumps(sweep.as_file())),
        "results": stored.hexdigest()[:16],
        "code": page_template.report(folders.COMPARE),
        "plugins": fingerprint.sources(sweep.plugins),
        "reference": _digest(sweep.report.reference),
    }


def _digest(path: Path | None) -> str | None:
    return fingerprint.short(path.read_text(encoding="utf-8")) if path else None
