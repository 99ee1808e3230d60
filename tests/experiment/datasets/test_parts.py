import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.parts import Parts, check_not_black
from noiselab.experiment.datasets.scaling import Span

RGBA = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 4), dtype=np.uint8)


def parts(images, **said):
    both = {"x_train": images, "x_test": images[:2]}
    labels = {"y_train": np.arange(6) % 2, "y_test": np.arange(2)}
    spans = dict.fromkeys(both, Span(0, 255))
    return Parts("own", both, spans, labels, Options.of(said), (), ())


@pytest.mark.parametrize(
    ("images", "said", "as_stored"),
    [
        (RGBA[..., :3], {}, True),
        (RGBA[..., :3], {"transpose": True}, True),
        (RGBA[..., :3], {"size": [4, 5]}, True),
        (RGBA[..., :3], {"size": [4, 5], "transpose": True}, False),
        (RGBA[..., :3], {"size": [5, 4], "transpose": True}, True),
        (RGBA[..., :3], {"grey": True}, False),
        (RGBA[..., :1], {"grey": True}, True),
        (RGBA, {"alpha": "drop"}, False),
        (RGBA, {"alpha": "refuse"}, True),
        (RGBA[..., :3], {"alpha": "white"}, True),
        (RGBA[..., :3], {"invert": True}, False),
    ],
)
def test_images_stay_as_stored_where_only_their_scale_changes(images, said, as_stored):
    made = parts(images, **said)
    assert made.are_as_stored == as_stored
    turned = images.swapaxes(1, 2) if said.get("transpose") else images
    whole = made.made().arrays["x_train"]
    if as_stored:
        np.testing.assert_array_equal(whole, turned / np.float32(255))
    assert made.bytes_in_memory == whole.nbytes * 8 // 6
    some = np.concatenate([made.finished("x_train", images[i : i + 4]) for i in (0, 4)])
    np.testing.assert_array_equal(some, whole)


def test_black_test_images_are_refused():
    with pytest.raises(DataError, match="x_test holds only black images"):
        check_not_black("own", np.zeros(3))
    with pytest.raises(DataError, match="x_test holds only black images"):
        parts(np.zeros_like(RGBA)).made()
