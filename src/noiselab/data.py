"""Data: images and labels for training and testing.

`load` gives a data set by its name, or by the path of an `.npz` file.
"""

from noiselab.experiment.datasets import Dataset, find, load

__all__ = ["Dataset", "find", "load"]
