#!/usr/bin/env bash
# tifffile 2026.3.3, pillow 13.0.0, numpy 2.4.6: a few grey images are written with `tifffile.imwrite`, and
# the file is opened with Pillow.
#
# Guess before running it: as many pages as there are images.
# Seen: so it is for 1, 2, 5 and 6 images, but 3 images become the red, green and blue of one colour
# image, and 4 one with transparency. `tifffile.imread` gives back the shape that was written, so
# whoever writes and reads with tifffile does not see it. The only word of it is a DeprecationWarning,
# which Python does not show by default. `photometric="minisblack"` makes it a page an image for every number.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q tifffile==2026.3.3 pillow==13.0.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

file = Path(sys.argv[1], "images.tif")


def pages(count, **options):
    images = np.arange(count * 28 * 28, dtype=np.uint8).reshape(count, 28, 28)
    tifffile.imwrite(file, images, **options)
    assert tifffile.imread(file).shape == images.shape
    with Image.open(file) as read:
        return f"{read.n_frames} {read.mode}"


counts = range(1, 7)
guessed = [pages(count) for count in counts]
told = [pages(count, photometric="minisblack") for count in counts]
for count, one, other in zip(counts, guessed, told, strict=True):
    print(f"{count} images: {one}; as minisblack: {other}")
assert guessed == ["1 L", "2 L", "1 RGB", "1 RGBA", "5 L", "6 L"], guessed
assert told == [f"{count} L" for count in counts], told
PYTHON
"$place/venv/bin/python" "$place/show.py" "$place"
