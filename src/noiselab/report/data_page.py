"""A page about a data set, to look at before anything is trained on it."""

import base64
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from noiselab.common import files
from noiselab.experiment.datasets import Dataset
from noiselab.report import page_template
from noiselab.report.figures.contact_sheet import contact_sheet
from noiselab.report.tables.html import table

PAGE, SHEET = "data.html", "contact_sheet.png"
_BINS = 10


def write(data: Dataset, lines: Sequence[str], folder: Path) -> Path:
    """Write the page, and the sheet of images that it shows.

    Args:
        data: The data set.
        lines: What is known of it, a word and what it is in each.
        folder: Where to; it is made if it is not there.

    Returns:
        The page's path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    picture = io.BytesIO()
    contact_sheet(data).savefig(picture, format="png", dpi=150)
    files.write(folder / SHEET, picture.getvalue())
    files.write(folder / PAGE, _page(data, lines, picture.getvalue()).encode())
    return folder / PAGE


def _page(data: Dataset, lines: Sequence[str], picture: bytes) -> str:
    facts = [_fact(line) for line in lines if line[:1].strip()]
    known = [(word, text) for word, text in facts if word not in ("first", "warning")]
    warnings = "".join(
        f"<p><strong>Warning:</strong> {escape(text)}.</p>"
        for word, text in facts
        if word == "warning"
    )
    image = base64.b64encode(picture).decode()
    alt = "The first training images of each class, in a row for each class"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f'content="{page_template.policy()}">\n'
        f"<title>{escape(data.name)}</title>\n"
        f"<style>{page_template.part('page.css')}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(data.name)}</h1>\n{warnings}\n"
        f"{table('', ('fact', 'value'), known, text_columns=2)}\n"
        f"<h2>Images of each class</h2>\n{_of_classes(data)}\n"
        f'<p><img alt="{alt}" src="data:image/png;base64,{image}"></p>\n'
        f"<h2>How bright</h2>\n{_histogram(data)}\n</main>\n</body>\n</html>\n"
    )


def _fact(line: str) -> tuple[str, str]:
    word, text = line[:9], line[9:]
    return word.strip(), text.strip()


def _of_classes(data: Dataset) -> str:
    counts = [
        np.bincount(labels, minlength=data.classes)
        for labels in (data.y_train, data.y_test)
    ]
    names = data.class_names or tuple(map(str, range(data.classes)))
    columns = [
        [f"{count:,} ({count / one.sum():.1%})" for count in one.tolist()]
        for one in counts
    ]
    rows = [*zip(names, *columns, strict=True)]
    return table("", ("class", "training images", "test images"), rows)


def _histogram(data: Dataset) -> str:
    """Count the pixels of the training and the test images by their brightness."""
    rows = []
    shares = []
    for images in (data.x_train, data.x_test):
        counts, edges = np.histogram(images, bins=_BINS, range=(0, 1))
        shares.append(counts / counts.sum())
    for number in range(_BINS):
        span = f"{edges[number]:.1f} to {edges[number + 1]:.1f}"
        rows.append((span, *(f"{share[number]:.1%}" for share in shares)))
    caption = "Shares of the pixels, where black is 0 and white 1."
    return table(caption, ("values", "training images", "test images"), rows)
