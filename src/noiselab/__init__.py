"""Measure what noise in images does to classifiers, one notebook a point."""

__version__ = "0.1.0"
