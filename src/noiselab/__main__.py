"""The command `python -m noiselab`, the same as `noiselab`."""

import os
import sys

# the current folder comes first, where a plugin may be called random.py
if __name__ == "__main__" and sys.path[:1] == [os.getcwd()]:  # noqa: PTH109
    sys.path.append(sys.path.pop(0))  # noiselab itself may lie in it

from noiselab.front.cli import start

if __name__ == "__main__":
    sys.exit(start())
