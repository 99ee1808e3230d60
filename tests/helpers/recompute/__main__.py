"""Check the tables of a study: `python -m helpers.recompute outputs/digits`."""

import sys

from helpers.recompute.tables import problems

if __name__ == "__main__":
    found = problems(sys.argv[1])
    print("\n".join(found) or "every cell is as computed anew")
    sys.exit(bool(found))
