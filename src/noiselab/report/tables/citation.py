"""How a report is cited: author, title, version, and a digest of its results."""

import datetime
from collections.abc import Sequence
from html import escape

from noiselab.common.version import __version__
from noiselab.store import study_digest
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep


def citation(sweep: Sweep, results: Sequence[Result]) -> str:
    """Say how to cite a report.

    Args:
        sweep: The study's sweep, with title and author.
        results: The results of its points.
    """
    author = f"{sweep.report.author}: " if sweep.report.author else ""
    title = f"“{names.of_sweep(sweep)}”"
    date = datetime.date.today().isoformat()
    digest = study_digest.of(results)
    measured = (
        f"digest of its results <code>{digest}</code>" if digest else "no results yet"
    )
    return (
        f"<p><strong>How to cite:</strong> {escape(f'{author}{title}, {date}')}. Made "
        f"with noiselab {__version__}; study {escape(sweep.name)}, {measured}.</p>"
    )
