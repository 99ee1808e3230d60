"""A study's networks keep their layers, whatever other studies' layers are called."""

import keras
import numpy as np
import pytest

from noiselab.common.errors import PluginError
from noiselab.experiment import models
from noiselab.experiment.models import saved_networks
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
    {first}
    return Sequential([Input(shape), Scaled(), layers.Flatten()])
"""
IMAGES = np.ones((1, 2, 2, 1), np.float32)


@pytest.fixture(autouse=True)
def forgotten():
    before = dict(keras.saving.get_custom_objects())
    yield
    forget_plugins()
    assert keras.saving.get_custom_objects() == before


def write(folder, name, factor, helper=""):
    """Write a plugin; with a helper's name, its layer stands there, for building."""
    folder.mkdir(exist_ok=True)
    model = MODEL.format(name=name, first=f"from {helper} import Scaled" * bool(helper))
    layer = LAYER.format(factor=factor)
    path = folder / f"{name}.py"
    path.write_text(model if helper else layer + model)
    if helper:
        (folder / f"{helper}.py").write_text(layer)
    return path


def saved(plugin, **how):
    load_plugins([plugin], **how)
    path = plugin.with_suffix(".keras")
    saved_networks.save(models.build(plugin.stem, (2, 2, 1), 4), path)
    return path


def factor_of(network):
    return float(saved_networks.answers(saved_networks.load(network), IMAGES)[0, 0])


def test_each_network_has_its_own_studys_layer_in_whatever_order(tmp_path):
    plugins = {
        factor: write(tmp_path / f"{factor}", name, factor)
        for factor, name in ((1, "first"), (-3, "second"))
    }
    networks = {factor: saved(plugin) for factor, plugin in plugins.items()}
    for factor in (1, -3, -3, 1, -3):
        load_plugins([plugins[factor]])
        assert factor_of(networks[factor]) == factor


def test_so_it_has_where_only_building_imports_the_layer(tmp_path):
    plugins = {
        factor: write(tmp_path / f"{factor}", name, factor, "layers_of_mine")
        for factor, name in ((1, "first"), (-3, "second"))
    }
    for factor in (1, -3, 1):
        assert factor_of(saved(plugins[factor])) == factor
    load_plugins([plugins[-3]], alone=True)
    with pytest.raises(TypeError, match="Could not locate class 'Scaled'"):
        factor_of(plugins[1].with_suffix(".keras"))
    assert list(models.MODELS)[-1] == "second"


def test_a_plugin_with_no_such_name_leaves_the_layers_of_others(tmp_path):
    network = saved(write(tmp_path / "one", "first", 2))
    other = tmp_path / "other.py"
    other.write_text("from noiselab import noise\nnoise.register('rain')(max)\n")
    load_plugins([other])
    assert factor_of(network) == 2
    load_plugins([other], alone=True)
    assert "Custom>Scaled" not in keras.saving.get_custom_objects()
    assert "first" not in models.MODELS


def test_two_plugins_of_one_folder_may_use_one_layer(tmp_path):
    both = [write(tmp_path, name, 2, "shared_layer") for name in ("first", "second")]
    for path in both:
        path.write_text(path.read_text() + "\nfrom shared_layer import Scaled\n")
    networks = [saved(path) for path in both]
    assert {"first", "second"} <= models.MODELS.keys()
    for files in (both, both[::-1], both[:1]):
        load_plugins(files)
        assert [factor_of(network) for network in networks] == [2, 2]


def test_a_plugin_that_fails_leaves_the_layer_that_was_there(tmp_path):
    network = saved(write(tmp_path / "one", "first", 2))
    broken = write(tmp_path / "two", "second", 5)
    broken.write_text(broken.read_text() + "1 / 0\n")
    with pytest.raises(PluginError):
        load_plugins([broken])
    assert factor_of(network) == 2


def test_what_a_plugin_replaces_comes_back_and_a_packages_layer_stays(
    tmp_path, monkeypatch
):
    package = LAYER.replace("register_keras_serializable()", "{0}('package')")
    package = package.format("register_keras_serializable", factor=7)
    (tmp_path / "a_package_of_layers.py").write_text(package)
    monkeypatch.syspath_prepend(tmp_path)
    plugin = write(tmp_path / "one", "first", 2)
    plugin.write_text(
        "import a_package_of_layers\n"
        + plugin.read_text()
        + "keras.saving.get_custom_objects()['gain'] = max\n"
    )
    objects = keras.saving.get_custom_objects()
    monkeypatch.setitem(objects, "gain", min)
    load_plugins([plugin])
    assert objects["gain"] is max
    forget_plugins()
    assert objects["gain"] is min
    assert objects.pop("package>Scaled").__module__ == "a_package_of_layers"
    load_plugins([plugin])
    assert objects["gain"] is max
    forget_plugins()
