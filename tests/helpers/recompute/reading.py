"""The findings of a report, and what conditions and numbers they name."""

import html
import json
import re

NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
POINTS = rf"({NUMBER})(?: percentage points)? \(({NUMBER}) to ({NUMBER})\)"


def sentences(folder):
    """List the findings that a study's report shows."""
    page = (folder / "report.html").read_text(encoding="utf-8")
    start = re.search(r"<h2[^>]*>Findings", page).start()
    findings = page[start : page.index("How to read this", start)]
    items = re.findall(r"<li>(.*?)</li>", findings, re.S)
    return [html.unescape(" ".join(item.split())) for item in items]


class Labels:
    """What a report calls its models and kinds of noise.

    Args:
        folder: The study's folder.
    """

    def __init__(self, folder):
        parts = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
        self.models = _by_label(parts["models"])
        self.kinds = _by_label(parts["noise"])

    def conditions(self, text):
        """Give the kinds and levels that a text names; 0.0 of no kind without noise."""
        named = [(None, 0.0)] if "without noise" in text else []
        labels = "|".join(map(re.escape, sorted(self.kinds, key=len, reverse=True)))
        levels = rf"((?:{NUMBER}(?:, | and )?)+)"
        for label, listed in re.findall(rf"with ({labels}) of {levels}", text):
            named += [
                (self.kinds[label], float(level))
                for level in re.findall(NUMBER, listed)
            ]
        return named


def _by_label(parts):
    return {
        part["label"].replace("gaussian", "Gaussian"): name
        for name, part in parts.items()
    }


def is_written(text, value):
    """Whether a text is a number, as it is rounded there; of several digits or of one."""
    digits = len(text.partition(".")[2])
    rounded = f"{value:.{digits}f}"
    return float(text) == float(rounded) or text == f"{value:.1g}"
