"""What the noise of other libraries is in noiselab's kinds and levels.

Formulas are in the files named after groups of libraries; `measured.csv` has what was
measured of each, by `tools/elsewhere.py`. docs/elsewhere.md is made of both.
"""

from noiselab.study.elsewhere.equivalent import Equivalent, equivalent

__all__ = ["Equivalent", "equivalent"]
