"""Severities of the published sets."""

import pytest

from noiselab.experiment import noise
from noiselab.study.elsewhere.corruptions import NAMES, SEVERITIES, nearest_severity


def test_severities_are_levels_of_noiselabs_kinds():
    assert SEVERITIES.keys() == NAMES.keys()
    for kind, levels in SEVERITIES.items():
        assert list(levels) == sorted(levels)
        assert len(levels) == 5
        assert [noise.kind(kind).check(level) for level in levels] == list(levels)


@pytest.mark.parametrize(
    ("kind", "level", "severity", "is_exact"),
    [
        ("gaussian", 0.18, 3, True),
        ("gaussian", 0.1, 2, False),
        ("gaussian", 5, 5, False),
        ("shot", 0.2, 4, True),
        ("shot", 0.0833, 3, True),
        ("salt_and_pepper", 0.001, 1, False),
    ],
)
def test_the_nearest_by_ratio(kind, level, severity, is_exact):
    found = nearest_severity(kind, level)
    assert (found.severity, found.is_exact) == (severity, is_exact)
    assert found.name == NAMES[kind]


def test_none_where_there_is_none():
    assert nearest_severity("occlusion", 0.5) is None
    assert nearest_severity("gaussian", 0) is None


def test_the_published_mnist_c_has_one_severity_of_two_kinds():
    assert nearest_severity("shot", 1 / 3).in_mnist_c
    assert nearest_severity("salt_and_pepper", 0.17).in_mnist_c
    assert not nearest_severity("gaussian", 0.18).in_mnist_c
