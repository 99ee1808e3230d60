"""Datasets, for users and plugins: see `noiselab.experiment.datasets`."""

from noiselab.experiment.datasets import Dataset, find, load

__all__ = ["Dataset", "find", "load"]
