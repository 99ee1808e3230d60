"""Run a study from the command line: `python run_sweep.py --help` says how."""

import gc
import sys

from noiselab.front.cli import main

if __name__ == "__main__":
    code = main()
    gc.freeze()  # or its end would once more look through all that was loaded
    sys.exit(code)
