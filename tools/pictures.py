"""Draw each kind of noise at five levels: `python tools/pictures.py`."""

from pathlib import Path

import numpy as np

from noiselab.experiment import datasets, measures, noise
from noiselab.report import figures

LEVELS = {
    "gaussian": (0, 0.1, 0.2, 0.5, 1),
    "uniform": (0, 0.2, 0.4, 0.8, 1.6),
    "salt_and_pepper": (0, 0.1, 0.2, 0.5, 0.8),
    "speckle": (0, 0.3, 0.6, 1.2, 2.4),
    "shot": (0, 0.05, 0.2, 1, 4),
    "gaussian_blur": (0, 0.5, 1, 1.5, 2),
    "occlusion": (0, 0.25, 0.4, 0.5, 0.75),
    "impulse": (0, 0.1, 0.2, 0.5, 0.8),
    "motion_blur": (0, 2, 3, 5, 8),
    "defocus_blur": (0, 0.5, 1, 2, 3),
    "glass_blur": (0, 0.5, 1, 2, 3),
    "jpeg": (0, 50, 80, 90, 95),
    "pixelate": (0, 0.25, 0.5, 0.625, 0.75),
    "contrast": (0, 0.25, 0.5, 0.75, 0.9),
    "brightness": (0, 0.2, 0.4, 0.6, 0.8),
    "quantization": (0, 4, 5, 6, 7),
    "fog": (0, 0.5, 1, 2, 4),
    "spatter": (0, 0.1, 0.25, 0.5, 0.75),
    "rotation": (0, 15, 30, 45, 90),
    "shear": (0, 0.2, 0.4, 0.7, 1),
    "scale": (0, 0.1, 0.25, 0.4, 0.6),
    "translate": (0, 0.5, 1, 2, 3),
    "elastic": (0, 0.3, 0.6, 1, 1.5),
    "dotted_line": (0, 0.25, 0.5, 1, 2),
    "zigzag": (0, 0.25, 0.5, 1, 2),
    "stripe": (0, 0.25, 0.5, 0.75, 1),
}


def main() -> None:
    """Write `images/<kind>.png` for each kind, from the digits' test images."""
    digits = datasets.load("digits")
    _, first = np.unique(digits.y_test, return_index=True)
    for kind, levels in LEVELS.items():
        noisy = {
            float(level): noise.apply(
                kind, digits.x_test, level, np.random.default_rng(0)
            )
            for level in levels
        }
        snr_db = {
            level: measures.snr_db(digits.x_test, images)
            for level, images in noisy.items()
        }
        shown = {level: images[first] for level, images in noisy.items()}
        target = Path(__file__).parents[1] / "docs" / "images" / f"{kind}.png"
        figures.level_grid(shown, snr_db).savefig(target, dpi=110)


if __name__ == "__main__":
    main()
