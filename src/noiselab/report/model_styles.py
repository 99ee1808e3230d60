"""The colour and the marker that each model has everywhere in a study."""

from noiselab.study.sweep import Sweep

# Distinct for colour-blind readers, and each with a contrast of 3 or more to white. The
# first three: Okabe & Ito, "Color Universal Design" (2008); the others: Paul Tol,
# "Colour schemes" (2021), and a grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#AA3377", "#997700", "#46505A")
MARKERS = "osD^vPX"  # one more, so that no two of 42 models have both alike


def model_colour(sweep: Sweep, name: str) -> str:
    """Give the colour that a model has everywhere in a study."""
    return COLOURS[_number(sweep, name) % len(COLOURS)]


def model_marker(sweep: Sweep, name: str) -> str:
    """Give the marker that a model has everywhere in a study."""
    return MARKERS[_number(sweep, name) % len(MARKERS)]


def _number(sweep: Sweep, name: str) -> int:
    return sweep.parts.models[name].colour or 0
