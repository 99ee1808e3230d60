"""Stored results of a study, to work on with.

`load` gives a frame with a row for each point. Nothing of the study is executed.
"""

from noiselab.store.results import load, read_sweep

__all__ = ["load", "read_sweep"]
