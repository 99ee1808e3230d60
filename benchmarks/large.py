"""Whether a set that is larger than memory ends with every point done, and what it takes.

Makes a set of random images of ten patterns, `--gigabytes` large as bytes, and runs a study of it
under a limit of `--memory` gigabytes for all its processes together: as a scope of systemd, else in
a control group of its own. Where neither can be made, the limit holds for the data of each process by
itself (`ulimit -d`), and one point runs at a time.

    python benchmarks/large.py [--gigabytes 4] [--memory 2] [--limit process] [--folder DIR]
"""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
GIB, GB = 2**30, 10**9
SIDE, CHANNELS, CLASSES = 64, 3, 10
AT_ONCE = 2000  # images
TEST = 0.1  # share of the images
LEVELS = [0, 0.2]
GROUPS = Path("/sys/fs/cgroup")
SWEEP = """\
name: large
dataset: {folder}/set/
models: mlnn
levels: {levels}
batch_size: 256
mlnn: {{epochs: 1}}
"""


def make(folder: Path, gigabytes: float) -> None:
    """Write the set as four files of NumPy: patterns of brightness, and random bytes on them."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(0)
    shape = (SIDE, SIDE, CHANNELS)
    patterns = chance.integers(0, 200, (CLASSES, *shape), dtype=np.uint8)
    count = round(gigabytes * GB / np.prod(shape))
    test = round(count * TEST)
    for name, images in (("train", count - test), ("test", test)):
        labels = np.arange(images) % CLASSES
        np.save(folder / f"y_{name}.npy", labels)
        stored = np.lib.format.open_memmap(
            folder / f"x_{name}.npy", "w+", np.uint8, (images, *shape)
        )
        for start in range(0, images, AT_ONCE):
            some = patterns[labels[start : start + AT_ONCE]]
            some += chance.integers(0, 56, some.shape, dtype=np.uint8)
            stored[start : start + AT_ONCE] = some
        del stored


@contextlib.contextmanager
def limited(size: int, way: str) -> Iterator[tuple[list[str], Path | None]]:
    """Give the words that begin a command with a limit of memory, and its group if it has one.

    Args:
        size: Bytes.
        way: `scope`, `group` or `process`; `auto` tries them in this order.
    """
    scope = ["systemd-run", "--scope", "--quiet", "-p", f"MemoryMax={size}"]
    scope += ["-p", "MemorySwapMax=0"]
    if os.getuid():
        scope.insert(1, "--user")
    if way == "scope" or (way == "auto" and works([*scope, "true"])):
        yield scope, None
        return
    group = own_group(size) if way in ("auto", "group") else None
    try:
        if group:
            enter = f'echo $$ > {group}/cgroup.procs && exec "$@"'
            yield ["sh", "-c", enter, "sh"], group
        else:
            yield ["sh", "-c", f'ulimit -d {size // 1024} && exec "$@"', "sh"], None
    finally:
        if group:
            with contextlib.suppress(OSError):
                group.rmdir()


def works(command: list[str]) -> bool:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(command, capture_output=True, timeout=10).returncode == 0
    return False


def own_group(size: int) -> Path | None:
    """Make a control group below that of this process, of version 1 or 2."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        number, names, path = line.split(":", 2)
        if number != "0" and "memory" not in names.split(","):
            continue
        base = GROUPS / names if number != "0" else GROUPS
        limit = "memory.limit_in_bytes" if number != "0" else "memory.max"
        group = base / path.lstrip("/") / f"noiselab-{os.getpid()}"
        try:
            group.mkdir()
            (group / limit).write_text(str(size))
        except OSError:
            with contextlib.suppress(OSError):
                group.rmdir()
            continue
        return group
    return None


def private_bytes(process: psutil.Process) -> int:
    """Give the memory of a process and all it started that cannot be dropped: not files."""
    total = 0
    with contextlib.suppress(psutil.Error):
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{each.pid}/status").read_text().splitlines()
                fields = dict(line.split(":", 1) for line in lines if ":" in line)
                total += int(fields.get("RssAnon", "0 kB").split()[0]) * 1024
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--memory", type=float, default=2, help="GiB")
    parser.add_argument(
        "--limit", choices=["auto", "scope", "group", "process"], default="auto"
    )
    parser.add_argument("--folder", type=Path, help="keeps the set and the study")
    options = parser.parse_args()
    with contextlib.ExitStack() as held:
        folder = options.folder or Path(
            held.enter_context(tempfile.TemporaryDirectory())
        )
        folder = folder.absolute()
        if not (folder / "set/x_test.npy").exists():
            make(folder / "set", options.gigabytes)
        (folder / "large.yaml").write_text(SWEEP.format(folder=folder, levels=LEVELS))
        words, group = held.enter_context(
            limited(int(options.memory * GIB), options.limit)
        )
        command = [
            *words,
            sys.executable,
            str(ROOT / "run_sweep.py"),
            f"{folder}/large.yaml",
        ]
        command += ["--out", str(folder / "out"), "-v"]
        if words[0] == "sh" and group is None:
            command += ["--jobs", "1"]  # side by side, points would have a limit each
        env = os.environ | {"NOISELAB_CACHE_DIR": str(folder / "cache")}
        began, peak = time.monotonic(), 0
        runner = subprocess.Popen(command, env=env)
        while runner.poll() is None:
            peak = max(peak, private_bytes(psutil.Process(runner.pid)))
            time.sleep(0.2)
        seconds = time.monotonic() - began
        results = [*(folder / "out/large/points").glob("*/result.json")]
        states = [json.loads(path.read_text())["status"] for path in results]
        done = states.count("done")
        stored = sum(path.stat().st_size for path in (folder / "set").iterdir())
        peaks = ("memory.peak", "memory.max_usage_in_bytes")  # of version 2, and 1
        used = group and next((group / x for x in peaks if (group / x).exists()), None)
        print(
            f"set          {stored / GB:.2f} GB as bytes, {4 * stored / GB:.2f} GB as float32"
        )
        print(f"points done  {done} of {len(LEVELS)}, exit code {runner.returncode}")
        print(
            f"time         {seconds:.0f} s, the copy for the cache included if it was not there"
        )
        print(
            f"peak         {peak / GIB:.2f} GiB of memory of all processes, without files"
        )
        if used:
            print(
                f"in the group {int(used.read_text()) / GIB:.2f} GiB at most, files included"
            )
        way = "a control group" if group else "ulimit -d, for each process"
        way = way if words[0] == "sh" else "a scope of systemd"
        print(f"limit        {options.memory:g} GiB, {way}")
        own = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        print(f"one process  {own / GIB:.2f} GiB at most, files included")
    if runner.returncode or done < len(LEVELS):
        raise SystemExit("not every point is done")


if __name__ == "__main__":
    main()
