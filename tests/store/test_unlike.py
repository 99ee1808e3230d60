import pytest
from helpers.studies_beside import refingerprint, stored

from noiselab.common.errors import DataError
from noiselab.store import unlike


def test_studies_that_differ_in_nothing_have_no_differences(make_study):
    both = stored(make_study, "a"), stored(make_study, "b")
    unlike.check_data(both)
    assert unlike.differences(both) == []


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"seed": 3}, ["seed: 0 in a; and 3 in b."]),
        ({"clip": True, "batch_size": 64}, None),
        ({"mlnn": {"epochs": 3}}, ["epochs of mlnn: 20 in a; and 3 in b."]),
        ({"repeats": "1..2"}, ["repeats: 1 in a; and 1..2 in b."]),
        (
            {"levels": [0.5, 1]},
            ["levels of gaussian: 0, 0.5 in a; and 0.5, 1 in b."],
        ),
        (
            {"noise": "shot"},
            [
                "levels of gaussian: 0, 0.5 in a; and none in b.",
                "levels of shot: none in a; and 0, 0.5 in b.",
            ],
        ),
        ({"models": "convnet"}, ["models: mlnn in a; and convnet in b."]),
    ],
)
def test_each_setting_that_differs_is_told(make_study, changes, sentences):
    told = unlike.differences(
        (stored(make_study, "a"), stored(make_study, "b", **changes))
    )
    if sentences is None:
        sentences = [
            "clip: False in a; and True in b.",
            "batch_size: 128 in a; and 64 in b.",
        ]
    assert told == sentences


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("template", "the template is not the same."),
        ("code", "the code of noiselab is not the same."),
        ("model", "the code of the model mlnn is not the same."),
        ("kind", "the code of the noise kind gaussian is not the same."),
        (
            "libraries",
            "libraries: not recorded in a; and other in b.",
        ),
    ],
)
def test_each_part_of_the_fingerprint_that_differs_is_told(make_study, part, sentence):
    other = refingerprint(stored(make_study, "b"), **{part: "other"})
    assert unlike.differences((stored(make_study, "a"), other)) == [sentence]


def test_other_data_is_refused_in_a_line_that_names_both(make_study):
    one = stored(make_study, "a")
    other = refingerprint(stored(make_study, "b"), data="e")
    with pytest.raises(DataError) as caught:
        unlike.check_data((one, other))
    assert str(caught.value) == (
        f"{other.folder.path}: its data is not that of {one.folder.path} (digest e, "
        "there d), so they cannot be compared; name studies of the same data"
    )


def test_a_study_without_a_finished_point_is_refused(make_study):
    one, other = stored(make_study, "a"), stored(make_study, "b")
    for path in other.folder.path.glob("points/*/result.json"):
        path.unlink()
    with pytest.raises(DataError, match="has no finished point to compare"):
        unlike.check_data((one, unlike.Stored.read("b", other.folder.path)))
