"""From results to the report's tables."""

from noiselab.report.tables import across, compared, setup
from noiselab.report.tables.citation import citation
from noiselab.report.tables.comparison import after_epochs, beside_published
from noiselab.report.tables.findings_list import findings_list
from noiselab.report.tables.html import show, table
from noiselab.report.tables.overview import (
    environment,
    notes,
    settings,
    title_block,
    yardstick,
)
from noiselab.report.tables.points import all_points, measures, problems
from noiselab.report.tables.statistics import (
    model_comparisons,
    protocols,
    robustness_summary,
)

__all__ = [
    "across",
    "after_epochs",
    "all_points",
    "beside_published",
    "citation",
    "compared",
    "environment",
    "findings_list",
    "measures",
    "model_comparisons",
    "notes",
    "problems",
    "protocols",
    "robustness_summary",
    "settings",
    "setup",
    "show",
    "table",
    "title_block",
    "yardstick",
]
