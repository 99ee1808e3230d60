"""A page about a data set, to look at before anything is trained on it."""

import base64
import io
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from noiselab.common import files
from noiselab.experiment.datasets import Dataset
from noiselab.report import page_template
from noiselab.report.figures import alt, captions
from noiselab.report.figures.contact_sheet import contact_sheet
from noiselab.report.numbered import SHRUNK
from noiselab.report.tables.html import table
from noiselab.store import first_images
from noiselab.store.data_facts import BINS, DataFacts, OfPart
from noiselab.study import names

PAGE, SHEET = "data.html", "contact_sheet.png"
_DPI = 150
_ELSEWHERE = ("name", "training", "test", "first", "warning")  # lines shown otherwise


def write(data: Dataset, facts: DataFacts, lines: Sequence[str], folder: Path) -> Path:
    """Write the page, and the sheet of images that it shows.

    Args:
        data: The data set.
        facts: What was counted in it.
        lines: What is known of it, a word and what it is in each.
        folder: Where to; it is made if it is not there.

    Returns:
        The page's path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = first_images.of(data)
    most = first_images.MOST_CLASSES
    figure, picture = contact_sheet(first, data.class_names, most), io.BytesIO()
    figure.savefig(picture, format="png", dpi=_DPI)
    width = round(figure.get_figwidth() * 96)
    least = round(SHRUNK * width)
    words = alt.contact_sheet(first, data.class_names, most)
    image = base64.b64encode(picture.getvalue()).decode()
    shown = (
        f'<figure><div class="scroll"><img alt="{escape(words)}" width="{width}" '
        f'style="min-width: {least}px" src="data:image/png;base64,{image}"></div>'
        f"<figcaption>{captions.CLASSES}</figcaption></figure>"
    )
    files.write(folder / SHEET, picture.getvalue())
    files.write(folder / PAGE, _page(data, facts, lines, shown).encode())
    return folder / PAGE


def _page(data: Dataset, facts: DataFacts, lines: Sequence[str], shown: str) -> str:
    known = [(line[:9].strip(), line[9:].strip()) for line in lines]
    warnings = "".join(
        f"<p><strong>Warning:</strong> {escape(text)}.</p>\n"
        for word, text in known
        if word == "warning"
    )
    title = f"Data: {data.name}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f'content="{page_template.policy()}">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>{page_template.part('page.css')}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{warnings}"
        f'<dl class="facts">{_listed(known)}</dl>\n'
        f"<h2>Images of each class</h2>\n{shown}\n{_of_classes(data, facts)}\n"
        f"<h2>Brightness</h2>\n{_histogram(facts)}\n</main>\n</body>\n</html>\n"
    )


def _listed(known: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<dt>{escape(word)}</dt><dd>{escape(text.replace('`', ''))}</dd>"
        for word, text in known
        if word and word not in _ELSEWHERE
    )


def _of_classes(data: Dataset, facts: DataFacts) -> str:
    parts = (facts.training, facts.test)
    rows = [
        (names.class_name(label, data.class_names), *map(_share, counts, parts))
        for label, *counts in zip(
            range(data.classes), *(part.classes for part in parts), strict=True
        )
    ]
    head = ("class", "training images", "test images")
    return f'<div class="scroll">{table("", head, rows)}</div>'


def _share(count: int, part: OfPart) -> str:
    return f"{count:,} ({count / part.count:.1%})"


def _histogram(facts: DataFacts) -> str:
    """List the shares of the pixels by their brightness."""
    caption = "Shares of the pixels by their values, where black is 0 and white is 1."
    head = ("values", "training images", "test images")
    return f'<div class="scroll">{table(caption, head, [*_shares(facts)])}</div>'


def _shares(facts: DataFacts) -> Iterator[Sequence[str]]:
    pairs = zip(facts.training.histogram, facts.test.histogram, strict=True)
    for number, shares in enumerate(pairs):
        span = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
        yield span, *(f"{share:.1%}" for share in shares)
