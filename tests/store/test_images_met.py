import math

import pytest

from noiselab.store import images_met
from noiselab.store.images_met import ImagesMet

BASE = ImagesMet("d", 5.0)


@pytest.mark.parametrize(
    ("other", "may_be"),
    [
        (BASE, True),
        (ImagesMet("d", 5.0 + 4e-6), True),  # rounded elsewhere
        (ImagesMet("d", 5.0 + 5e-6), False),
        (ImagesMet("d", 5.0 - 5e-6), False),
        (ImagesMet("d", math.inf), False),
        (ImagesMet("e", 5.0), False),
        (ImagesMet(None, 5.0), True),  # not recorded
        (ImagesMet("d", None), True),
        (ImagesMet("e", None), False),
        (ImagesMet(), True),
    ],
)
def test_images_may_be_the_same_unless_what_is_recorded_differs(other, may_be):
    assert BASE.may_be(other) is other.may_be(BASE) is may_be


def test_clean_images_have_an_infinite_ratio(point, make_result):
    clean = images_met.of_result(make_result(point, snr_db=None))
    assert clean == ImagesMet("d", math.inf)
    assert clean.may_be(clean)
    result = make_result(point, fingerprint={})
    assert images_met.of_result(result) == ImagesMet(None, 12.5)
