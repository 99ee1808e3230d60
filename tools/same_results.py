"""Enter a commit whose results are today's: `python tools/same_results.py COMMIT`.

Finished points of that commit are then no reason to train again. Whoever enters one
has shown that each result of it, and each noisy image, is what today's code gives, to
the bit: the tests that compare both must pass. Entries of other digests of today are
kept only where `--also` is given, as a chain: what gave the results of the entry before
still does.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "noiselab" / "store" / "same_results.json"
# Run with the code of a commit, which may know neither own parts nor the functions.
ASK = """
import json, sys
from pathlib import Path
from noiselab.common import folders
from noiselab.store import fingerprint
from noiselab.study import sweep_file
sweep = sweep_file.load(Path(sys.argv[1]))
template = Path(sys.argv[2])
point = next(sweep.points())
parts = fingerprint.of(point, template, "d")
state = {"code": parts["code"], "template": parts["template"]}
if hasattr(fingerprint, "own"):
    from noiselab.store.own_parts import OwnParts
    own = OwnParts()
    for part, name in (("kind", "noise"), ("model", "models")):
        state[part] = {each: fingerprint.own(name, each) for each in own.names(name)}
print(json.dumps(state))
"""


def state(root: Path) -> dict[str, Any]:
    """Give the digests of the code in a checkout."""
    sweep, template = "sweeps/digits.yaml", "notebooks/train_and_evaluate.ipynb"
    command = [sys.executable, "-c", ASK, str(root / sweep), str(root / template)]
    path = f"import sys; sys.path.insert(0, {str(root / 'src')!r})\n"
    command[2] = path + ASK
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def of_commit(commit: str) -> dict[str, Any]:
    """Give the digests of the code of a commit."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, capture_output=True, check=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        return state(Path(folder))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="+")
    parser.add_argument("--also", action="store_true", help="keep what is there")
    options = parser.parse_args()
    earlier = json.loads(TABLE.read_text())["earlier"] if options.also else []
    earlier += [of_commit(commit) for commit in options.commit]
    now = state(ROOT)
    unique = [each for n, each in enumerate(earlier) if each not in earlier[:n]]
    kept = [each for each in unique if each != now]
    TABLE.write_text(json.dumps({"now": now, "earlier": kept}, indent=1) + "\n")


if __name__ == "__main__":
    main()
