import numpy as np
import pytest

from noiselab.experiment.datasets.scaling import Span, scaled
from noiselab.experiment.datasets.stored_images import StoredImages


@pytest.mark.parametrize("dtype", ["u1", "i2", "f4", "?"])
@pytest.mark.parametrize("span", [Span(0, 255), Span(-3, 70), Span(0, 1)])
def test_images_are_those_that_are_scaled_in_memory(dtype, span, tmp_path):
    stored = np.random.default_rng(0).integers(0, 2, (9, 4, 3, 2)).astype(dtype)
    stored.tofile(tmp_path / "x")
    images = StoredImages(tmp_path / "x", stored.shape, dtype, span)
    whole = scaled(stored, span)
    np.testing.assert_array_equal(np.asarray(images), whole)
    for places in ([5, 0, 0, 8], [2, 3, 4], []):
        some = images.some(np.array(places, int))
        np.testing.assert_array_equal(some, whole[places])
        assert some.dtype == np.float32
    np.testing.assert_array_equal(images[7:2:-1], whole[7:2:-1])
