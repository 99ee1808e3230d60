"""Measure Octave's image package: `python of_octave.py`; needs `octave-image`."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from probes import Measuring, tell

DONE = "<done>"
TYPES = {"uint8": "uint8", "float32": "single"}
# how NumPy's order of an image (height, width, 3) is Octave's, and back
READ = 'x = permute(reshape(fread(f, inf, "{0}=>{0}"), 3, {1}, {2}), [3 2 1]);'
WRITE = 'fwrite(f, permute(y, [3 2 1]), "double");'


class Octave:
    """One process of Octave that is asked again and again."""

    def __init__(self, folder: Path):
        self._file = folder / "image.raw"
        self._process = subprocess.Popen(
            ["octave-cli", "--no-gui", "--quiet", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ask("pkg load image")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def ask(self, code: str) -> str:
        """Run code, and give what it printed."""
        self._process.stdin.write(f'{code};\ndisp("{DONE}"); fflush(stdout);\n')
        self._process.stdin.flush()
        printed = iter(self._process.stdout.readline, f"{DONE}\n")
        lines = []
        for line in printed:
            if not line:
                raise RuntimeError(f"Octave ended at: {code}")
            lines.append(line)
        return "".join(lines).strip()

    def value(self, expression: str, image: np.ndarray) -> np.ndarray:
        """Give an expression's value, in which `x` is the image."""
        image.tofile(self._file)
        kind = TYPES[str(image.dtype)]
        height, width = image.shape[:2]
        returned = self.ask(
            f'f = fopen("{self._file}"); {READ.format(kind, width, height)} fclose(f);'
            f'y = {expression}; f = fopen("{self._file}", "w"); {WRITE} fclose(f);'
            "disp(class(y))"
        )
        pixels = np.fromfile(self._file).reshape(image.shape)
        return pixels.astype("uint8" if returned == "uint8" else "float32")

    def seed(self, seed: int) -> None:
        for name in ("rand", "randn", "randp"):
            self.ask(f'{name}("state", {seed})')

    def drawn(self, expression: str):
        return lambda image: self.value(expression, image)


def noise(kind: str, *types: str, **options: float) -> None:
    given = "".join(f", {value}" for value in options.values())
    for pixels in types or TYPES:
        library.noise(
            "imnoise",
            lambda: octave.drawn(f'imnoise(x, "{kind}"{given})'),
            pixels,
            type=kind,
            **options,
        )


def blur(name: str, expression: str, **options: object) -> None:
    for pixels in TYPES:
        library.blur(name, lambda: octave.drawn(expression), pixels, **options)


with tempfile.TemporaryDirectory() as folder, Octave(Path(folder)) as octave:
    release = octave.ask('disp(pkg("list", "image"){1}.version)')
    library = Measuring(
        "octave", seeds={'rand("state"), ...': octave.seed}, release=release
    )
    noise("gaussian")
    noise("gaussian", mean=0.1)
    noise("gaussian", mean=0, variance=0.0001)
    noise("speckle")
    noise("speckle", variance=0.01)
    noise("salt & pepper", density=0.3)
    noise("poisson")
    blur("imsmooth", 'imsmooth(x, "Gaussian", 1)', sigma=1)
    for size in (3, 7):
        kernel = f'fspecial("gaussian", {size}, 1)'
        blur("imfilter", f"imfilter(x, {kernel})", hsize=size, sigma=1)
tell(library)
