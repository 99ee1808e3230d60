"""What the notebook for exploring shows: noise, and what networks make of it."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from noiselab.common import user_paths
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import OUTPUTS
from noiselab.common.words import counted
from noiselab.engine import stored_network
from noiselab.experiment import datasets, measures, noise
from noiselab.experiment.models import saved_networks
from noiselab.experiment.noise import Kind, UnchangedWarning
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.front import chosen_network, program
from noiselab.front.chosen_network import ChosenNetwork, Loader, StoredNetwork
from noiselab.report.figures.players import NoisePicture, PredictionPicture
from noiselab.study import checked_noise, names

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
    stored = chosen_network.stored_in(user_paths.of_user(folder))
    if not stored:
        return widgets.HTML(
            f"<p>There is no trained network in <code>{escape(str(folder))}</code>. "
            f"Run <code>{program.words()}</code> in a terminal (a minute), and then "
            "this cell again. A study with <code>keep: none</code> has none.</p>"
        )
    return NetworkPlayer(stored, data_dir).box


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


def _label(kind: Kind) -> str:
    return names.with_capitals(kind.label)


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


def _unmeant(kind: Kind, level: float, clean: np.ndarray, clip: bool = False) -> str:
    """Write what a kind of the user's own was hardly meant to do, if it does."""
    found = checked_noise.trial(kind, level, clean.shape[1:], clip)
    return "".join(f"<br>{escape(str(noted))}" for noted in found)


