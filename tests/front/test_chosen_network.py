"""Explore shows a network as its study tested it, or says in one line why it does not.

Each is chosen in the real widgets, after another network was shown.
"""

import dataclasses
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from helpers.networks import write_network

from noiselab.common.folders import SweepFolder
from noiselab.experiment import datasets, models
from noiselab.experiment.models import saved_networks
from noiselab.front.chosen_network import stored_in
from noiselab.front.explore import NetworkPlayer
from noiselab.store import fingerprint, point_files, prepare
from noiselab.study import sweep_file
from noiselab.study.plugins import forget_plugins, load_plugins

LAYER = """
import keras

@keras.saving.register_keras_serializable()
class Scaled(keras.layers.Layer):
    def call(self, images):
        return {factor} * images
"""
MODEL = """
from noiselab import models

@models.register("{name}", epochs=1, learning_rate=1)
def build(shape, classes):
    from keras import Input, Sequential, layers
    from {layers} import Scaled
    return Sequential(
        [Input(shape), Scaled(), layers.Flatten(), layers.Dense(classes, "softmax")]
    )
"""
MANY, FEW = 8, 3  # test images of two data files


@pytest.fixture
def lay_out(tmp_path, make_result, monkeypatch):
    """Makes a stored study with one network; gives the folder of its point.

    The data file of the first lies in the working folder, that of the second in the
    folder that `data_dir` names; both are called `a.npz`.
    """
    for name in ("here", "named"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def make(name, count, plugin=None, levels=0.5):
        folder = tmp_path / f"of_{name}"
        folder.mkdir()
        place = "named" if Path("a.npz").exists() else "here"
        data = write_data(tmp_path / place / "a.npz", count)
        fields = {"name": name, "dataset": "a.npz", "levels": levels}
        fields |= {"models": Path(plugin[0]).stem if plugin else "mlnn"}
        if plugin:
            (folder / "layers.py").write_text(LAYER.format(factor=plugin[1]))
            own = folder / plugin[0]
            own.write_text(MODEL.format(name=own.stem, layers="layers"))
            fields["plugins"] = [str(own)]
        sweep = sweep_file.check(fields)
        study = SweepFolder(tmp_path / "out" / name)
        prepare.prepare(sweep, study)
        if plugin:
            load_plugins(sweep.plugins)
        for point in sweep.points():
            files = study.point(point.id)
            files.path.mkdir()
            if plugin:
                shutil.copytree(study.plugins, files.plugins)
            saved_networks.save(models.build(point.model, (8, 8, 1), 2), files.model)
            result = make_result(
                point,
                fingerprint=parts_of(point, data, sweep.plugins),
                confusion_matrix=[[count - 1, 0], [0, 1]],
                files=point_files.records(files),
            )
            files.result.write_text(result.as_json())
        forget_plugins()
        return files

    yield make
    forget_plugins()


def parts_of(point, data, plugins):
    return {
        "data": data.digest[:16],
        "kind": "",
        "model": fingerprint.of_part("models", point.model, plugins),
    }


def write_data(path, count):
    rng = np.random.default_rng(count)
    labels = np.arange(count) % 2
    np.savez(
        path,
        x_train=rng.random((count, 8, 8), dtype=np.float32),
        y_train=labels,
        x_test=rng.random((count, 8, 8), dtype=np.float32),
        y_test=labels,
    )
    return datasets.load(str(path))


@pytest.fixture
def choose(tmp_path):
    """Shows one study's network, and then another's; gives what is said and shown."""
    players = []

    def choose(first, then):
        if not players:
            stored = stored_in(tmp_path / "out")
            players.append(NetworkPlayer(stored, str(tmp_path / "named")))
        (player,) = players
        of = {title.split(":")[0]: title for title in player.network.options}
        player.network.value = of[first]
        assert player.picture.value, player.words.value
        shown = player.picture.value
        player.network.value = of[then]
        assert player.picture.value != shown
        return player

    return choose


def refused(player):
    """Give the one line that is said in place of a picture."""
    assert player.picture.value == b""
    assert "\n" not in player.words.value
    player.image.value = 1
    player.level.value = 0.9  # neither draws the network before
    assert player.picture.value == b""
    return player.words.value


@pytest.mark.slow
def test_each_study_has_its_own_data_also_under_one_name(lay_out, choose, tmp_path):
    lay_out("many", MANY)
    lay_out("few", FEW)
    for name, other, count in (("many", "few", FEW), ("few", "many", MANY)):
        player = choose(name, other)
        assert player.image.max == count - 1
        assert player._chosen.data.digest.startswith(
            player._stored[player.network.value].result.fingerprint["data"]
        )
    # a file that takes the place of one is noticed, though that was shown before
    write_data(tmp_path / "named" / "a.npz", MANY + 1)
    assert refused(choose("many", "few")) == (
        f"{tmp_path / 'here' / 'a.npz'}: is not the data that this network was tested "
        "on; name the folder of that a.npz as data_dir, or run the study again"
    )
    write_data(tmp_path / "named" / "a.npz", FEW)
    assert choose("many", "few").image.max == FEW - 1


def test_data_that_cannot_be_read_are_named(lay_out, choose, tmp_path):
    lay_out("many", MANY)
    lay_out("few", FEW)
    (tmp_path / "named" / "a.npz").write_text("no data")
    assert f"{tmp_path / 'named' / 'a.npz'}: " in refused(choose("many", "few"))


def test_a_network_that_was_damaged_or_replaced_is_not_shown(lay_out, choose):
    files = lay_out("many", MANY), lay_out("few", FEW)
    content = bytearray(files[1].model.read_bytes())
    content[200:220] = bytes(20)
    files[1].model.write_bytes(content)
    said = (
        f"{files[1].model}: is not the network that was recorded; run this cell again, "
        "in case it was trained again meanwhile, or else the study"
    )
    assert refused(choose("many", "few")) == said
    shutil.copy(files[0].model, files[1].model)
    assert refused(choose("many", "few")) == said
    files[1].model.unlink()
    said = f"{files[1].model}: cannot be read (No such file or directory)"
    assert refused(choose("many", "few")) == said


def test_a_network_that_keras_cannot_load_is_named(lay_out, choose, tmp_path):
    lay_out("many", MANY)
    files = lay_out("few", FEW)
    write_network(files.model, "3.99.0", layers=("LayerToCome",))
    (stored,) = (s for s in stored_in(tmp_path / "out").values() if s.files == files)
    changes = {"files": point_files.records(files)}
    files.result.write_text(stored.result.model_copy(update=changes).as_json())
    assert refused(choose("many", "few")).startswith(
        f"the network was saved by Keras 3.99.0, and Keras {keras.__version__} cannot "
        "load it: ValueError: Could not deserialize 'keras.layers.LayerToCome'"
    )


@pytest.mark.parametrize("second", ["own.py", "other.py"])
@pytest.mark.slow
def test_layers_of_one_name_are_each_studys_own(lay_out, choose, second):
    """They stand in modules that only building a network imports."""
    lay_out("ones", MANY, ("own.py", 1))
    lay_out("threes", FEW, (second, -3))
    for name, other, factor in (("ones", "threes", -3), ("threes", "ones", 1)) * 2:
        network = choose(name, other)._chosen.network
        (layer,) = (x for x in network.layers if type(x).__name__ == "Scaled")
        assert float(layer(np.ones((1, 1), np.float32))[0, 0]) == factor


@pytest.mark.slow
def test_plugins_are_those_of_the_training_and_nothing_else_runs(lay_out, choose):
    lay_out("many", MANY)
    files = lay_out("own", FEW, ("own.py", 1))
    trap = files.path.parent / "sprung"
    spring = f"\n__import__('pathlib').Path({str(trap)!r}).touch()\n"
    # the study's copies may belong to later points
    for path in (files.path.parent.parent / "plugins").glob("*.py"):
        path.write_text(path.read_text() + spring)
    assert choose("many", "own").picture.value
    assert not trap.exists()
    layers = files.plugins / "layers.py"
    layers.write_text(layers.read_text() + spring)
    assert refused(choose("many", "own")) == (
        "model own: the code in the study's folder is not the one that this network "
        "was trained with; run the study again"
    )
    assert not trap.exists()


def test_a_plugin_that_fails_is_told_by_its_line(lay_out, choose, monkeypatch):
    lay_out("many", MANY)
    files = lay_out("own", FEW, ("own.py", 1))
    plugin = files.plugins / "own.py"
    plugin.write_text("import keras, no_such_module\n" + plugin.read_text())
    monkeypatch.setattr(fingerprint, "differing", lambda *_: [])
    said = refused(choose("many", "own"))
    assert said.startswith(f"{plugin}, line 1: ModuleNotFoundError: ")


def test_networks_of_one_title_are_all_listed(lay_out, tmp_path):
    """Levels that only the seventh digit tells apart were not always refused."""
    files = lay_out("many", MANY, levels=[0.5, 0.6])
    _, stored = stored_in(tmp_path / "out").values()
    point = dataclasses.replace(stored.result.point, level=0.50000001)
    result = stored.result.model_copy(update={"point": point})
    files.result.write_text(result.as_json())
    files.path.rename(files.path.with_name(point.id))
    sweep = tmp_path / "out" / "many" / "sweep.yaml"
    sweep.write_text(sweep.read_text().replace("0.6", "0.50000001"))
    assert list(stored_in(tmp_path / "out")) == [
        "many: MLNN, Gaussian noise 0.5 on a.npz",
        f"many: MLNN, Gaussian noise 0.5 on a.npz ({point.id})",
    ]


@pytest.mark.slow
def test_while_a_network_is_loaded_no_other_is_shown(lay_out, choose, monkeypatch):
    lay_out("many", MANY)
    lay_out("few", FEW)
    player, seen = choose("many", "few"), []
    load = player._loader.load

    def watched(stored):
        seen.append((bytes(player.picture.value), player.words.value))
        return load(stored)

    monkeypatch.setattr(player._loader, "load", watched)
    choose("many", "few")
    assert seen == [(b"", "Loading the network …")] * 2
