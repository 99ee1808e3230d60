"""The first images of each class, in a row for each: what a data set looks like."""

import numpy as np
from matplotlib.figure import Figure

from noiselab.experiment.datasets import Dataset
from noiselab.report.figures.images import image_grid

COLUMNS = 10
MOST_CLASSES = 40


def contact_sheet(data: Dataset) -> Figure:
    """Show the first training images of each class, of up to 40 classes.

    Args:
        data: The data set.

    Returns:
        A figure with up to ten images in a row for each class, under its name or its
        number. A row of a class with fewer images goes on with the first of them.
    """
    places, labels = [], []
    for label in range(min(data.classes, MOST_CLASSES)):
        own = np.flatnonzero(data.y_train == label)[:COLUMNS]
        places += [own[number % len(own)] for number in range(COLUMNS)]
        name = data.class_names[label] if data.class_names else str(label)
        labels += [name[:9]] * COLUMNS
    return image_grid(data.x_train[places], labels, COLUMNS)
