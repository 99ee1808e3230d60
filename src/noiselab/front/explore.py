"""What the exploring notebook shows: noise, and networks that meet it."""

from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from noiselab.common.errors import NoiselabError
from noiselab.common.folders import OUTPUTS, SweepFolder
from noiselab.experiment import datasets, measures, noise, random_streams
from noiselab.experiment.datasets import Dataset
from noiselab.front import program
from noiselab.report.figures.players import NoisePicture, PredictionPicture
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names

SHOWN = 10  # images beside each other
MEASURED = 500  # images that the histogram and the ratio are taken over
STEPS = 41  # levels that are tried to find where a network first errs
# Where a slider ends; beyond, little changes.
HIGHEST = {"gaussian_blur": 4.0, "speckle": 2.0, "occlusion": 1.0}


def noise_player(data_dir: str = "") -> widgets.Widget:
    """Show images, their histogram and signal-to-noise ratio as noise is turned up.

    Args:
        data_dir: Folder of `mnist.npz`, if not in the usual places.
    """
    return NoisePlayer(data_dir).box


def network_player(folder: str | Path = OUTPUTS, data_dir: str = "") -> widgets.Widget:
    """Show what a trained network takes an image for as noise is turned up.

    Args:
        folder: Where the sweeps' folders lie.
        data_dir: Where their data lies, if not in the usual places.

    Returns:
        The player; before anything was trained, a word on what to run.
    """
    trained = _trained(Path(folder))
    if not trained:
        return widgets.HTML(
            f"<p>There is no trained network in <code>{escape(str(folder))}</code> "
            f"yet. Run <code>{program.words()}</code> in a terminal (a minute), and "
            "then this cell again.</p>"
        )
    return _NetworkPlayer(trained, data_dir).box


def _datasets(data_dir: str) -> list[str]:
    """Name the datasets that are on this machine."""
    try:
        datasets.find("mnist", data_dir, fetch=False)
    except NoiselabError:
        return ["digits"]
    return ["digits", "mnist"]


def _level_slider() -> widgets.FloatSlider:
    return widgets.FloatSlider(
        min=0, max=1, step=0.01, value=0.2, description="level", readout_format=".2f"
    )


def _fit(slider: widgets.FloatSlider, kind: str) -> None:
    """Let a level's slider end where the kind of noise does, or is strong."""
    highest = min(noise.kind(kind).highest, HIGHEST.get(kind, 1.0))
    slider.max, slider.step = highest, highest / 100


class NoisePlayer:
    """Images, histogram and signal-to-noise ratio that follow a slider.

    Args:
        data_dir: Folder of `mnist.npz`, if not in the usual places.
    """

    def __init__(self, data_dir: str = ""):
        self._data_dir = data_dir
        known = _datasets(data_dir)
        kinds = [(names.of_noise(kind), kind) for kind in noise.KINDS]
        self.dataset = widgets.Dropdown(options=known, description="data")
        self.kind = widgets.Dropdown(options=kinds, description="noise")
        self.level = _level_slider()
        self.picture = widgets.Image(format="png")
        self.words = widgets.HTML()
        controls = widgets.HBox([self.dataset, self.kind, self.level])
        self.box = widgets.VBox([controls, self.picture, self.words])
        self.dataset.observe(self._load, "value")
        self.kind.observe(self._turn, "value")
        self.level.observe(self._draw, "value")
        self._load()

    def _load(self, _: Any = None) -> None:
        clean = datasets.load(self.dataset.value, self._data_dir, fetch=False)
        self._clean = clean.x_test[:MEASURED]
        self._picture = NoisePicture(self._clean[:SHOWN])
        self._turn()

    def _turn(self, _: Any = None) -> None:
        _fit(self.level, self.kind.value)
        self._draw()

    def _draw(self, _: Any = None) -> None:
        kind, level = self.kind.value, self.level.value
        rng = random_streams.noise_rng(0, 0, "test", kind)
        noisy = noise.apply(kind, self._clean, level, rng)
        self.picture.value = self._picture.draw(noisy[:SHOWN], noisy)
        ratio = measures.snr_db(self._clean, noisy)
        told = f"{ratio:.1f} dB" if np.isfinite(ratio) else "without noise"
        self.words.value = (
            f"{escape(names.of_noise(kind))}, {escape(noise.kind(kind).unit)}: "
            f"<b>{level:.2f}</b>; signal-to-noise ratio <b>{told}</b> over "
            f"{len(self._clean)} test images"
        )


