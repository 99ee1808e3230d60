"""What the notebook for exploring shows: noise, and what networks make of it."""

import warnings
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from noiselab.common.errors import NoiselabError
from noiselab.common.folders import OUTPUTS, SweepFolder
from noiselab.common.words import counted
from noiselab.engine.notebook import worded
from noiselab.experiment import datasets, measures, noise
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.models import saved_networks
from noiselab.experiment.noise import Kind, UnchangedWarning
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.front import program
from noiselab.report.figures.players import NoisePicture, PredictionPicture
from noiselab.store import results
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.plugins import load_plugins
from noiselab.study.record import Record

SHOWN = 10  # images side by side
MEASURED = 500  # images for the histogram and the ratio
STEPS = 41  # levels that are tried to find where a network first errs
# Where a slider ends; little changes beyond.
HIGHEST = {"gaussian_blur": 4.0, "speckle": 2.0, "occlusion": 1.0}


def noise_player(data_dir: str = "") -> widgets.Widget:
    """Show images, their histogram and signal-to-noise ratio as noise is turned up.

    Args:
        data_dir: Folder of `mnist.npz`, if not in the usual folders.
    """
    return NoisePlayer(data_dir).box


def network_player(folder: str | Path = OUTPUTS, data_dir: str = "") -> widgets.Widget:
    """Show what a trained network takes an image for as noise is turned up.

    Args:
        folder: The folder of the sweeps' folders.
        data_dir: Folder of their data, if not in the usual folders.

    Returns:
        The player; before anything was trained, a hint on what to run.
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


def _fit(slider: widgets.FloatSlider, kind: Kind) -> None:
    """Let a level's slider end where the kind of noise does, or is strong."""
    end = min(kind.highest, HIGHEST.get(kind.name, 1.0))
    slider.max, slider.step = end, end / 100