class _Player:
    """What both players have: a picture that follows sliders, and words below it."""

    def __init__(self) -> None:
        self.level = _level_slider()
        self.picture = widgets.Image(format="png")
        self.words = widgets.HTML()

    def _say(self, text: str) -> None:
        """Say something in place of the picture, which may be of something else."""
        self.picture.value, self.words.value = b"", escape(text, quote=False)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one line what fails, whatever it is: a widget shows no error."""
        try:
            yield
        except (Exception, SystemExit) as error:
            self._say(stored_network.in_one_line(error))


class NoisePlayer(_Player):
    """Images, histogram and signal-to-noise ratio that follow a slider.

    Args:
        data_dir: Folder of `mnist.npz`, if not in the usual folders.
    """

    def __init__(self, data_dir: str = ""):
        super().__init__()
        self._data_dir = data_dir
        self._clean: np.ndarray | None = None
        self._kinds = dict(noise.KINDS)  # the other player may forget plugins
        kinds = [(_label(kind), name) for name, kind in self._kinds.items()]
        self.dataset = widgets.Dropdown(options=_datasets(data_dir), description="data")
        self.kind = widgets.Dropdown(options=kinds, description="noise")
        controls = widgets.HBox([self.dataset, self.kind, self.level])
        self.box = widgets.VBox([controls, self.picture, self.words])
        self.dataset.observe(self._load, "value")
        self.kind.observe(self._choose_kind, "value")
        self.level.observe(self._draw, "value")
        self._load()

    def _load(self, _: Any = None) -> None:
        self._clean = None
        with self._told():
            data = datasets.load(self.dataset.value, self._data_dir, fetch=False)
            self._picture = NoisePicture(data.x_test[:SHOWN])
            self._clean = data.x_test[:MEASURED]
            self._choose_kind()

    def _choose_kind(self, _: Any = None) -> None:
        _fit(self.level, self._kinds[self.kind.value])
        self._draw()

    def _draw(self, _: Any = None) -> None:
        clean = self._clean
        if clean is None:
            return
        with self._told():
            kind, level = self._kinds[self.kind.value], self.level.value
            noisy = _noisy(clean, kind, level)
            self.picture.value = self._picture.draw(noisy[:SHOWN], noisy)
            ratio = measures.snr_db(clean, noisy)
            ratio_text = f"{ratio:.1f} dB"
            if ratio == np.inf:
                ratio_text = "infinite: no value changed" if level else "without noise"
            self.words.value = (
                f"{escape(_label(kind))}, {escape(kind.unit)}: <b>{level:.2f}</b>; "
                f"signal-to-noise ratio <b>{ratio_text}</b> over "
                f"{counted(len(clean), 'test image')}{_unmeant(kind, level, clean)}"
            )


class NetworkPlayer(_Player):
    """An image, and what the chosen network takes it for.

    Plugins of a study are run once one of its networks is chosen, and not before.

    Args:
        stored: The networks to choose from, by their titles.
        data_dir: Folder of their data, if not in the usual folders.
    """

    def __init__(self, stored: Mapping[str, StoredNetwork], data_dir: str = ""):
        super().__init__()
        self._stored, self._loader = stored, Loader(data_dir)
        self._chosen: ChosenNetwork | None = None
        runs_nothing = [title for title, s in stored.items() if not s.sweep.plugins]
        self.network = widgets.Dropdown(
            options=list(stored),
            value=next(iter(runs_nothing), None),
            description="network",
            layout={"width": "40em"},
        )
        self.image = widgets.IntSlider(min=0, max=0, description="image")
        controls = widgets.HBox([self.image, self.level])
        self.box = widgets.VBox([self.network, controls, self.picture, self.words])
        self.network.observe(self._load, "value")
        self.image.observe(self._find_first_error, "value")
        self.level.observe(self._draw, "value")
        if self.network.value is None:
            self._say("Choose a network; its study's plugins then run.")
        else:
            self._load()

    def _load(self, _: Any = None) -> None:
        """Load the chosen network, the data that it was tested on, and its noise."""
        self._chosen = None  # nothing is drawn as the sliders get their ends
        self._say("Loading the network …")
        with self._told():
            chosen = self._loader.load(self._stored[self.network.value])
            data = chosen.data
            self._picture = PredictionPicture(
                data.x_test[0], data.classes, data.class_names
            )
            self.image.max = len(data.x_test) - 1
            _fit(self.level, chosen.kind)
            self._chosen = chosen
            self._find_first_error()

    def _find_first_error(self, _: Any = None) -> None:
        """Find the level at which the network first errs on the chosen image."""
        self._errs = ""
        if self._chosen is None:
            return
        with self._told():
            self._errs = self._first_error(self._chosen)
            self._draw()

    def _first_error(self, chosen: ChosenNetwork) -> str:
        """Say from which of the slider's levels on the network errs."""
        levels = np.linspace(0, self.level.max, STEPS)
        noisy = np.concatenate(
            [self._noisy_image(chosen, float(level)) for level in levels]
        )
        answers = saved_networks.answers(chosen.network, noisy)
        are_numbers = np.isfinite(answers).all(axis=1)
        label = chosen.data.y_test[self.image.value]
        wrong = np.flatnonzero(~are_numbers | (answers.argmax(axis=1) != label))
        if len(wrong):
            return f"first errs at level <b>{levels[wrong[0]]:.2f}</b>"
        return f"never errs up to level <b>{self.level.max:g}</b>"

    def _noisy_image(self, chosen: ChosenNetwork, level: float) -> np.ndarray:
        """Draw the chosen image at a level: shape (1, height, width, channels)."""
        image = chosen.data.x_test[self.image.value, np.newaxis]
        return _noisy(image, chosen.kind, level, chosen.point.seed, chosen.point.clip)

    def _draw(self, _: Any = None) -> None:
        if self._chosen is None:
            return
        with self._told():
            self._draw_answer(self._chosen)

    def _draw_answer(self, chosen: ChosenNetwork) -> None:
        noisy = self._noisy_image(chosen, self.level.value)
        (probabilities,) = saved_networks.answers(chosen.network, noisy)
        if not np.isfinite(probabilities).all():
            self._say("Here the network's answers are not finite numbers.")
            return
        label = int(chosen.data.y_test[self.image.value])
        self.picture.value = self._picture.draw(noisy[0], probabilities, label)
        errs = f"; on it, with this draw of the noise, the network {self._errs}"
        classes = chosen.data.class_names
        true, taken_for = (
            escape(names.class_name(number, classes))
            for number in (label, int(probabilities.argmax()))
        )
        self.words.value = (
            f"An image of class <b>{true}</b>, taken for "
            f"<b>{taken_for}</b>{errs if self._errs else ''}."
            f"{_unmeant(chosen.kind, self.level.value, noisy, chosen.point.clip)}"
        )
