"""What a study leaves to take away, beside its report: an option of the command each.

A new exporter is a file here that registers a function, and a line below.
"""

from noiselab.report.export import pdf

from noiselab.report.export import archive  # isort: skip  # after the PDF, to hold it
from noiselab.report.export.exporter import EXPORTERS, Exporter, register

__all__ = ["EXPORTERS", "Exporter", "archive", "pdf", "register"]
