"""Run a study from the command line: `python run_sweep.py --help` says how."""

import sys

from noiselab.cli import main

if __name__ == "__main__":
    sys.exit(main())
