"""From arrays and frames to matplotlib figures, each with an alternative text.

Functions that draw on one axes take `ax` and return it; the others return a figure.
"""

from noiselab.report.figures.confusion import confusion_matrices, confusion_matrix
from noiselab.report.figures.contact_sheet import contact_sheet
from noiselab.report.figures.curves import (
    learning_curves,
    learning_multiples,
)
from noiselab.report.figures.images import (
    clean_and_noisy,
    image_grid,
    level_grid,
    mistakes,
)
from noiselab.report.figures.kind_map import kind_map
from noiselab.report.figures.levels import level_curves
from noiselab.report.figures.mean_errors import mean_errors
from noiselab.report.figures.show import show
from noiselab.report.figures.transfer import transfer_maps
from noiselab.report.figures.way_differences import way_differences
from noiselab.study.names import class_name

__all__ = [
    "class_name",
    "clean_and_noisy",
    "confusion_matrices",
    "confusion_matrix",
    "contact_sheet",
    "image_grid",
    "kind_map",
    "learning_curves",
    "learning_multiples",
    "level_curves",
    "level_grid",
    "mean_errors",
    "mistakes",
    "show",
    "transfer_maps",
    "way_differences",
]
