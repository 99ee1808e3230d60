"""The colour and the marker that each model has everywhere."""

from noiselab.experiment import models

# Told apart by colour-blind readers: Okabe & Ito, "Color Universal Design" (2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = "osD^vP"


def model_colour(name: str) -> str:
    """Give the colour that a model has everywhere."""
    return COLOURS[_number(name) % len(COLOURS)]


def model_marker(name: str) -> str:
    """Give the marker that a model has everywhere."""
    return MARKERS[_number(name) % len(MARKERS)]


def _number(name: str) -> int:
    return list(models.MODELS).index(name) if name in models.MODELS else -1
