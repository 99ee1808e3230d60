"""Kinds are held against at least two other libraries that have their definition."""

from dataclasses import replace

import pytest
from helpers.oracle import compared, stored

from noiselab.study.parts import built_in

FIGURES = list(compared(stored()))
# of the others, each library has a definition of its own
DEFINED_ALIKE = (
    "gaussian",
    "gaussian_blur",
    "occlusion",
    "salt_and_pepper",
    "shot",
    "speckle",
    "uniform",
)


def test_these_are_the_kinds_that_several_libraries_have():
    assert {one.kind for one in FIGURES} == {*DEFINED_ALIKE} <= {*built_in().noise}


@pytest.mark.parametrize("kind", DEFINED_ALIKE)
def test_a_kind_agrees_with_other_libraries(kind):
    of_kind = [one for one in FIGURES if one.kind == kind]
    assert [one for one in of_kind if not one.agrees] == []
    libraries = {one.library for one in of_kind if one.figure == "mean"}
    assert len(libraries) >= 2, libraries


def test_a_kind_of_another_strength_would_be_seen():
    for one in FIGURES:
        if one.figure in ("mean", "quarter"):
            assert not replace(one, here=1.1 * one.here + 0.006).agrees
