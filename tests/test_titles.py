import dataclasses

import pytest

from noiselab import sweep_file, titles


def test_models_have_their_labels():
    assert titles.of_model("mlnn") == "MLNN"
    assert titles.of_model("convnet") == "ConvNet"
    assert titles.of_model("my_network") == "my_network"


def test_noise_kinds_are_plain_words():
    assert titles.of_noise("gaussian") == "gaussian noise"
    assert titles.of_noise("salt_and_pepper") == "salt and pepper noise"
    assert titles.of_noise("occlusion") == "occlusion"
    assert titles.of_noise("no_kind_here") == "no kind here noise"


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
    assert titles.of_point(dataclasses.replace(point, **changes)) == title


def test_a_sweep_is_called_by_its_settings_or_its_own_title(sweep):
    assert titles.of_sweep(sweep) == "What noise does to MLNN and ConvNet on digits"
    fields = sweep.as_file()
    one = sweep_file.check(fields | {"models": "convnet"})
    assert titles.of_sweep(one) == "What noise does to ConvNet on digits"
    own = sweep_file.check(fields | {"report": {"title": "Noise & me"}})
    assert titles.of_sweep(own) == "Noise & me"


def test_an_own_file_is_called_by_its_name_without_its_folders(sweep):
    own = sweep_file.check(sweep.as_file() | {"dataset": "/home/me/data/own.npz"})
    assert titles.of_sweep(own) == "What noise does to MLNN and ConvNet on own.npz"