def _trained(folder: Path) -> dict[str, tuple[SweepFolder, Result]]:
    """Find the trained networks, by what they are called."""
    found = {}
    for path in sorted(folder.glob("*/sweep.yaml")):
        try:
            _, known = results.read_sweep(path.parent)
        except NoiselabError:
            continue
        place = SweepFolder(path.parent)
        for result in known:
            if result.status == "done" and place.point(result.point.id).model.is_file():
                name = f"{path.parent.name}: {names.of_point(result.point)}"
                found[name] = (place, result)
    return found


class _NetworkPlayer:
    def __init__(self, trained: dict[str, tuple[SweepFolder, Result]], data_dir: str):
        self._trained, self._data_dir = trained, data_dir
        self._datasets: dict[str, Dataset] = {}
        self.network = widgets.Dropdown(
            options=list(trained), description="network", layout={"width": "40em"}
        )
        self.image = widgets.IntSlider(min=0, max=0, description="image")
        self.level = _level_slider()
        self.picture = widgets.Image(format="png")
        self.words = widgets.HTML()
        controls = widgets.HBox([self.image, self.level])
        self.box = widgets.VBox([self.network, controls, self.picture, self.words])
        self.network.observe(self._load, "value")
        self.image.observe(self._meet, "value")
        self.level.observe(self._draw, "value")
        self._load()

    def _load(self, _: Any = None) -> None:
        from noiselab.experiment import keras_setup

        keras_setup.load_keras()
        from keras import saving

        place, result = self._trained[self.network.value]
        self._point = result.point
        sweep, _ = results.read_sweep(place.path)  # loads its plugins, too
        if sweep.dataset not in self._datasets:
            try:
                clean = datasets.load(sweep.dataset, self._data_dir, fetch=False)
            except NoiselabError as error:
                self.words.value = escape(str(error))
                return
            self._datasets[sweep.dataset] = clean
        self._clean = self._datasets[sweep.dataset]
        path = place.point(result.point.id).model
        self._network = saving.load_model(path, compile=False, safe_mode=True)
        self._picture = PredictionPicture(self._clean.x_test[0], self._clean.classes)
        self.image.max = len(self._clean.x_test) - 1
        _fit(self.level, self._point.noise)
        self._meet()

    def _meet(self, _: Any = None) -> None:
        """Find the level at which the network first errs on the chosen image."""
        levels = np.linspace(0, self.level.max, STEPS)
        met = np.concatenate([self._noisy(float(level)) for level in levels])
        wrong = np.flatnonzero(self._probabilities(met).argmax(axis=1) != self._label)
        self._errs = None if not len(wrong) else float(levels[wrong[0]])
        self._draw()

    @property
    def _label(self) -> int:
        return int(self._clean.y_test[self.image.value])

    def _noisy(self, level: float) -> np.ndarray:
        place = slice(self.image.value, self.image.value + 1)
        kind = self._point.noise
        rng = random_streams.noise_rng(self._point.seed, 0, "test", kind)
        return noise.apply(
            kind, self._clean.x_test[place], level, rng, self._point.clip
        )

    def _probabilities(self, images: np.ndarray) -> np.ndarray:
        from keras import ops

        return ops.convert_to_numpy(self._network([images], training=False))

    def _draw(self, _: Any = None) -> None:
        noisy = self._noisy(self.level.value)
        probabilities = self._probabilities(noisy)[0]
        self.picture.value = self._picture.draw(noisy[0], probabilities, self._label)
        errs = (
            f"first errs at level <b>{self._errs:.2f}</b>"
            if self._errs is not None
            else f"never errs up to level <b>{self.level.max:g}</b>"
        )
        self.words.value = (
            f"An image of class <b>{self._label}</b>, taken for "
            f"<b>{probabilities.argmax()}</b>; on it, with this draw of the noise, the "
            f"network {errs}."
        )
