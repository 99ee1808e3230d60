"""The deviation that is told is the one that noise has."""

import numpy as np
import pytest

from noiselab.experiment import noise
from noiselab.study.elsewhere import deviation


@pytest.mark.parametrize("level", [0.02, 0.3])
@pytest.mark.parametrize("kind", noise.KINDS)
def test_it_is_that_of_the_kind_on_mid_grey(kind, level):
    told = deviation.of_mid_grey(kind, level)
    if kind not in ("gaussian", "uniform", "speckle", "shot", "salt_and_pepper"):
        assert told is None
        return
    grey = np.full((40, 32, 32, 1), 0.5, np.float32)
    noisy = noise.apply(kind, grey, level, np.random.default_rng(0))
    assert (noisy - grey).std() == pytest.approx(told, rel=0.05)


def test_a_kind_of_ones_own_has_none():
    assert deviation.of_mid_grey("stripes", 0.5) is None
