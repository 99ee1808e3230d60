"""What was found of a kind is kept beside a point, and read back."""

import functools

import numpy as np
import pytest

from noiselab.common.folders import PointFolder
from noiselab.experiment.noise import Kind
from noiselab.study import noise_warnings
from noiselab.study.noise_checks import Found

FOUND = Found("some clean", "leaves 2 of 9 images as they are", "set p to 1")


def drawn(images, level, rng):
    return images


def noted(function=drawn):
    kind = Kind("mine", "mine", "level", "a level", np.inf, function)
    return noise_warnings.noted(kind, 0.25, FOUND)


def test_a_line_names_the_place_what_was_found_and_what_would_do():
    line = drawn.__code__.co_firstlineno
    assert str(noted()) == (
        f"test_noise_warnings.py, line {line}: noise mine at level 0.25 leaves 2 of 9 "
        "images as they are; set p to 1"
    )


def test_a_function_without_a_place():
    assert noted(functools.partial(drawn)).where == "noise, line 1"


def test_it_reads_back(tmp_path):
    folder = PointFolder(tmp_path)
    noise_warnings.write(folder, [noted()])
    assert noise_warnings.read(folder) == (noted(),)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"warnings": [{"kind": "mine"}]}', "\udcff"]
)
def test_of_a_damaged_file_nothing_is_read(tmp_path, text):
    folder = PointFolder(tmp_path)
    folder.noise_warnings.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert noise_warnings.read(folder) == ()


def test_without_a_file_nothing_is_read(tmp_path):
    assert noise_warnings.read(PointFolder(tmp_path / "absent")) == ()
