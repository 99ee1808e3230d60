import dataclasses

import pytest

from noiselab.study import names, sweep_file


def test_models_have_their_labels():
    assert names.of_model("mlnn") == "MLNN"
    assert names.of_model("convnet") == "ConvNet"
    assert names.of_model("my_network") == "my_network"


def test_noise_kinds_are_plain_words():
    assert names.of_noise("gaussian") == "gaussian noise"
    assert names.of_noise("salt_and_pepper") == "salt and pepper noise"
    assert names.of_noise("occlusion") == "occlusion"
    assert names.of_noise("no_kind_here") == "no kind here noise"


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "MLNN, gaussian noise 0.5 on digits"),
        ({"level": 0.0}, "MLNN, gaussian noise 0 on digits"),
        ({"repeat": 2}, "MLNN, gaussian noise 0.5 on digits, repeat 2"),
        (
            {"model": "convnet", "noise": "gaussian_blur", "level": 25.5},
            "ConvNet, gaussian blur 25.5 on digits",
        ),
    ],
)
def test_a_point_is_called_by_what_was_run(point, changes, title):
    assert names.of_point(dataclasses.replace(point, **changes)) == title


def test_a_sweep_is_called_by_its_settings_or_its_own_title(sweep):
    assert names.of_sweep(sweep) == "What noise does to MLNN and ConvNet on digits"
    fields = sweep.as_file()
    one = sweep_file.check(fields | {"models": "convnet"})
    assert names.of_sweep(one) == "What noise does to ConvNet on digits"
    own = sweep_file.check(fields | {"report": {"title": "Noise & me"}})
    assert names.of_sweep(own) == "Noise & me"


def test_an_own_file_is_called_by_its_name_without_its_folders(sweep):
    own = sweep_file.check(sweep.as_file() | {"dataset": "/home/me/data/own.npz"})
    assert names.of_sweep(own) == "What noise does to MLNN and ConvNet on own.npz"
