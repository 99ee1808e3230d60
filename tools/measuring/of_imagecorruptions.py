"""Measure imagecorruptions, the functions of ImageNet-C, in this environment."""

from imagecorruptions import corrupt, get_corruption_names
from probes import MIDDLE, Measuring, flat, tell

library = Measuring("imagecorruptions")
NOISES = ("gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise")


def of(name, severity):
    return lambda image: corrupt(image, severity, name)


for name in NOISES:
    for severity in range(1, 6):
        library.noise(
            "corrupt",
            lambda name=name, severity=severity: of(name, severity),
            "uint8",
            corruption_name=name,
            severity=severity,
        )
for name in get_corruption_names("all"):
    try:
        of(name, 3)(flat("uint8", MIDDLE["uint8"]))
    except Exception as error:
        library.fails("corrupt", "uint8", error, corruption_name=name)
tell(library)
