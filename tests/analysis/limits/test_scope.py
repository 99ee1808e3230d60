from helpers.limits import failed, statements, texts
from helpers.studies import first

SCOPE = (
    "hold for other trainings and for other test images of this kind: their bounds are "
    "the wider of two, Student's over the repeats and those over the images."
)
FAILING = (
    "That no training of a model fails, {0} repeats do not show: if every second one "
    "does, all {0} still learn in one study of {1}."
)


def test_single_runs(study):
    assert texts(study, "single runs", "averages") == [
        "Each network was trained once: the findings hold for these trained "
        "networks; others of their kind may differ. Set repeats: 5 in the sweep to "
        "find out."
    ]


def test_single_runs_are_called_so_whatever_the_sweep_asks_for(repeated):
    study = failed(repeated, lambda point: point.repeat == 1)
    assert texts(study, "single runs", "averages") == [
        "Each network was trained once: the findings hold for these trained "
        "networks; others of their kind may differ."
    ]
    (width,) = texts(study, "width of intervals")
    assert width.startswith("With 400 test images, ")


def test_averages(repeated):
    assert texts(repeated, "single runs", "averages") == [
        f"Averages over 2 repeats {SCOPE} With 2 repeats, Student's factor is 12.7, so "
        "only large differences can be shown; with 3 it is 4.3, with 5 it is 2.8. "
        + FAILING.format(2, 4)
    ]


def test_an_order_by_loss_holds_for_these_images(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    (text,) = texts(study, "losses")
    assert "may have a loss of up to 87, so mistakes too rare to be among" in text
    equal = sweep.model_copy(update={"name": "equal"})
    assert texts(make_study(equal, lambda p, level: first(350)), "losses") == []


def test_what_two_repeats_cost_is_said_only_of_two(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    failing = FAILING.format(3, 8)
    assert texts(study, "averages") == [f"Averages over 3 repeats {SCOPE} {failing}"]


def test_of_more_repeats_nothing_is_added(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 4})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    assert texts(study, "averages") == [f"Averages over 4 repeats {SCOPE}"]


def test_single_runs_beside_averages(repeated):
    study = failed(repeated, lambda point: point.repeat and point.level)
    assert texts(study, "single runs", "averages") == [
        "Findings from single runs hold for these trained networks; others of their "
        "kind may differ.",
        f"Averages over up to 2 repeats {SCOPE} With 2 repeats, Student's factor is "
        "12.7, so only large differences can be shown; with 3 it is 4.3, with 5 it is "
        f"2.8. {FAILING.format(2, 4)}",
    ]
    of_runs, of_means = texts(study, "width of intervals")
    assert of_runs.startswith("With 400 test images, ")
    assert of_means.startswith("Over the repeats and 400 test images, ")


def test_a_comparison_of_one_common_repeat_is_of_single_runs(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    lost = {"mlnn": 0, "convnet": 1}  # each keeps two repeats, one of them common
    study = failed(study, lambda p: p.repeat == lost[p.model])
    assert [s.topic for s in statements(study, "single runs", "averages")] == [
        "single runs",
        "averages",
    ]


def test_bounds_are_explained_only_where_some_are_shown(sweep, make_study, study):
    assert statements(study, "bounds") == []
    other = sweep.model_copy(update={"name": "other"})
    right = {"mlnn": first(300), "convnet": first(390)}
    different = make_study(other, lambda point, level: right[point.model])
    assert texts(different, "bounds") == [
        "Bounds in brackets hold simultaneously for all differences of their kind "
        "(95 %, Bonferroni); each difference in accuracy that is claimed also has a "
        "Holm-adjusted p-value of at most 0.05."
    ]
