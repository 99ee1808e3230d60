"""Measure GIMP: `python of_gimp.py`; needs Debian's `gimp`."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from probes import Measuring, tell

PROGRAM = "gimp-console-2.10"
PARTS = 110  # images in one of GIMP's, below each other: it starts a process a call


class Gimp:
    """One process of GIMP that is asked again and again, in Scheme."""

    def __init__(self, folder: Path):
        self._before, self._after = folder / "before.ppm", folder / "after.ppm"
        self._done = folder / "done"
        self._process = subprocess.Popen(
            [PROGRAM, "--new-instance", "-i", "-d", "-f", "-b", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # it comes only at the end
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"GIMP2_DIRECTORY": str(folder / "own")},
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.communicate("(gimp-quit 0)\n")

    def ask(self, code: str) -> None:
        """Run code to its end, or to its error."""
        self._done.unlink(missing_ok=True)
        sign = f'(close-output-port (open-output-file "{self._done}"))'
        self._process.stdin.write(f"{code}\n{sign}\n")
        self._process.stdin.flush()
        while not self._done.exists():
            if self._process.poll() is not None:
                raise RuntimeError(f"GIMP ended at {code}")
            time.sleep(0.002)

    def value(self, call: str, image: np.ndarray) -> np.ndarray:
        """Give what a call makes of an image, uint8 (height, width, 3).

        Args:
            call: In Scheme; `image` and `layer` stand for what it is given.
            image: The image.
        """
        height, width, _ = image.shape
        self._before.write_bytes(
            b"P6\n%d %d\n255\n" % (width, height) + image.tobytes()
        )
        self._after.unlink(missing_ok=True)
        before, after = f'"{self._before}" "x"', f'"{self._after}" "x"'
        self.ask(
            f"(let* ((image (car (file-pnm-load 1 {before})))"
            f" (layer (car (gimp-image-get-active-drawable image)))) {call}"
            f" (file-ppm-save 1 image layer {after} 1) (gimp-image-delete image))"
        )
        pixels = self._after.read_bytes()[-image.size :]
        return np.frombuffer(pixels, np.uint8).reshape(image.shape)


def drawn(call: str):
    """Give one part after the other of what a call makes of many equal images."""
    left: dict[bytes, list[np.ndarray]] = {}

    def draw(image: np.ndarray) -> np.ndarray:
        parts = left.setdefault(image.tobytes(), [])
        if not parts:
            parts += np.split(gimp.value(call, np.tile(image, (PARTS, 1, 1))), PARTS)
        return parts.pop()

    return draw


def noise(independent: int, correlated: int, amount: float) -> None:
    flags, each = f"{independent} {correlated}", f"{amount} {amount} {amount}"
    call = f"(plug-in-rgb-noise 1 image layer {flags} {each} 0)"
    library.noise(
        "plug-in-rgb-noise",
        lambda: drawn(call),
        "uint8",
        independent=bool(independent),
        correlated=bool(correlated),
        noise=amount,
    )


with tempfile.TemporaryDirectory() as folder, Gimp(Path(folder)) as gimp:
    told = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True)
    library = Measuring("gimp", release=told.stdout.split()[-1])
    for amount in (0.2, 0.4, 0.04):
        noise(1, 0, amount)
    noise(0, 0, 0.2)
    noise(1, 1, 0.4)
    for radius in (1, 2, 5, 10):
        call = f"(plug-in-gauss 1 image layer {radius} {radius} 0)"
        library.blur(
            "plug-in-gauss",
            lambda call=call: drawn(call),
            "uint8",
            radius=radius,
        )
    tell(library)
