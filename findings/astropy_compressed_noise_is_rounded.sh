#!/usr/bin/env bash
# astropy 8.0.2, numpy 2.4.6: float images are written as `CompImageHDU` with its defaults (RICE_1), a smooth
# one and the same with gaussian noise, and read again.
#
# One would expect: every image comes back exactly, or none does.
# Seen: the smooth image comes back exactly; the noisy ones are rounded, and the more, the stronger the noise.
# The step is chosen from the noise that is found in the image, by default a sixteenth of it; where
# none is found, nothing is rounded. So a check with clean images says "lossless".
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q astropy==8.0.2 numpy==2.4.6
cat > "$place/show.py" <<'PYTHON'
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits

file = Path(sys.argv[1], "image.fits")
smooth = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
noise = np.random.default_rng(0).normal(size=smooth.shape)


def greatest_error(image, **options):
    fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(image, **options)]).writeto(
        file, overwrite=True
    )
    return float(np.abs(fits.getdata(file, 1) - image).max())


seen = {}
for level in (0, 0.01, 0.1):
    image = (smooth + level * noise).astype(np.float32)
    whole = greatest_error(image, compression_type="GZIP_1", quantize_level=0)
    seen[level] = greatest_error(image)
    print(f"noise {level}: greatest error {seen[level]:.5f}, with quantize_level=0 {whole:.5f}")
    assert whole == 0, whole
assert seen[0] == 0 and 0.0002 < seen[0.01] < 0.001 and 0.002 < seen[0.1] < 0.01, seen
PYTHON
"$place/venv/bin/python" "$place/show.py" "$place"
