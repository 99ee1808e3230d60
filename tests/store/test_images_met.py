import math

import pytest

from noiselab.store import images_met
from noiselab.store.images_met import ImagesMet
from noiselab.study.point import Point

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
    assert clean.draw == ("gaussian", 0, 0, False)
    assert (clean.data, clean.snr_db) == ("d", math.inf)
    assert clean.may_be(clean)
    result = make_result(point, fingerprint={})
    assert images_met.of_result(result).data is None


@pytest.mark.parametrize(
    "change", [{"seed": 7}, {"clip": True}, {"repeat": 1}, {"noise": "shot"}]
)
def test_noise_follows_from_the_settings_whatever_its_ratio(make_result, point, change):
    met, other = (
        images_met.of_result(make_result(Point(**point.parameters() | changes)))
        for changes in ({}, change)
    )
    assert met.snr_db == other.snr_db
    assert not met.may_be(other)
    clean, another = (
        images_met.of_result(
            make_result(Point(**point.parameters() | changes | {"level": 0.0}))
        )
        for changes in ({}, change)
    )
    assert clean == another
