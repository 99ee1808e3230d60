"""Data: images and labels for training and testing.

`load` gives a data set by its name, or by the path of a file or a folder, and
`register` adds a reader of your own, under which sweeps find it.
"""

from noiselab.experiment.datasets import Dataset, find, load
from noiselab.experiment.datasets.readers import register

__all__ = ["Dataset", "find", "load", "register"]
