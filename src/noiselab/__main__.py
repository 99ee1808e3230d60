"""The command `python -m noiselab`, the same as `noiselab`."""

import os
import sys

# the current folder comes first, where a plugin may be called random.py
if __name__ == "__main__" and sys.path[:1] == [os.getcwd()]:  # noqa: PTH109
    sys.path.append(sys.path.pop(0))  # noiselab itself may lie in it

from noiselab.common.shadowing import ToldShadowing


def main(name: str = "noiselab") -> int:
    """Run the command; what cannot even be loaded is told in a line.

    Args:
        name: How the program is called.

    Returns:
        The exit code.
    """
    try:
        with ToldShadowing():
            from noiselab.front.cli import start
    except Exception as error:
        known = type(error).__name__
        words = " ".join(str(error).split())
        told = words if known == "NoiselabError" else f"{known}: {words}"
        sys.stderr.write(f"{name}: {told}\n")
        return 2
    return start()


if __name__ == "__main__":
    sys.exit(main())
