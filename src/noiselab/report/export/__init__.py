"""What can be exported from a study besides its report, each by an option.

A new exporter is a file here that registers a function, and an import below.
"""

from noiselab.report.export import pdf

from noiselab.report.export import archive  # isort: skip  # last: it packs the others
from noiselab.report.export.exporter import EXPORTERS, Exporter, register

__all__ = ["EXPORTERS", "Exporter", "archive", "pdf", "register"]
