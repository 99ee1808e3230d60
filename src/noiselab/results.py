"""Stored results, for users: see `noiselab.store.results`."""

from noiselab.store.results import load, read_sweep

__all__ = ["load", "read_sweep"]
