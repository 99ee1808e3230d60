"""Every cell of a study's tables, computed anew from what its points stored.

Nothing here imports noiselab: formulas are written out once more, with numpy and
scipy.special alone, so that a wrong one in the package meets a right one here.
"""
