"""Measure ImageMagick: `python of_imagemagick.py`; needs Debian's `imagemagick`."""

import subprocess

import numpy as np
from probes import Measuring, tell

PROGRAM = "convert-im6.q16"


def run(*arguments: object, given: bytes = b"") -> bytes:
    ran = subprocess.run(
        [PROGRAM, *map(str, arguments)], input=given, check=True, stdout=subprocess.PIPE
    )
    return ran.stdout


def changed(images: np.ndarray, *options: object) -> np.ndarray:
    """Put images (count, height, width, 3) through one call of the program."""
    head = b"P6\n%d %d\n255\n" % (images.shape[2], images.shape[1])
    given = b"".join(head + image.tobytes() for image in images)
    left = run("ppm:-", *options, "-depth", 8, "ppm:-", given=given)
    size = images[0].size
    frames = [
        left[i * (len(head) + size) :][: len(head) + size] for i in range(len(images))
    ]
    assert all(frame.startswith(head) for frame in frames), left[:40]
    pixels = [np.frombuffer(frame[len(head) :], np.uint8) for frame in frames]
    return np.stack(pixels).reshape(images.shape)


def drawn(*options: object):
    return lambda image: changed(image[None], *options)[0]


def noise(kind: str, attenuate: float) -> None:
    options = ("-attenuate", attenuate, "+noise", kind)
    library.noise(
        "+noise",
        lambda: drawn(*options),
        "uint8",
        batch=lambda images: changed(images, *options),
        seeded={"-seed": lambda seed: drawn("-seed", seed, *options)},
        type=kind,
        attenuate=attenuate,
    )


version = run("-version").decode().split()[2].split("-")[0]
library = Measuring("imagemagick", release=version)
for attenuate in (1, 1.28, 0.128):
    noise("Gaussian", attenuate)
for kind in ("Uniform", "Multiplicative", "Poisson", "Laplacian", "Random"):
    noise(kind, 1)
noise("Multiplicative", 0.4)
noise("Poisson", 2)
noise("Uniform", 10)
for attenuate in (1, 3):
    noise("Impulse", attenuate)
for option in ("-gaussian-blur", "-blur"):
    for geometry in ("0x1", "1x1"):
        library.blur(
            option,
            lambda option=option, geometry=geometry: drawn(option, geometry),
            "uint8",
            geometry=geometry,
        )
tell(library)
