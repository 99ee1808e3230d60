#!/usr/bin/env bash
# Pillow 13.0.0, numpy 2.4.6: `ImageStat.Stat` of images with more than 8 bits: whole numbers of 32 bits
# (mode I), floats (mode F), and whole numbers of 16 bits (mode I;16).
#
# Guess before running it: `mean` and `stddev` are those of the pixels.
# Seen: they are those of the 256 bins of a histogram that is stretched from the least to the greatest
# value. An image with 1000 in three of four rows and 3000 in the fourth has mean 63.75, whether it is
# given as integers, floats, or floats divided by 3000; as 16 bits, the mean is another wrong one.
# `extrema` is right for the first two. No warning.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q pillow==13.0.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import numpy as np
from PIL import Image, ImageStat

pixels = np.full((4, 4), 1000, np.int32)
pixels[0] = 3000
images = {
    "32 bits": pixels,
    "floats": pixels.astype(np.float32),
    "floats up to 1": (pixels / 3000).astype(np.float32),
    "16 bits": pixels.astype(np.uint16),
}
seen = []
for name, array in images.items():
    image = Image.fromarray(array)
    told = ImageStat.Stat(image)
    seen.append((image.mode, told.mean[0], round(told.stddev[0], 2)))
    print(f"{name} (mode {image.mode}): mean {told.mean[0]}, in truth {array.mean():.5g};",
          f"deviation {told.stddev[0]:.5g}, in truth {array.std():.5g}")
assert seen[:3] == [("I", 63.75, 110.42), ("F", 63.75, 110.42), ("F", 63.75, 110.42)], seen
assert seen[3][:2] == ("I;16", 112.5), seen
PYTHON
"$place/venv/bin/python" -W error "$place/show.py"
