"""Does a run hold whatever a cell prints? Kernels that print much, fast, in long lines.

Executes notebooks of one cell as points are executed, and hides what their logs name.
Prints what each case took and whether it reached its target; the exit code is 1 if one
did not. `--quick` leaves out the largest sizes.

    python benchmarks/output.py [--quick]
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat

from noiselab.engine import finished_notebook, notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog

QUICK = "--quick" in sys.argv
MB = "for i in range(10_000 * {}): print('x' * 99)"
CASES = {
    "50 MB in ordinary lines": MB.format(50),
    "20,000 small flushed writes": "for i in range(20_000): print(i, flush=True)",
    "1,000 lines of 5,000 characters": "for i in range(1_000): print('x' * 4_999)",
    "100 MB without a line's end": "for i in range(100): print('x' * 10**6, end='')",
}
if QUICK:
    CASES = {name: CASES[name] for name in [*CASES][1:3]}
SIZES = (1, 3, 8) if QUICK else (1, 5, 20, 50)  # MB
FLAT = 1.5  # times the processor time per further MB, at most, plus a hundredth of a s
FOREVER = "while True: print('x' * 99)"
LONG = "while True: print('x' * 5_000, end='\\r', flush=True)"
NAMES = "import os\nwhile True: print(os.getcwd(), flush=True)"
ENDLESS = {"lines": FOREVER, "long states of a line": LONG, "names of folders": NAMES}
WORK = "import time\nend = time.process_time() + 10\nwhile time.process_time() < end: 1"
PROMPT, BESIDE = 5.0, 1.2

_failed = False


def tell(what: str, figure: str, target: str, is_reached: bool) -> None:
    """Print a line of the table."""
    global _failed
    _failed |= not is_reached
    print(f"| {what} | {figure} | {target} | {'yes' if is_reached else 'no'} |")


def execute(
    code: str, kernels: Kernels | None = None, timeout: float | None = None
) -> tuple[float, float, str | None, int]:
    """Execute one cell; gives seconds, processor seconds, the error, bytes of log."""
    with tempfile.TemporaryDirectory() as name, kernels or Kernels() as own:
        folder = Path(name)
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nb.metadata["kernelspec"] = spec
        nbformat.write(nb, folder / "in.ipynb")
        names = finished_notebook.names_of(folder, None)
        log, error = PointLog(folder / "log.txt", names=names), None
        log.write("")
        began, used = time.perf_counter(), time.process_time()
        try:
            source, target = folder / "in.ipynb", folder / "out.ipynb"
            notebook.execute(source, target, {}, own, log, timeout)
        except Exception as problem:
            error = notebook.worded(problem)
        log.finish()
        spent = time.perf_counter() - began, time.process_time() - used
        return *spent, error, log.path.stat().st_size


def stopped_after() -> float:
    """Stop a run, as Ctrl-C does, while a cell prints; gives the seconds it took."""
    kernels = Kernels()
    running = threading.Thread(target=execute, args=(FOREVER, kernels))
    running.start()
    time.sleep(8)
    began = time.perf_counter()
    kernels.stop()
    running.join()
    return time.perf_counter() - began


def beside() -> float:
    """Give how much longer a point takes beside one that prints, and one that works."""
    taken = []
    for other in ("import time\nwhile True: time.sleep(0.01)", FOREVER):
        kernels = Kernels()
        running = threading.Thread(target=execute, args=(other, kernels))
        running.start()
        time.sleep(5)
        taken.append(execute(WORK)[0])
        kernels.stop()
        running.join()
    return taken[1] / taken[0]


def main() -> int:
    """Run all cases."""
    print("| case | figure | target | reached |\n| --- | --- | --- | --- |")
    for name, code in CASES.items():
        seconds, _, error, size = execute(code)
        figure = f"{seconds:.1f} s, {size / 1e6:.1f} MB in its log"
        tell(name, error or figure, "done", error is None)
    used = {size: execute(MB.format(size))[1] for size in SIZES}
    first, last = SIZES[0], SIZES[-1]
    more = (used[last] - used[SIZES[1]]) / (last - SIZES[1])
    before = max(0.0, used[SIZES[1]] - used[first]) / (SIZES[1] - first)
    words = ", ".join(f"{size} MB {spent:.2f} s" for size, spent in used.items())
    figure = f"{1000 * more:.1f} ms for a further MB ({words})"
    tell("processor time of the runner", figure, "flat", more <= FLAT * before + 0.01)
    for what, code in ENDLESS.items():
        seconds, _, error, size = execute(code, timeout=8)
        late = seconds - 8
        figure = f"{late:.1f} s late, {size / 1e6:.0f} MB in its log"
        words = "took longer than its timeout of 8 s"
        is_prompt = error == words and late <= PROMPT
        tell(f"a timeout while a cell prints {what}", figure, "5 s", is_prompt)
    late = stopped_after()
    tell("Ctrl-C while a cell prints", f"{late:.1f} s", "5 s", late <= PROMPT)
    ratio = beside()
    tell("a point beside it", f"{ratio:.2f} of alone", "1.2", ratio <= BESIDE)
    return int(_failed)


if __name__ == "__main__":
    sys.exit(main())
