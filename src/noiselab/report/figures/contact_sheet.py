"""The first images of each class, in a row for each: what a data set looks like."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from noiselab.common.words import counted
from noiselab.report.figures import class_words
from noiselab.report.figures.board import Board
from noiselab.report.figures.style import styled
from noiselab.store.first_images import FirstImages
from noiselab.study import names

LONGEST = 24  # letters of a class
LETTER = 0.065  # inches of such a letter, generously
INCH = 0.55  # width of an image
LEAST = 3.4  # inches of the whole, for its title


@styled
def contact_sheet(
    first: FirstImages, classes: Sequence[str] = (), most: int = 12
) -> Figure:
    """Show the first training images of each class.

    Args:
        first: The images.
        classes: The names of all classes, if they have names.
        most: How many classes are shown, the first ones.

    Returns:
        A figure with a row for each class, beside its name, or its number where it has
        none.
    """
    labels = np.unique(first.labels).tolist()[:most]
    rows = {label: first.images[first.labels == label] / 255 for label in labels}
    columns = max(map(len, rows.values()))
    part = Board(first.images[0], len(rows), columns, inch=INCH)
    for row, images in enumerate(rows.values()):
        for column, image in enumerate(images):
            part.draw(image, row, column, own_scale=False, like=image)
    beside = {
        row: class_words.one(names.class_name(label, classes), LONGEST)
        for row, label in enumerate(labels)
    }
    part.write_beside(beside)
    left = 0.15 + LETTER * max(map(len, beside.values()))
    others = first.classes - len(rows)
    below = 0.25 if others else 0.05
    width = max(left + part.width + 0.1, LEAST)
    figure = Figure(figsize=(width, part.height + 0.05 + below))
    part.onto(figure, left, below)
    if others:
        note = f"{counted(others, 'further class', 'further classes')} not shown"
        figure.text(left / width, 0.07 / figure.get_figheight(), note, size=8)
    return figure
