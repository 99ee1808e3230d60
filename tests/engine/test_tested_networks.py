"""What keeps one network or one kind from being tested, and what becomes of the rest."""

import math
import re

import keras
import numpy as np
import pytest
from helpers.networks import write_network

from noiselab.common.errors import PointError
from noiselab.common.folders import SweepFolder
from noiselab.engine import tested_networks
from noiselab.experiment import datasets, models
from noiselab.experiment.datasets import digits
from noiselab.experiment.models import saved_networks
from noiselab.store import cross_tests, fingerprint, libraries, prepare
from noiselab.store.images_met import ImagesMet
from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition
from noiselab.study.plugins import forget_plugins

BROKEN = """
from noiselab import noise

@noise.register("broken")
def broken(images, level, rng):
    if level > 0.3:
        raise MemoryError("too many drops")
    return images * 1
"""


@pytest.fixture
def stored(tmp_path, make_result):
    """Makes a stored study of one model's networks; gives its folder, sweep, results."""

    def make(noise, plugin="", model="mlnn"):
        (tmp_path / "broken.py").write_text(plugin)
        fields = {"name": "x", "dataset": "digits", "models": model, "noise": noise}
        plugins = {"plugins": "broken.py"} if plugin else {}
        sweep = sweep_file.check(fields | plugins, beside=tmp_path)
        folder = SweepFolder(tmp_path / "x")
        prepare.prepare(sweep, folder)
        results = [make_result(point) for point in sweep.points()]
        for result in results:
            files = folder.point(result.point.id)
            files.path.mkdir()
            files.result.write_text(result.as_json())
            write_network(files.model)
        return folder, sweep, results

    yield make
    forget_plugins()


@pytest.mark.slow
def test_a_kind_that_fails_leaves_the_tests_of_others_and_of_its_other_levels(stored):
    folder, sweep, results = stored({"broken": [0, 0.5], "gaussian": [0.1]}, BROKEN)
    missing = cross_tests.missing(sweep, folder, results)
    tested_networks.evaluate(folder.path, missing)
    clean, noisy, other = (
        cross_tests.read(folder.point(result.point.id), result) for result in results
    )
    gaussian, broken = Condition("gaussian", 0.1), Condition("broken", 0.5)
    assert other.tests[gaussian].libraries == libraries.here()
    for transfer in (clean, noisy, other):
        assert list(transfer.tests) == [CLEAN, gaussian]
        assert transfer.error.startswith("broken noise of 0.5: ")
        assert transfer.error.endswith("line 7: MemoryError: too many drops")
    ids = [result.point.id for result in results]
    left = {name: [broken] for name in ids}
    assert cross_tests.missing(sweep, folder, results) == left
    assert cross_tests.errors(folder, results) == {clean.error: ids}


ELSEWHERE = """
import numpy as np
from noiselab import noise

@noise.register("broken")
def broken(images, level, rng):
    noisy = images.copy()
    noisy[: len(images) // 3] += level * np.random.default_rng().normal()
    return noisy
"""


@pytest.mark.slow
def test_it_is_recorded_which_images_networks_met(stored):
    folder, sweep, results = stored(
        {"broken": [0, 0.5], "gaussian": [0, 0.1]}, ELSEWHERE
    )
    clean = digits.load()
    answers = {"probabilities": np.eye(10)[clean.y_test - 1], "labels": clean.y_test}
    np.savez(folder.point(results[1].point.id).predictions, **answers)
    missing = cross_tests.missing(sweep, folder, results)
    for chosen in (results[::2], results[1::2]):  # as a study grows
        ids = [result.point.id for result in chosen]
        tested_networks.evaluate(folder.path, {name: missing[name] for name in ids})
    first, later, gaussian = (
        {condition: test.images for condition, test in read.tests.items()}
        for r in results
        if (read := cross_tests.read(folder.point(r.point.id), r))
    )
    data = fingerprint.of_data(clean.digest)
    broken, other = Condition("broken", 0.5), Condition("gaussian", 0.1)
    assert first[CLEAN] == later[CLEAN] == ImagesMet(data, math.inf)
    assert later[broken] == ImagesMet("d", 12.5)  # as its point recorded
    assert not first[broken].may_be(later[broken])
    assert gaussian == first
    assert first[other] == later[other]
    assert first[other].snr_db == pytest.approx(14.6, abs=1)
    # the images that a network errs on are kept only if they are those that it met
    assert not folder.point(results[1].point.id).mistakes.exists()
    assert folder.point(results[2].point.id).mistakes.exists()


@pytest.mark.slow
def test_a_plugin_that_fails_leaves_the_tests_of_other_kinds(stored):
    folder, sweep, results = stored({"broken": [0.1], "gaussian": [0.1]}, BROKEN)
    (folder.plugins / "broken.py").write_text("import no_such_module")
    forget_plugins()
    with pytest.raises(PointError) as caught:
        tested_networks.evaluate(
            folder.path, cross_tests.missing(sweep, folder, results)
        )
    assert str(caught.value).endswith(
        "plugins/broken.py, line 1: ModuleNotFoundError: No module named "
        "'no_such_module'"
    )
    left = [Condition("broken", 0.1)]
    assert cross_tests.missing(sweep, folder, results) == {
        result.point.id: left for result in results
    }


def test_what_cannot_be_written_for_one_kind_ends_no_other(stored):
    folder, sweep, results = stored({"gaussian": [0.1], "uniform": [0.1]})
    folder.samples("gaussian").parent.write_text("in the way")
    with pytest.raises(PointError) as caught:
        tested_networks.evaluate(
            folder.path, cross_tests.missing(sweep, folder, results)
        )
    problem = r"FileExistsError: \[Errno 17\] File exists: '\S+/samples'"
    assert re.fullmatch(
        f"gaussian noise, repeat 0: {problem}; uniform noise, repeat 0: {problem}",
        str(caught.value),
    )
    assert cross_tests.missing(sweep, folder, results) == {}


