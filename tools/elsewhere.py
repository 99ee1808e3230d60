"""Measure what other libraries' noise does: `python tools/elsewhere.py --work FOLDER`.

Each library gets an environment of its own in the folder, with the releases named here,
and one script of `tools/measuring/` runs in it. ImageMagick, Octave and GIMP must be
there. The figures go into `measured.csv` of `noiselab.study.elsewhere`, of which
`tools/elsewhere_page.py` makes docs/elsewhere.md.
With `--compare`, nothing is written, and figures that differ from those are told.
Needs a network and, for all libraries, 15 GB; it is no part of the checks.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "src/noiselab/study/elsewhere/measured.csv"
# Script in tools/measuring, and what its environment has. Packages that decide figures,
# too, are pinned; what these need besides comes as it is.
LIBRARIES = {
    "skimage": ("scikit-image==0.26.0", "scipy==1.17.1", "numpy==2.4.6"),
    "albumentations_2": (
        "albumentations==2.0.8",
        "albucore==0.0.24",
        "opencv-python-headless==5.0.0.93",
        "numpy==2.4.6",
    ),
    "albumentations_1": (
        "albumentations==1.3.1",
        "opencv-python-headless==4.11.0.86",
        "numpy==1.26.4",
    ),
    "imgaug": ("imgaug==0.4.0", "numpy==1.23.5"),
    "imagecorruptions": (
        "imagecorruptions==1.1.2",
        "scikit-image==0.26.0",
        "numpy==2.4.6",
        "setuptools<80",
    ),
    "keras": ("keras==3.15.1", "tensorflow-cpu==2.21.0"),
    "torchvision": ("torch==2.14.1", "torchvision==0.29.1"),
    "kornia": ("kornia==0.8.2", "torch==2.13.0", "numpy==2.4.6"),
    "monai": ("monai==1.5.2", "torch==2.13.0", "numpy==2.4.6"),
    # the programs are Debian 12's: its packages imagemagick, octave-image and gimp
    "imagemagick": ("numpy==2.4.6",),
    "octave": ("numpy==2.4.6",),
    "gimp": ("numpy==2.4.6",),
}
COLUMNS = (
    "environment",
    "library",
    "version",
    "name",
    "arguments",
    "pixels",
    "measured",
    "lowest",
    "mean",
    "highest",
    "quarter",
    "shift",
    "spread",
    "hit",
    "grey_hit",
    "light",
    "other_channels",
    "ends",
    "channels",
    "batch",
    "seeds",
    "error",
)
KEYS = ("environment", "library", "version", "name", "arguments", "pixels")
FIGURES = COLUMNS[COLUMNS.index("lowest") : COLUMNS.index("ends")]
# Chance moves a figure by less than these: a mean of 100 images; an end of a range from
# which a level is drawn for each; whatever is next to nothing.
TOLERANCE, OF_ENDS, LEAST = 0.03, 0.4, 0.003
# Where levels are drawn, the mean of 100 of them moves by less than four deviations of
# its own: at most this share of their range, or of how far the images' means spread.
OF_RANGE, OF_SPREAD = 0.25, 0.6
ENDS = ("lowest", "highest", "spread")


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder to work in")
    parser.add_argument("--only", nargs="*", choices=LIBRARIES, default=[*LIBRARIES])
    parser.add_argument("--compare", action="store_true", help="write nothing")
    asked = parser.parse_args()
    stored = read()
    found = [row for name in asked.only for row in measured(name, asked.work)]
    if asked.compare:
        differing = differences(stored, found)
        print(*differing, sep="\n")
        print(f"{len(found)} rows measured, {len(differing)} figures differ")
        return bool(differing)
    kept = [row for row in stored if row["environment"] not in asked.only]
    order = [*LIBRARIES]
    rows = sorted(kept + found, key=lambda row: order.index(row["environment"]))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(found)} rows measured, {len(rows)} in {TABLE.name}")
    return 0


def read() -> list[dict[str, str]]:
    """Give the stored rows."""
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(name: str, work: Path) -> list[dict[str, str]]:
    """Run the script of a library in its environment, which is made if it is absent."""
    print(f"{name} ...", file=sys.stderr)
    python = work.absolute() / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
        install = [python, "-m", "pip", "install", "-q", *LIBRARIES[name]]
        subprocess.run(install, check=True)
    ran = subprocess.run(
        [python, "-W", "ignore", HERE / "measuring" / f"of_{name}.py"],
        env=os.environ
        | {"KERAS_BACKEND": "tensorflow", "NO_ALBUMENTATIONS_UPDATE": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    rows = json.loads(ran.stdout.splitlines()[-1])
    return [{"environment": name, **row} for row in rows]


def differences(stored: list[dict], found: list[dict]) -> list[str]:
    """Name the figures that differ by more than chance makes them."""
    known = {tuple(row[key] for key in KEYS): row for row in stored}
    differing = []
    for row in found:
        key = tuple(row[key] for key in KEYS)
        before = known.get(key)
        where = " ".join(key)
        if before is None:
            differing.append(f"{where}: not measured before")
            continue
        for name in COLUMNS[len(KEYS) :]:
            one, other = before[name], str(row.get(name, ""))
            alike = one == other
            if not alike and one and other and name in FIGURES:
                apart = abs(float(one) - float(other))
                alike = apart <= allowed(name, before)
            if not alike:
                differing.append(f"{where}: {name} {other} instead of {one}")
    return differing


def allowed(name: str, row: dict[str, str]) -> float:
    """Give how far chance may move a figure of a stored row."""
    by_share = (OF_ENDS if name in ENDS else TOLERANCE) * abs(float(row[name]))
    by_draws = 0.0
    if name in ("mean", "quarter"):
        by_draws = OF_RANGE * (float(row["highest"]) - float(row["lowest"]))
    if name == "shift" and row["spread"]:
        by_draws = OF_SPREAD * float(row["spread"])
    return max(by_share, by_draws, LEAST)


if __name__ == "__main__":
    sys.exit(main())
