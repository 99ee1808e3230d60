"""How long reports of 60 and of 560 points take, and how large they are.

Runs a real study of 60 points, with every kind of noise and one epoch per point, and measures
the making of its report at the end of a run; then again in a process of its own, with
`--report-only`. The 560 points are ten repeats of a study of 56, copied. The default study is
run with one epoch for the size of its report. Prints medians, of the wall time and of the
processor time, which counts all processes.

With `--against`, the same is measured of an earlier commit, in turn, with the packages that
are installed now; the last column is how many times as long today's reports take, the median
of the pairs.

    python benchmarks/report.py [--runs 3] [--against COMMIT] [--points 60 560] [--keep DIR]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cost
from cost import Cost

ROOT = Path(__file__).resolve().parents[1]
LEVELS = ("noise.gaussian=0,0.1,0.2,0.3,0.5", "noise.uniform=0,0.2,0.4,0.6,0.8")
MANY = (
    "name=many",
    "epochs=1",
    "noise.gaussian=0,0.1,0.2,0.5",
    "noise.uniform=0,0.2,0.4,0.8",
    "noise.salt_and_pepper=0,0.1,0.2,0.5",
    "noise.speckle=0,0.3,0.6,1.2",
    "noise.shot=0,0.05,0.2,1",
    "noise.gaussian_blur=0,0.5,1,2",
    "noise.occlusion=0,0.25,0.5,0.75",
)
REPEATS = 10
# by the commit's own code, as layout and fingerprints may have been others
COPY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import many_points
many_points.SMALL[:] = sys.argv[4:]
many_points.multiply(Path(sys.argv[2]), int(sys.argv[3]))
"""


class Tree:
    """The files of a commit, and a folder for the studies that they make.

    Args:
        path: The top of the files.
        out: The folder.
    """

    def __init__(self, path: Path, out: Path):
        self._path, self.out = path, out
        self._environment = os.environ | {"PYTHONPATH": str(path / "src")}

    def study(self, sweep: str, *changes: str) -> list[str]:
        """Make the command that runs a study."""
        settings = [word for change in changes for word in ("--set", change)]
        start = [sys.executable, str(self._path / "run_sweep.py"), sweep, *settings]
        return [*start, "--out", str(self.out)]

    def run(self, command: list[str], since: str = "") -> Cost:
        """Run a command of these files, and measure it; see `cost.of`."""
        return cost.of(command, self._environment, since)

    def few(self) -> tuple[str, list[str]]:
        """Run the study of 60 points; return its name, and the command for more."""
        command = self.study("kinds", "epochs=1", *LEVELS)
        self.run(command)
        return "kinds", command

    def many(self) -> tuple[str, list[str]]:
        """Make the study of 560 points, in the same way."""
        copies = self.study("digits", *MANY, f"repeats={REPEATS}")
        if not (self.out / "many").is_dir():
            self.run(self.study("digits", *MANY))
            words = [str(self._path / "benchmarks"), str(self.out), str(REPEATS)]
            self.run([sys.executable, "-c", COPY, *words, *MANY])
        self.run(copies)  # tests the copied networks at the other levels
        return "many", copies


@contextmanager
def files_of(commit: str) -> Iterator[Path]:
    """Lay out the files of a commit for a while."""
    with tempfile.TemporaryDirectory() as temporary:
        git = ["git", "-C", str(ROOT), "archive", "--format=tar", commit]
        archive = subprocess.run(git, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x", "-C", temporary], check=True, input=archive)
        yield Path(temporary)


def measure(
    trees: list[Tree], name: str, commands: list[list[str]], runs: int
) -> dict[str, list[list[Cost]]]:
    """Measure a study's report in turn, by each tree.

    Returns:
        Runs, each with a cost for each tree: of the report at the end of a run, and of
        the report alone.
    """
    found: dict[str, list[list[Cost]]] = {"at the end of a run": [], "alone": []}
    for _ in range(runs):
        ends, alone = found.values()
        ends.append([])
        alone.append([])
        for tree, command in zip(trees, commands, strict=True):
            # all but one point are done already
            next(tree.out.glob(f"{name}/points/*/result.json")).unlink()
            ends[-1].append(tree.run([*command, "-v"], since="making the report"))
            alone[-1].append(tree.run([*command, "--report-only"]))
    return found


def tell(what: str, pairs: list[list[Cost]]) -> None:
    """Print the medians of a measurement; with two trees, how these compare."""
    for kind in ("processor", "wall"):
        seconds = [[getattr(one, kind) for one in pair] for pair in pairs]
        columns = [
            f"{statistics.median(one):8.2f}" for one in zip(*seconds, strict=True)
        ]
        if len(columns) > 1:
            ratio = statistics.median(now / before for now, before in seconds)
            columns.append(f"{ratio:8.2f}")
        print(f"{f'{what}, {kind} s':50}{''.join(columns)}", flush=True)


def megabytes(report: Path) -> float:
    return report.stat().st_size / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--against", metavar="COMMIT")
    parser.add_argument("--points", type=int, nargs="*", default=[60, 560])
    parser.add_argument(
        "--keep", type=Path, help="where studies are kept, and looked for"
    )
    options = parser.parse_args()
    cost.adopt()
    with tempfile.TemporaryDirectory() as temporary:
        out = (options.keep or Path(temporary)).resolve()
        trees = [Tree(ROOT, out / "now")]
        if not options.against:
            report(trees, options.points, options.runs)
            return
        with files_of(options.against) as files:
            trees.append(Tree(files, out / "before"))
            report(trees, options.points, options.runs)


def report(trees: list[Tree], points: list[int], runs: int) -> None:
    now = trees[0]
    if len(trees) > 1:
        print(f"{'':50}{'now':>8}{'before':>8}{'ratio':>8}")
    for number in points:
        made = [tree.few() if number < 100 else tree.many() for tree in trees]
        name, commands = made[0][0], [command for _, command in made]
        for what, pairs in measure(trees, name, commands, runs).items():
            done = len(list(now.out.glob(f"{name}/points/*/result.json")))
            tell(f"report of {done} points {what}", pairs)
        print(f"{'its size, MB':50}{megabytes(now.out / name / 'report.html'):8.2f}")
    now.run(now.study("digits", "epochs=1"))
    size = megabytes(now.out / "digits" / "report.html")
    print(f"{'size of the report of the default study, MB':50}{size:8.2f}")


if __name__ == "__main__":
    main()