@pytest.mark.slow
def test_a_network_of_another_keras_is_named_with_both_versions_and_tried_again(stored):
    folder, sweep, results = stored({"gaussian": [0.1, 0.2]})
    first, other = (folder.point(result.point.id) for result in results)
    write_network(first.model, "3.99.0", layers=("LayerToCome",))
    missing = cross_tests.missing(sweep, folder, results)
    tested_networks.evaluate(folder.path, missing)
    error = cross_tests.read(first, results[0]).error
    both = [Condition("gaussian", level) for level in (0.1, 0.2)]
    assert error.startswith(
        "the network was saved by Keras 3.99.0, and Keras "
        f"{keras.__version__} cannot load it: ValueError: Could not deserialize "
        "'keras.layers.LayerToCome'"
    )
    assert "\n" not in error
    assert list(cross_tests.read(other, results[1]).tests) == both

    missing = cross_tests.missing(sweep, folder, results)
    assert missing == {results[0].point.id: both}
    write_network(first.model, "3.99.0")
    tested_networks.evaluate(folder.path, missing)
    transfer = cross_tests.read(first, results[0])
    assert (list(transfer.tests), transfer.error) == (both, None)
    assert cross_tests.missing(sweep, folder, results) == {}


LAYERS = """
import keras

@keras.saving.register_keras_serializable()
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs
"""
MODEL = """
from noiselab import models

@models.register("twice", epochs=1, learning_rate=1)
def twice(shape, classes):
    from keras import Input, Model, layers
    from own_layers import Twice
    images = Input(shape)
    flat = Twice()(layers.Flatten()(images))
    return Model(images, layers.Dense(classes, "softmax")(flat))
"""


@pytest.mark.slow
def test_a_layer_of_a_module_that_only_building_imports_is_known(stored, tmp_path):
    (tmp_path / "own_layers.py").write_text(LAYERS)
    folder, sweep, results = stored({"gaussian": [0.1]}, MODEL, "twice")
    network = models.build("twice", (8, 8, 1), 10)
    saved_networks.save(network, folder.point(results[0].point.id).model)
    forget_plugins()
    keras.saving.get_custom_objects().clear()
    tested_networks.evaluate(folder.path, cross_tests.missing(sweep, folder, results))
    assert cross_tests.errors(folder, results) == {}
    assert cross_tests.missing(sweep, folder, results) == {}


@pytest.mark.slow
def test_a_network_that_was_saved_with_lists_of_inputs_is_tested_all_the_same(
    stored, tmp_path
):
    (tmp_path / "own_layers.py").write_text(LAYERS)
    folder, sweep, results = stored({"gaussian": [0.1]}, MODEL, "twice")
    network = models.build("twice", (8, 8, 1), 10)
    network.save(folder.point(results[0].point.id).model)  # not as a point saves it
    tested_networks.evaluate(folder.path, cross_tests.missing(sweep, folder, results))
    assert not cross_tests.errors(folder, results)
    assert not cross_tests.missing(sweep, folder, results)


def test_a_layer_that_is_not_registered_is_named(stored, tmp_path):
    (tmp_path / "own_layers.py").write_text(LAYERS.replace("@", "#"))
    folder, sweep, results = stored({"gaussian": [0.1]}, MODEL, "twice")
    network = models.build("twice", (8, 8, 1), 10)
    network.save(folder.point(results[0].point.id).model)
    tested_networks.evaluate(folder.path, cross_tests.missing(sweep, folder, results))
    (error,) = cross_tests.errors(folder, results)
    assert error.startswith(
        f"Keras {keras.__version__} cannot load the network: TypeError: Could not "
        "locate class 'Twice'. Make sure custom classes and functions are decorated"
    )
    assert "config" not in error


def test_a_network_of_this_keras_that_cannot_be_loaded_is_named(stored):
    folder, sweep, results = stored({"gaussian": [0.1]})
    files = folder.point(results[0].point.id)
    with files.model.open("wb") as file:
        np.savez(file, no_network=[0])
    tested_networks.evaluate(folder.path, cross_tests.missing(sweep, folder, results))
    assert cross_tests.read(files, results[0]).error.startswith(
        f"Keras {keras.__version__} cannot load the network: KeyError: "
    )


@pytest.mark.parametrize("is_its_own", [True, False])
def test_a_network_is_not_tested_that_gives_other_answers_than_recorded(
    stored, is_its_own
):
    folder, _, (result, *_) = stored({"gaussian": [0, 0.3]})
    files = folder.point(result.point.id)
    clean = datasets.load("digits")
    met = {"data": fingerprint.of_data(clean.digest)}
    result = result.model_copy(
        update={"snr_db": None, "fingerprint": result.fingerprint | met}
    )
    files.result.write_text(result.as_json())
    network = saved_networks.load(files.model)
    answers = saved_networks.answers(network, clean.x_test)
    np.savez(
        files.predictions,
        probabilities=answers if is_its_own else np.roll(answers, 1, axis=1) ** 0.1,
        labels=clean.y_test,
    )
    missing = {result.point.id: [CLEAN, Condition("gaussian", 0.3)]}
    tested_networks.evaluate(folder.path, missing)
    transfer = cross_tests.read(files, result)
    if is_its_own:
        assert (transfer.error, [*transfer.tests]) == (None, missing[result.point.id])
    else:
        assert transfer.tests == {}
        assert "does not give the answers that its point recorded" in transfer.error
