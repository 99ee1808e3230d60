"""Stored studies with plugins of the same names, side by side in one process."""

import json

import numpy as np
import pytest
from helpers.networks import write_network
from matplotlib.text import Text

from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.common.folders import SweepFolder
from noiselab.experiment import noise
from noiselab.experiment.datasets import digits
from noiselab.front import chosen_network, explore
from noiselab.report import figures, index_page, model_styles, tables
from noiselab.report.figures import alt
from noiselab.store import prepare, results
from noiselab.study import sweep_file
from noiselab.study.plugins import forget_plugins, load_plugins

DIGITS = digits.SUMMARY.digest[:16]
PLUGIN = """
import numpy as np
from noiselab import models, noise

with open({log!r}, "a") as file:
    file.write({name!r} + " ")


@noise.register("rain", unit="{name} drops", label="{name} rain", highest={highest})
def rain(images, level, rng):
    return np.full_like(images, level * {highest})


@models.register("{first}", label="{name} net")
def net(shape, classes):
    from keras import Input, Sequential, layers

    return Sequential(
        [Input(shape), layers.Flatten(), layers.Dense(classes, "softmax")]
    )


@models.register("deep", label="{name} deep")
def deep(shape, classes):
    return net(shape, classes)
"""


@pytest.fixture
def two(tmp_path, make_result):
    """Two studies whose plugins share a file name, and the log of which plugins ran."""
    log = tmp_path / "log.txt"
    studies = []
    for name, highest, first in (("soft", 0.25, "mine"), ("hard", 0.75, "deep")):
        plugin = tmp_path / f"plugin_of_{name}" / "rain.py"
        plugin.parent.mkdir()
        extra = "other" if first == "deep" else first
        plugin.write_text(
            PLUGIN.format(log=str(log), name=name, highest=highest, first=extra)
        )
        fields = {
            "name": name,
            "dataset": "digits",
            "models": [first, "mlnn"],
            "noise": {"rain": [0, highest]},
            "plugins": str(plugin),
        }
        sweep = sweep_file.check(fields)
        folder = SweepFolder(tmp_path / "out" / name)
        prepare.prepare(sweep, folder)
        for point in sweep.points():
            files = folder.point(point.id)
            files.path.mkdir()
            result = make_result(point, fingerprint={"data": DIGITS})
            files.result.write_text(result.as_json())
            write_network(files.model)
        folder.report.write_text("")
        studies.append(folder)
    forget_plugins()
    log.write_text("")
    return studies, log


def test_each_has_its_own_labels_units_and_colours(two):
    (soft, hard), log = two
    of_both = [
        Evidence(*results.read_sweep(study.path), study.path) for study in (soft, hard)
    ]
    for evidence, name in zip(of_both, ("soft", "hard"), strict=True):
        sweep = evidence.sweep
        ((kind, frame),) = samples.frames(evidence.results)
        curves = figures.level_curves(evidence, frame, kind)
        assert curves.get_supxlabel() == f"{name} rain: {name} drops"
        label = f"{name} net" if name == "soft" else "hard deep"
        words = {text.get_text() for text in curves.findobj(Text)}
        assert {label, "training", "validation"} <= words
        assert f"against {name} rain." in alt.level_curves(evidence, frame, kind)
        assert f"{name} drops" in tables.settings(sweep)
        colours = [model_styles.model_colour(sweep, model) for model in sweep.models]
        assert colours == [model_styles.COLOURS[3], model_styles.COLOURS[0]]
    index = index_page.write(soft.path.parent).read_text()
    assert "What noise does to soft net and MLNN on digits" in index
    assert "What noise does to hard deep and MLNN on digits" in index
    assert log.read_text() == ""


@pytest.mark.slow
def test_explore_lists_them_and_runs_only_what_is_chosen(two):
    (soft, hard), log = two
    for study in (soft, hard):
        load_plugins([study.plugins / "rain.py"])
        for result in results.read_sweep(study.path)[1]:
            save_network(study.point(result.point.id).model)
    forget_plugins()
    log.write_text("")
    player = explore.NetworkPlayer(chosen_network.stored_in(soft.path.parent))
    options = player.network.options
    assert options[0] == "hard: hard deep, without noise on digits"
    assert options[4] == "soft: soft net, without noise on digits"
    assert player.network.value is None
    assert player.words.value == "Choose a network; its study's plugins then run."
    assert (log.read_text(), "rain" in noise.KINDS) == ("", False)
    for number, ran, highest in ((4, "soft ", 0.25), (0, "soft hard ", 0.75)) * 2:
        player.network.value = options[number]
        assert log.read_text().startswith(ran)
        assert player.level.max == highest
        noisy = player._noisy_image(player._chosen, highest)
        assert np.unique(noisy) == [np.float32(highest**2)]


def save_network(path):
    from noiselab.experiment import keras_setup, models

    keras_setup.load_keras()
    from keras import Model

    network = models.build("mlnn", (8, 8, 1), 10)
    Model(network.inputs, network.outputs).save(path)


@pytest.mark.parametrize("name", ["soft", "hard"])
def test_results_are_loaded_with_nothing_run(two, name):
    studies, log = two
    (study,) = (study for study in studies if study.path.name == name)
    frame = results.load(study.path)
    assert len(frame) == 4
    parts = json.loads(study.parts.read_text())
    assert parts["noise"]["rain"]["unit"] == f"{name} drops"
    assert log.read_text() == ""
