import pytest

from noiselab.common.errors import ReadingError
from noiselab.experiment.datasets.options import (
    KEYS,
    HeldOut,
    Labels,
    Options,
    Size,
    plain,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        (None, {}),
        ({"white": None, "labels": None}, {}),
        ({"white": 16, "black": -1}, {"white": 16, "black": -1}),
        ({"size": 28}, {"size": Size(28, 28)}),
        ({"size": [28, 30]}, {"size": Size(28, 30)}),
        (
            {"size": {"height": 2, "width": 3, "method": "box"}},
            {"size": Size(2, 3, "box")},
        ),
        ({"labels": "one_hot"}, {"labels": Labels(one_hot=True)}),
        ({"labels": "in_order"}, {"labels": Labels(in_order=True)}),
        ({"labels": {"from": 1}}, {"labels": Labels(first=1)}),
        (
            {"labels": {"column": "y", "from": 1}},
            {"labels": Labels(column="y", first=1)},
        ),
        ({"labels": {10: 0, 1: 1}}, {"labels": Labels(mapping={"10": 0, "1": 1})}),
        ({"test": 0.2}, {"test": HeldOut(0.2)}),
        (
            {"test": {"share": 0.5, "seed": 3, "stratified": False}},
            {"test": HeldOut(0.5, 3, False)},
        ),
        ({"classes": ["cat", 7]}, {"classes": ("cat", "7")}),
        ({"shape": [16, 20]}, {"shape": (16, 20)}),
    ],
)
def test_what_can_be_meant_is_read(given, expected):
    assert Options.of(given) == Options(**expected)
    assert Options.of(plain(given)) == Options(**expected)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"wite": 1}, "data.wite is not a key of data (did you mean white?)"),
        (
            {"zebra": 1},
            f"data.zebra is not a key of data; available: {', '.join(KEYS)}",
        ),
        (["white"], 'data must hold keys and values, not ["white"]'),
        ({"white": "16"}, 'data.white must be a number, not "16"'),
        ({"white": True}, "data.white must be a number, not true"),
        ({"white": float("nan")}, "data.white must be a finite number, not nan"),
        (
            {"white": 0},
            "data.white must be more than black, 0, not 0; negatives take "
            "`invert: true`",
        ),
        (
            {"axes": "channel_first"},
            "data.axes must be channels_last, channels_first or count_last, not "
            '"channel_first" (did you mean channels_first?)',
        ),
        (
            {"shape": 784},
            "data.shape must be [height, width] or [height, width, channels], not 784",
        ),
        ({"size": 0}, "data.size must be from 1 to 4096, not 0"),
        (
            {"size": [1, 2, 3]},
            "data.size must be a side or [height, width], not [1, 2, 3]",
        ),
        ({"size": {"height": 3}}, "data.size must have both height and width"),
        (
            {"size": {"hight": 3}},
            'data.size has no key "hight" (did you mean height?)',
        ),
        ({"grey": "yes"}, 'data.grey must be true or false, not "yes"'),
        (
            {"alpha": "keep"},
            'data.alpha must be refuse, drop, white or black, not "keep"',
        ),
        (
            {"labels": "onehot"},
            "data.labels must be one_hot, in_order, {column: 0}, {from: 1} or the "
            'number of each stored label, such as {cat: 0, dog: 1}, not "onehot"',
        ),
        (
            {"labels": {"cat": "0"}},
            'data.labels must be a whole number, not "0"',
        ),
        ({"labels": {}}, "data.labels must name at least one stored label, not {}"),
        (
            {"classes": "cat"},
            'data.classes must list the names of the classes, not "cat"',
        ),
        ({"classes": ["a", "a"]}, "data.classes lists a twice"),
        ({"test": 1}, "data.test must be a share between 0 and 1, not 1"),
        (
            {"test": {"seed": 1}},
            "data.test must have a share, such as {share: 0.2}",
        ),
        ({"limit": 0}, "data.limit must be 1 or more, not 0"),
        ({"limit": 1.5}, "data.limit must be a whole number, not 1.5"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(given, problem):
    with pytest.raises(ReadingError) as caught:
        Options.of(given)
    assert str(caught.value) == problem


def test_only_names_of_classes_leave_arrays_as_they_are():
    assert not Options.of({"classes": ["a", "b"]}).decide_arrays
    assert not Options.of({"classes": ["a", "b"]}).are_none
    assert Options.of({"limit": 3}).decide_arrays
    assert Options.of({}).are_none
