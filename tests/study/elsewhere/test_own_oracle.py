"""Every bundled kind is held against at least two other libraries of its definition."""

from dataclasses import replace

import pytest
from helpers.oracle import compared, stored

from noiselab.study.parts import built_in

FIGURES = list(compared(stored()))


@pytest.mark.parametrize("kind", sorted(built_in().noise))
def test_a_kind_agrees_with_other_libraries(kind):
    of_kind = [one for one in FIGURES if one.kind == kind]
    assert [one for one in of_kind if not one.agrees] == []
    libraries = {one.library for one in of_kind if one.figure == "mean"}
    assert len(libraries) >= 2, libraries


def test_a_kind_of_another_strength_would_be_seen():
    for one in FIGURES:
        if one.figure in ("mean", "quarter"):
            assert not replace(one, here=1.1 * one.here + 0.006).agrees
