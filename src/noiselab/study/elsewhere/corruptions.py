"""Published corruption sets, ImageNet-C and MNIST-C, with their constants.

Sources: Hendrycks & Dietterich, "Benchmarking neural network robustness to common
corruptions and perturbations", ICLR 2019, arXiv:1903.12261; Mu & Gilmer, "MNIST-C: a
robustness benchmark for computer vision", arXiv:1906.02337 (2019). The constants are
those of their programs: ImageNet-C's as in the package imagecorruptions 1.1.2, which
`tools/elsewhere.py` measures, and MNIST-C's `corruptions.py`, which has the same.
"""

import math
from dataclasses import dataclass

from noiselab.study.elsewhere.call import Given, Levels, both, call

# Levels of severity 1 to 5, by noiselab's kind.
SEVERITIES = {
    "gaussian": (0.08, 0.12, 0.18, 0.26, 0.38),
    "shot": (1 / 60, 1 / 25, 1 / 12, 1 / 5, 1 / 3),
    "salt_and_pepper": (0.03, 0.06, 0.09, 0.17, 0.27),
    "speckle": (0.15, 0.2, 0.35, 0.45, 0.6),
    "gaussian_blur": (1.0, 2.0, 3.0, 4.0, 6.0),
}
# The same for kinds that no library's call was measured for: what the sets call them,
# the levels of severity 1 to 5, and what is not the same here.
OTHERS: dict[str, tuple[str, tuple[float, ...], str]] = {
    "impulse": ("impulse_noise", (0.03, 0.06, 0.09, 0.17, 0.27), ""),
    "jpeg": (
        "jpeg_compression",
        (75, 82, 85, 90, 93),
        "the sets store colours at half of the resolution",
    ),
    "pixelate": ("pixelate", (0.4, 0.5, 0.6, 0.7, 0.75), "they cut to whole pixels"),
    "contrast": ("contrast", (0.6, 0.7, 0.8, 0.9, 0.95), ""),
    "brightness": (
        "brightness",
        (0.1, 0.2, 0.3, 0.4, 0.5),
        "with `clip: true`; they change the value of colours alone",
    ),
    "quantization": ("quantize", (3, 4, 5, 6, 7), ""),
    "rotation": (
        "rotate",
        tuple(math.degrees(angle) for angle in (0.2, 0.4, 0.6, 0.8, 1.0)),
        "they count in radians",
    ),
    "scale": ("scale", (0.1, 0.2, 0.3, 0.4, 0.5), ""),
    "translate": ("translate", (1, 2, 3, 4, 5), ""),
    "shear": (
        "shear",
        tuple(math.sin(angle) for angle in (0.2, 0.4, 0.6, 0.8, 1.0)),
        "nearly: with the scikit-image of its time, images get taller as well",
    ),
    "fog": (
        "fog",
        (1.5, 2, 2.5, 2.5, 3),
        "with `decay` 2, 2, 1.7, 1.5, 1.4; of similar clouds",
    ),
    "motion_blur": ("motion_blur", (), "of other weights along the line"),
    "defocus_blur": ("defocus_blur", (3, 4, 6, 8, 10), "over whole pixels, blurred"),
    "glass_blur": (
        "glass_blur",
        (1, 2, 2, 3, 4),
        "with `blur` 0.7, 0.9, 1, 1.1, 1.5 and `rounds` 2, 1, 3, 2, 2; they exchange "
        "half of the pixels, up to one pixel less far below and to the right",
    ),
    "elastic": ("elastic_transform", (), "of other fields, and slanted as well"),
    "spatter": ("spatter", (), "they cover what is above a height"),
    "dotted_line": ("dotted_line", (1,), "of one strength, with `clip: true`"),
    "zigzag": ("zigzag", (1,), "of one strength, with `clip: true`"),
    "stripe": ("stripe", (0.5,), "of one strength"),
}
# What the sets call them.
NAMES = {
    "gaussian": "gaussian_noise",
    "shot": "shot_noise",
    "salt_and_pepper": "impulse_noise",
    "speckle": "speckle_noise",
    "gaussian_blur": "gaussian_blur",
}
# The published MNIST-C has one severity of each of its corruptions.
MNIST_C = {"shot": 5, "salt_and_pepper": 4}
MNIST_C_OTHERS = {
    **{"impulse": 4, "glass_blur": 1, "motion_blur": 1, "shear": 2, "scale": 3},
    **{"rotation": 2, "brightness": 5, "translate": 3, "fog": 5, "spatter": 4},
    **{"stripe": 1, "dotted_line": 1, "zigzag": 1},
}


@dataclass(frozen=True)
class Severity:
    """A severity of a published set.

    Attributes:
        name: The corruption, as the set calls it.
        severity: 1 to 5.
        level: Its level in noiselab.
        is_exact: Whether the level that was asked for is this one, to 1 %.
        in_mnist_c: Whether it is the one that the published MNIST-C has.
    """

    name: str
    severity: int
    level: float
    is_exact: bool
    in_mnist_c: bool


def nearest_severity(kind: str, level: float) -> Severity | None:
    """Find the severity that is nearest to a level, by ratio.

    Args:
        kind: A kind of noise.
        level: Its level.

    Returns:
        The severity; None if the sets have no such noise, or nothing is drawn.
    """
    levels = SEVERITIES.get(kind)
    if levels is None or not level > 0:
        return None
    distances = [max(level / one, one / level) for one in levels]
    place = distances.index(min(distances))
    return Severity(
        NAMES[kind],
        place + 1,
        levels[place],
        distances[place] < 1.01,
        MNIST_C.get(kind) == place + 1,
    )


def _severity(given: Given) -> Levels:
    severity = given.number("severity")
    levels = SEVERITIES[given.call.kind]
    if severity not in range(1, len(levels) + 1):
        given.refuse(f"severity is a whole number from 1 to 5, not {severity:g}")
    if given.call.kind == "salt_and_pepper":
        given.remarks.append("channels are hit apart from each other")
    return both(levels[int(severity) - 1])


for _kind, _name in NAMES.items():
    _listed = ", ".join(
        f"1/{1 / level:.0f}" if _kind == "shot" else f"{level:g}"
        for level in SEVERITIES[_kind]
    )
    call(
        "imagecorruptions",
        "1.1.2",
        "corrupt",
        _kind,
        f"{_listed} for severity 1 to 5",
        "severity",
        case={"corruption_name": _name},
        severity=1,
    )(_severity)
