"""A stored network as its study tested it: with its own data, noise and layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noiselab.common import user_paths
from noiselab.common.errors import DataError, NoiselabError, PointError
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.engine import stored_network
from noiselab.experiment import datasets, keras_setup, noise
from noiselab.experiment.datasets import Dataset
from noiselab.experiment.noise import Kind
from noiselab.store import fingerprint, point_files, results
from noiselab.store.plugin_module import Part
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.plugins import load_plugins
from noiselab.study.point import Point
from noiselab.study.record import Record


@dataclass(frozen=True)
class StoredNetwork:
    """A trained network of a study; nothing of it is loaded.

    Attributes:
        sweep: The study's settings.
        files: The folder of the point that trained it.
        result: That point's result.
    """

    sweep: Record
    files: PointFolder
    result: Result

    @property
    def plugins(self) -> Sequence[Path]:
        """The plugins as the point ran them; earlier versions kept the study's alone.

        The study's may be those of points that were trained later.
        """
        own = [self.files.plugins / path.name for path in self.sweep.plugins]
        return [path for path in own if path.is_file()] or self.sweep.plugins


@dataclass(frozen=True, eq=False)
class ChosenNetwork:
    """A network that is loaded, with what its study tested it on.

    Attributes:
        point: Its point.
        network: The Keras network.
        kind: The kind of noise, as its study has it: another one may be registered
            under this name later.
        data: The dataset.
    """

    point: Point
    network: Any
    kind: Kind
    data: Dataset


def stored_in(folder: Path) -> dict[str, StoredNetwork]:
    """Find the trained networks of all studies in a folder, by their titles.

    None of their plugins is run. A study that cannot be read is passed over.
    """
    found = {}
    for path in sorted(folder.glob("*/sweep.yaml")):
        try:
            sweep, stored_results = results.read_sweep(path.parent)
        except NoiselabError:
            continue
        for result in stored_results:
            files = SweepFolder(path.parent).point(result.point.id)
            if result.status == "done" and files.model.is_file():
                title = f"{path.parent.name}: {_title(sweep, result.point)}"
                if title in found:  # two models may have one label
                    title = f"{title} ({result.point.id})"
                found[title] = StoredNetwork(sweep, files, result)
    return found


def _title(sweep: Record, point: Point) -> str:
    """Give a point's title; without noise, with the kind to look at it with."""
    title = names.of_point(sweep, point)
    if point.level or len(sweep.noise) == 1:
        return title
    return f"{title}, {names.of_noise(sweep, point.noise)}"


class Loader:
    """Loads stored networks, each with what its study tested it on.

    Args:
        data_dir: Folder of their data, if not in the usual folders.
    """

    def __init__(self, data_dir: str = ""):
        self._data_dir = data_dir
        self._datasets: dict[str, Dataset] = {}  # the last, by its recorded digest

    def load(self, stored: StoredNetwork) -> ChosenNetwork:
        """Load a network; its study's plugins run, and all others are forgotten.

        Raises:
            NoiselabError: If the network, its data or its plugins are not those of its
                result, or cannot be loaded; or an error of the plugins' own.
        """
        point = stored.result.point
        _check_file(stored)
        _check_plugins(stored)
        keras_setup.load_keras()
        load_plugins(stored.plugins, alone=True)  # one of them may read the data
        data = self._data(stored.result)
        kind = noise.kind(point.noise, **point.noise_options)
        network = stored_network.load(
            stored.files.model, stored.result, data.image_shape
        )
        return ChosenNetwork(point, network, kind, data)

    def _data(self, result: Result) -> Dataset:
        """Load the data of a result: files of one name may differ.

        Where the file that is found first is another one, that in `data_dir` counts.
        """
        name, recorded = result.point.dataset, result.fingerprint.get("data", "")
        if not recorded:
            raise DataError(name, "which data the network was tested on is not known")
        if recorded in self._datasets:
            return self._datasets[recorded]
        first = str(datasets.find(name, self._data_dir, fetch=False) or name)
        second = user_paths.of_user(self._data_dir).absolute() / Path(name).name
        is_file = name not in datasets.NAMES and user_paths.exists(second)
        for place in (name, *([str(second)] if is_file else [])):
            reading = result.point.data_options
            data = datasets.load(place, self._data_dir, fetch=False, **reading)
            if fingerprint.of_data(data.digest) == recorded:
                self._datasets = {recorded: data}
                return data
        raise DataError(
            first,
            "is not the data that this network was tested on; name the folder of that "
            f"{Path(name).name} as data_dir, or run the study again",
        )


def _check_file(stored: StoredNetwork) -> None:
    """Refuse a network whose file is not the one that was recorded."""
    path = stored.files.model
    record = stored.result.files.get(path.name)
    try:
        is_as_recorded = record is None or point_files.is_as_recorded(path, record)
    except OSError as error:
        raise PointError(f"{path}: cannot be read ({error.strerror})") from error
    if not is_as_recorded:
        raise PointError(
            f"{path}: is not the network that was recorded; run this cell again, in "
            "case it was trained again meanwhile, or else the study"
        )


def _check_plugins(stored: StoredNetwork) -> None:
    """Refuse plugins that are not those of the training; they are only read here."""
    point, recorded = stored.result.point, stored.result.fingerprint
    words = {"kind": f"noise {point.noise}", "model": f"model {point.model}"}
    made: list[tuple[str, Part, list[str]]] = [("model", "models", [point.design])]
    if point.level:  # without noise, it is of all kinds
        made.insert(0, ("kind", "noise", point.kinds_used))
    for part, of, used in made:
        if fingerprint.have_plugins_of(recorded.get(part), of, used, stored.plugins):
            continue
        raise PointError(
            f"{words[part]}: the code in the study's folder is not the one that this "
            "network was trained with; run the study again"
        )
