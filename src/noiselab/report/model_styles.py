"""The colour and the marker that each model has everywhere in a study."""

from noiselab.study.sweep import Sweep

# Distinct for colour-blind readers: Okabe & Ito, "Color Universal Design" (2008).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = "osD^vP"


def model_colour(sweep: Sweep, name: str) -> str:
    """Give the colour that a model has everywhere in a study."""
    return COLOURS[_number(sweep, name) % len(COLOURS)]


def model_marker(sweep: Sweep, name: str) -> str:
    """Give the marker that a model has everywhere in a study."""
    return MARKERS[_number(sweep, name) % len(MARKERS)]


def _number(sweep: Sweep, name: str) -> int:
    return sweep.parts.models[name].colour or 0
