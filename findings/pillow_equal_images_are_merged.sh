#!/usr/bin/env bash
# Pillow 13.0.0, numpy 2.4.6: three images are saved into one file with `save_all=True`; two are equal, as
# a clean image and one with noise of level 0 are.
#
# Guess before running it: a GIF keeps two of them, since it is made for animations; all others keep
# three.
# Seen: WebP keeps two as well, even with `lossless=True`, while PNG, TIFF and AVIF keep three. If all
# three are equal, GIF and WebP keep one. Nothing is said when they are saved, so that the third image
# that is read is another one than the third that was written.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q pillow==13.0.0 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import numpy as np
from PIL import Image

grey = np.random.default_rng(0).integers(0, 256, (16, 16), dtype=np.uint8)
one, other = Image.fromarray(grey), Image.fromarray(255 - grey)


def kept(ending, images, **options):
    file = Path(sys.argv[1], f"images.{ending}")
    images[0].save(file, save_all=True, append_images=images[1:], **options)
    with Image.open(file) as read:
        return getattr(read, "n_frames", 1)


seen = {}
for ending, options in (
    ("gif", {}), ("webp", {"lossless": True}), ("png", {}), ("tiff", {}), ("avif", {})
):
    seen[ending] = kept(ending, [one, one, other], **options), kept(ending, [one] * 3, **options)
    print(f"{ending}: of 3 images, 2 of them equal, {seen[ending][0]} are there;",
          f"of 3 equal ones, {seen[ending][1]}")
few, all_ = (2, 1), (3, 3)
assert seen == {"gif": few, "webp": few, "png": all_, "tiff": all_, "avif": all_}, seen
PYTHON
"$place/venv/bin/python" -W error "$place/show.py" "$place"
