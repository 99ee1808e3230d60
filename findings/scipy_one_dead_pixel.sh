#!/usr/bin/env bash
# scipy 1.17.1, numpy 2.4.6: an image of 16 x 16 pixels with one dead pixel, stored as NaN, is smoothed by
# `ndimage.uniform_filter` with a window of 5 x 5.
#
# Guess before running it: 25 pixels are NaN afterwards, those whose window has the dead one, as in
# `gaussian_filter`, whose window has an end, too.
# Seen: everything to the right of these and below them is NaN as well. The window moves by adding what
# comes in and taking off what goes out, and NaN never goes out again. It takes no NaN for this: behind
# one hot pixel of 1e17, rows of ones become rows of 0. `correlate` with a window of 1/25 does as guessed.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q scipy==1.17.1 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import numpy as np
from scipy import ndimage

image = np.ones((16, 16))
image[8, 8] = np.nan
moved = np.isnan(ndimage.uniform_filter(image, 5))
summed = np.isnan(ndimage.correlate(image, np.full((5, 5), 1 / 25)))
print("pixels that are NaN:", moved.sum(), "by uniform_filter,", summed.sum(), "by correlate")
row = np.ones(9)
row[2] = 1e17
behind = ndimage.uniform_filter1d(row, 3)[4:].tolist()
print("ones behind one pixel of 1e17, smoothed:", behind)
assert moved[6:, 6:].all() and moved.sum() == 100 and summed.sum() == 25, (moved, summed)
assert behind == [0.0] * 5, behind
PYTHON
"$place/venv/bin/python" -W error "$place/show.py"
