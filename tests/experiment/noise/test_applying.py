import numpy as np
import pytest
from helpers.kinds import drawn, images

from noiselab.common.errors import PartOptionError
from noiselab.experiment import noise
from noiselab.experiment.noise.applying import named


def test_a_kind_is_given_by_its_name_or_as_it_is_with_options():
    kind = noise.kind("motion_blur", angle=45)
    assert named(kind, {}) is kind
    assert named("motion_blur", {"angle": 45}) == kind
    assert named(kind, {"angle": 30}).options["angle"] == 30
    clean = images()
    given = drawn("motion_blur", clean, 3, angle=45)
    np.testing.assert_array_equal(drawn(kind, clean, 3), given)
    with pytest.raises(PartOptionError, match="did you mean angle"):
        drawn("motion_blur", clean, 3, angel=45)
