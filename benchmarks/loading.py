"""How long data take to load, compared with the least that could be done.

    python benchmarks/loading.py [--data-dir DIR] [--runs 5]

DIR holds the real `mnist.npz`. From it the same images are written as IDX and as a folder of PNGs. Each
way of loading runs in a process of its own, in turn, after one run that does not count; the figures are
medians of its seconds without the imports.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PLAIN = """
import time, numpy as np
began = time.perf_counter()
with np.load({file!r}) as stored:
    arrays = {{name: stored[name] for name in ("x_train", "y_train", "x_test", "y_test")}}
for name in ("x_train", "x_test"):
    arrays[name] = arrays[name].astype(np.float32) / np.float32(255)
print(time.perf_counter() - began)
"""
PILLOW = """
import os, time
import numpy as np
from PIL import Image
began = time.perf_counter()
for folder, _, names in os.walk({folder!r}):
    for name in names:
        with Image.open(os.path.join(folder, name)) as image:
            np.asarray(image)
print(time.perf_counter() - began)
"""
OURS = """
import time
from noiselab.experiment import datasets
import PIL.Image, psutil
began = time.perf_counter()
data = datasets.load({path!r})
print(time.perf_counter() - began)
assert len(data.x_train) == 60_000
"""


def seconds(code: str, cache: Path) -> float:
    """Run code in a process of its own; it prints the seconds that count."""
    env = os.environ | {"NOISELAB_CACHE_DIR": str(cache), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code]
    return float(
        subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout
    )


def write_idx(folder: Path, arrays: dict[str, np.ndarray]) -> Path:
    folder.mkdir()
    names = {"x_train": "train-images-idx3", "y_train": "train-labels-idx1"}
    names |= {"x_test": "t10k-images-idx3", "y_test": "t10k-labels-idx1"}
    for name, file in names.items():
        array = arrays[name].astype(np.uint8)
        sides = b"".join(length.to_bytes(4, "big") for length in array.shape)
        with gzip.open(folder / f"{file}-ubyte.gz", "wb") as stream:
            stream.write(bytes([0, 0, 8, array.ndim]) + sides + array.tobytes())
    return folder


def write_pngs(folder: Path, arrays: dict[str, np.ndarray]) -> Path:
    from PIL import Image

    for split in ("train", "test"):
        for label in range(10):
            (folder / split / str(label)).mkdir(parents=True)
        pairs = zip(arrays[f"x_{split}"], arrays[f"y_{split}"], strict=True)
        for place, (image, label) in enumerate(pairs):
            Image.fromarray(image).save(folder / split / str(label) / f"{place:05}.png")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data-dir", type=Path, default=os.environ.get("NOISELAB_DATA_DIR")
    )
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if options.data_dir is None:
        parser.error("name the folder of mnist.npz with --data-dir")
    file = options.data_dir / "mnist.npz"
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        idx, pngs = (
            write_idx(folder / "idx", arrays),
            write_pngs(folder / "png", arrays),
        )
        kept = folder / "cache"
        cases = {
            "plain": PLAIN.format(file=str(file)),
            "npz": OURS.format(path=str(file)),
            "idx": OURS.format(path=str(idx)),
            "pillow": PILLOW.format(folder=str(pngs)),
            "first": OURS.format(path=str(pngs)),
            "again": OURS.format(path=str(pngs)),
        }
        time.sleep(3)  # what was just written is read twice before it is trusted
        found: dict[str, list[float]] = {case: [] for case in cases}
        for run in range(options.runs + 1):
            for case, code in cases.items():
                place = kept if case == "again" else folder / f"cache-{run}"
                found[case] += [seconds(code, place)][: run and 1]
        medians = {case: statistics.median(each) for case, each in found.items()}
    for words, one, other, most in (
        ("mnist.npz / plain np.load and division", "npz", "plain", ""),
        ("IDX, gzip / mnist.npz", "idx", "npz", "1.3"),
        ("70,000 PNGs, first time / Pillow alone", "first", "pillow", "2.0"),
        ("70,000 PNGs, second time / first time", "again", "first", "0.1"),
    ):
        ratio = medians[one] / medians[other]
        limit = f"  (at most {most})" if most else ""
        times = f"{medians[one]:7.3f} s / {medians[other]:7.3f} s"
        print(f"{words:42} {times}  = {ratio:5.2f}{limit}")


if __name__ == "__main__":
    main()
