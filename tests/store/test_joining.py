import pytest
from helpers.studies_beside import refingerprint, stored

from noiselab.common.errors import SweepError
from noiselab.store import joining


def joined(*studies):
    return joining.join(studies, "both")


def ids(whole):
    return [result.point.id for _, _, result in whole.results()]


def test_repeats_of_the_same_study_become_one_study(make_study):
    whole = joined(
        stored(make_study, "a", repeats=2), stored(make_study, "b", repeats="2..3")
    )
    assert not whole.are_told_apart
    assert (whole.sweep.models, whole.sweep.repeats) == (("mlnn",), 4)
    assert sorted(ids(whole)) == sorted(point.id for point in whole.sweep.points())


def test_levels_and_kinds_of_the_same_study_become_one_study(make_study):
    whole = joined(
        stored(make_study, "a"),
        stored(make_study, "b", levels=[1]),
        stored(make_study, "c", noise="shot"),
    )
    assert not whole.are_told_apart
    assert whole.sweep.noise == {"gaussian": (0, 0.5, 1), "shot": (0, 0.5)}
    # two studies trained a network without noise: each is called by its kind
    places = [place.place_id for place in whole.sweep.places()]
    assert sorted(ids(whole)) == sorted(places)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"seed": 1},
        {"repeats": "1..2", "seed": 1},
        {"repeats": "1..2", "mlnn": {"epochs": 3}},
        {"repeats": "0..1"},
    ],
)
def test_where_names_collide_models_are_told_apart(make_study, changes):
    whole = joined(stored(make_study, "a"), stored(make_study, "B-x", **changes))
    assert whole.are_told_apart
    assert whole.sweep.models == ("a_mlnn", "b_x_mlnn")
    labels = [part.label for part in whole.sweep.parts.models.values()]
    assert labels == ["a: MLNN", "B-x: MLNN"]
    colours = [part.colour for part in whole.sweep.parts.models.values()]
    assert len({*colours}) == 2
    assert {name.split("--")[0] for name in ids(whole)} == {"a_mlnn", "b_x_mlnn"}


def test_variants_of_other_options_are_told_apart(make_study):
    def of(name, width, **more):
        wide = {"model": "mlnn", "width": width}
        return stored(make_study, name, models=["wide"], wide=wide, **more)

    whole = joined(of("a", 9), of("b", 9, repeats="1..2"))
    assert not whole.are_told_apart
    assert whole.sweep.model_options == {"wide": {"model": "mlnn", "width": 9}}
    assert sorted(ids(whole)) == sorted(point.id for point in whole.sweep.points())
    whole = joined(of("c", 9), of("d", 8, repeats="1..2"))
    assert whole.sweep.models == ("c_wide", "d_wide")
    assert whole.sweep.model_options["d_wide"] == {"model": "mlnn", "width": 8}


@pytest.mark.parametrize("part", ["code", "template", "model", "kind"])
def test_repeats_of_other_code_are_told_apart(make_study, part):
    other = refingerprint(stored(make_study, "b", repeats="1..2"), **{part: "other"})
    assert joined(stored(make_study, "a"), other).are_told_apart


def test_repeats_of_other_libraries_are_not(make_study):
    other = stored(make_study, "b", repeats="1..2")
    other = refingerprint(other, libraries="other")
    assert not joined(stored(make_study, "a"), other).are_told_apart


def test_a_model_of_one_study_keeps_its_name(make_study):
    whole = joined(
        stored(make_study, "a", models=["convnet", "mlnn"]), stored(make_study, "b")
    )
    assert whole.sweep.models == ("convnet", "a_mlnn", "b_mlnn")
    assert whole.sweep.baseline == "convnet"


def test_names_that_would_be_the_same_are_numbered(make_study):
    whole = joined(stored(make_study, "a-b"), stored(make_study, "a_b"))
    assert whole.sweep.models == ("study1_mlnn", "study2_mlnn")
    whole = joined(stored(make_study, "1"), stored(make_study, "2"))
    assert whole.sweep.models == ("study1_mlnn", "study2_mlnn")
    whole = joined(stored(make_study, "x" * 99), stored(make_study, "y" * 99))
    assert {len(name) for name in whole.sweep.models} == {40}


def test_what_reports_say_alike_stays(make_study):
    report = {"author": "A", "after_epochs": 2}
    whole = joined(
        stored(make_study, "a", report=report | {"title": "One"}),
        stored(make_study, "b", report=report | {"title": "Other"}),
    )
    kept = whole.sweep.report
    assert (kept.author, kept.after_epochs, kept.title) == ("A", 2, None)


def test_a_whole_of_too_many_points_is_one_line(make_study):
    other = stored(make_study, "b", repeats="9999..9999")
    with pytest.raises(SweepError) as caught:
        joined(stored(make_study, "a"), other)
    assert str(caught.value) == (
        "the studies together: repeats and levels make 20000 points; a sweep may have "
        "at most 10000"
    )
