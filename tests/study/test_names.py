import dataclasses

import pytest

from noiselab.study import names, sweep_file
from noiselab.study.parts import KindPart, ModelPart, Parts


@pytest.fixture
def many(sweep):
    """A sweep of several kinds."""
    kinds = ("gaussian", "salt_and_pepper", "occlusion", "gaussian_blur")
    return sweep_file.check(sweep.as_file() | {"noise": dict.fromkeys(kinds, 0)})


def test_models_have_their_labels(sweep):
    assert names.of_model(sweep, "mlnn") == "MLNN"
    assert names.of_model(sweep, "convnet") == "ConvNet"


def test_noise_kinds_are_plain_words(many):
    assert names.of_noise(many, "gaussian") == "Gaussian noise"
    assert names.of_noise(many, "salt_and_pepper") == "salt and pepper noise"
    assert names.of_noise(many, "occlusion") == "occlusion"


def test_the_labels_are_the_sweeps_own(sweep):
    own = Parts(
        noise={"gaussian": KindPart(label="snow")},
        models={"mlnn": ModelPart(label="Mine")},
    )
    other = sweep.model_copy(update={"parts": sweep.parts | own})
    assert names.of_sweep(other) == "What noise does to Mine and ConvNet on digits"
    assert names.of_conditions(other, [("gaussian", 0.5)]) == "with snow of 0.5"
    assert (
        names.of_conditions(sweep, [("gaussian", 0.5)]) == "with Gaussian noise of 0.5"
    )


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "MLNN, Gaussian noise 0.5 on digits"),
        ({"level": 0.0}, "MLNN, without noise on digits"),
        ({"repeat": 2}, "MLNN, Gaussian noise 0.5 on digits, repeat 2"),
        (
            {"model": "convnet", "noise": "gaussian_blur", "level": 25.5},
            "ConvNet, Gaussian blur 25.5 on digits",
        ),
    ],
)
def test_a_point_is_called_by_what_was_run(many, point, changes, title):
    assert names.of_point(many, dataclasses.replace(point, **changes)) == title


@pytest.mark.parametrize(
    ("count", "named"), [(1, "MLNN"), (3, "MLNN, a and b"), (5, "5 networks")]
)
def test_a_title_names_few_networks(sweep, count, named):
    models = ["mlnn", "a", "b", "c", "d"][:count]
    own = {name: {"model": "mlnn"} for name in models[1:]}
    several = sweep_file.check(sweep.as_file() | own | {"models": models})
    assert names.of_sweep(several) == f"What noise does to {named} on digits"


def test_a_sweep_is_called_by_its_settings_or_its_own_title(sweep):
    assert names.of_sweep(sweep) == "What noise does to MLNN and ConvNet on digits"
    fields = sweep.as_file()
    single = sweep_file.check(fields | {"models": "convnet"})
    assert names.of_sweep(single) == "What noise does to ConvNet on digits"
    titled = sweep_file.check(fields | {"report": {"title": "Noise & me"}})
    assert names.of_sweep(titled) == "Noise & me"


def test_an_own_file_is_called_by_its_name_without_its_folders(sweep):
    own = sweep_file.check(sweep.as_file() | {"dataset": "/home/me/data/own.npz"})
    assert names.of_sweep(own) == "What noise does to MLNN and ConvNet on own.npz"


def test_gauss_has_a_capital_letter_in_labels_that_were_stored_without(sweep):
    assert sweep.parts.noise["gaussian"].label == "gaussian noise"
    assert names.of_noise(sweep, "gaussian") == "Gaussian noise"
    assert names.with_capitals("gaussian blur") == "Gaussian blur"