def _noisy(
    clean: np.ndarray,
    kind: str | Kind,
    level: float,
    seed: int = 0,
    clip: bool = False,
) -> np.ndarray:
    """Draw noisy test images; at a slider's lowest levels, none may change."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnchangedWarning)
        return noisy_test_images(clean, kind, level, seed=seed, repeat=0, clip=clip)


class NoisePlayer:
    """Images, histogram and signal-to-noise ratio that follow a slider.

    Args:
        data_dir: Folder of `mnist.npz`, if not in the usual folders.
    """

    def __init__(self, data_dir: str = ""):
        self._data_dir = data_dir
        available = _datasets(data_dir)
        kinds = [(kind.label, name) for name, kind in noise.KINDS.items()]
        self.dataset = widgets.Dropdown(options=available, description="data")
        self.kind = widgets.Dropdown(options=kinds, description="noise")
        self.level = _level_slider()
        self.picture = widgets.Image(format="png")
        self.words = widgets.HTML()
        controls = widgets.HBox([self.dataset, self.kind, self.level])
        self.box = widgets.VBox([controls, self.picture, self.words])
        self.dataset.observe(self._load, "value")
        self.kind.observe(self._choose_kind, "value")
        self.level.observe(self._draw, "value")
        self._load()

    def _load(self, _: Any = None) -> None:
        clean = datasets.load(self.dataset.value, self._data_dir, fetch=False)
        self._clean = clean.x_test[:MEASURED]
        self._picture = NoisePicture(self._clean[:SHOWN])
        self._choose_kind()

    def _choose_kind(self, _: Any = None) -> None:
        _fit(self.level, noise.kind(self.kind.value))
        self._draw()

    def _draw(self, _: Any = None) -> None:
        kind, level = self.kind.value, self.level.value
        try:
            noisy = _noisy(self._clean, kind, level)
        except NoiselabError as error:
            self.picture.value, self.words.value = b"", escape(str(error))
            return
        self.picture.value = self._picture.draw(noisy[:SHOWN], noisy)
        ratio = measures.snr_db(self._clean, noisy)
        ratio_text = f"{ratio:.1f} dB"
        if ratio == np.inf:
            ratio_text = "infinite: no value changed" if level else "without noise"
        self.words.value = (
            f"{escape(noise.kind(kind).label)}, {escape(noise.kind(kind).unit)}: "
            f"<b>{level:.2f}</b>; signal-to-noise ratio <b>{ratio_text}</b> over "
            f"{counted(len(self._clean), 'test image')}"
        )


_Trained = tuple[Record, SweepFolder, Result]


def _trained(folder: Path) -> dict[str, _Trained]:
    """Find the trained networks, by their titles; none of their plugins is run."""
    trained = {}
    for path in sorted(folder.glob("*/sweep.yaml")):
        try:
            sweep, stored_results = results.read_sweep(path.parent)
        except NoiselabError:
            continue
        study = SweepFolder(path.parent)
        for result in stored_results:
            if result.status == "done" and study.point(result.point.id).model.is_file():
                name = f"{path.parent.name}: {names.of_point(sweep, result.point)}"
                trained[name] = (sweep, study, result)
    return trained


class _NetworkPlayer:
    """An image, and what the chosen network takes it for.

    Plugins of a study are run once one of its networks is chosen, and not before.
    """

    def __init__(self, trained: dict[str, _Trained], data_dir: str):
        self._trained, self._data_dir = trained, data_dir
        self._datasets: dict[str, Dataset] = {}
        self._network: Any = None
        runs_nothing = [name for name, (s, _, _) in trained.items() if not s.plugins]
        self.network = widgets.Dropdown(
            options=list(trained),
            value=next(iter(runs_nothing), None),
            description="network",
            layout={"width": "40em"},
        )
        self.image = widgets.IntSlider(min=0, max=0, description="image")
        self.level = _level_slider()
        self.picture = widgets.Image(format="png")
        self.words = widgets.HTML("Choose a network; its study's plugins then run.")
        controls = widgets.HBox([self.image, self.level])
        self.box = widgets.VBox([self.network, controls, self.picture, self.words])
        self.network.observe(self._load, "value")
        self.image.observe(self._find_first_error, "value")
        self.level.observe(self._draw, "value")
        if self.network.value is not None:
            self._load()

    def _load(self, _: Any = None) -> None:
        """Load the chosen network, the data that it was tested on, and its noise."""
        from noiselab.experiment import keras_setup

        keras_setup.load_keras()
        sweep, folder, result = self._trained[self.network.value]
        self._network, self._point = None, result.point
        try:
            load_plugins(sweep.plugins)
            # kept: another player may load another study's kind of this name
            self._kind = noise.kind(self._point.noise)
            self._clean = self._data(sweep.dataset)
            self._network = saved_networks.load(folder.point(result.point.id).model)
        except Exception as error:  # a widget shows none
            self.picture.value, self.words.value = b"", escape(worded(error))
            return
        self._picture = PredictionPicture(self._clean.x_test[0], self._clean.classes)
        self.image.max = len(self._clean.x_test) - 1
        _fit(self.level, self._kind)
        self._find_first_error()

    def _data(self, name: str) -> Dataset:
        if name not in self._datasets:
            data = datasets.load(name, self._data_dir, fetch=False)
            self._datasets[name] = data
        return self._datasets[name]

    def _find_first_error(self, _: Any = None) -> None:
        """Find the level at which the network first errs on the chosen image."""
        if self._network is None:
            return
        levels = np.linspace(0, self.level.max, STEPS)
        try:
            noisy = np.concatenate([self._noisy(float(level)) for level in levels])
        except NoiselabError as error:
            self.picture.value, self.words.value = b"", escape(str(error))
            return
        answers = self._probabilities(noisy)
        are_numbers = np.isfinite(answers).all(axis=1)
        wrong = np.flatnonzero(~are_numbers | (answers.argmax(axis=1) != self._label))
        self._errs = None if not len(wrong) else float(levels[wrong[0]])
        self._draw()

    @property
    def _label(self) -> int:
        return int(self._clean.y_test[self.image.value])

    def _noisy(self, level: float) -> np.ndarray:
        chosen = slice(self.image.value, self.image.value + 1)
        point = self._point
        images = self._clean.x_test[chosen]
        return _noisy(images, self._kind, level, point.seed, point.clip)

    def _probabilities(self, images: np.ndarray) -> np.ndarray:
        return saved_networks.answers(self._network, images)

    def _draw(self, _: Any = None) -> None:
        if self._network is None:
            return
        try:
            noisy = self._noisy(self.level.value)
        except NoiselabError as error:
            self.picture.value, self.words.value = b"", escape(str(error))
            return
        probabilities = self._probabilities(noisy)[0]
        if not np.isfinite(probabilities).all():
            self.picture.value = b""
            self.words.value = "Here the network's answers are not finite numbers."
            return
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
