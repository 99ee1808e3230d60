import numpy as np
import pytest
from helpers.studies import changed, first

from noiselab.analysis.evidence import Evidence
from noiselab.report import figures
from noiselab.report.figures import alt
from noiselab.report.figures.numbers import Numbers
from noiselab.report.figures.transfer import accuracies, gains
from noiselab.study import sweep_file

COUNTS = {(0.0, 0.0): 400, (0.0, 0.5): 100, (0.5, 0.5): 300, (0.5, 0.0): 200}


@pytest.fixture
def study(sweep, make_study):
    return make_study(sweep, lambda point, level: first(COUNTS[point.level, level]))


def test_rows_are_trained_at_and_columns_tested_at(study):
    levels, table = accuracies(study, "mlnn", "gaussian")
    assert levels == [0.0, 0.5]
    np.testing.assert_array_equal(table, [[1, 0.25], [0.5, 0.75]])


def test_repeats_are_averaged(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda point, level: first(300 + 100 * point.repeat))
    np.testing.assert_array_equal(accuracies(study, "mlnn", "gaussian")[1], 0.875)


def test_gains_are_against_the_networks_trained_without_noise(study):
    levels, table = gains(study, "mlnn", "gaussian")
    assert levels == [0.0, 0.5]
    np.testing.assert_array_equal(table, [[0, 0], [-0.5, 0.5]])


def test_gains_are_of_the_same_images_only(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(COUNTS[point.level, level]))
    other = changed(study, lambda point: point.level == 0.5, fingerprint={"data": "x"})
    _, table = gains(other, "mlnn", "gaussian")
    assert np.isnan(table[1]).all()


def test_all_models_side_by_side(study):
    ax, scale = figures.transfer_maps(study, "gaussian").axes
    positions = {text.get_text(): text.get_position() for text in ax.texts}
    assert positions["MLNN"][0] < positions["ConvNet"][0]
    assert positions["MLNN"][1] == positions["ConvNet"][1]
    tables = ax.images[0].get_array(), ax.images[1].get_array()
    np.testing.assert_array_equal(tables, [[[0, 0], [-0.5, 0.5]]] * 2)
    assert scale.get_ylabel() == "gain in accuracy by training with noise"


def written(ax):
    """The numbers in the squares, each with its position."""
    return [
        (word, *place)
        for some in ax.collections
        if isinstance(some, Numbers)
        for word, place in zip(some.words, some.get_offsets(), strict=True)
    ]


def test_gain_and_accuracy_stand_on_their_squares_and_names_beside_them(study):
    ax, _ = figures.transfer_maps(study, "gaussian").axes
    numbers = written(ax)
    assert sorted(word for word, *_ in numbers) == sorted(
        ["1.000", "0.250", "0.500", "0.750", "−0.500", "+0.500"] * 2
    )
    left, right, below, above = ax.images[1].get_extent()
    second = {word: (x, y) for word, x, y in numbers if x > left}
    quarter, half = (right - left) / 4, (above - below) / 2
    assert second["0.250"] == pytest.approx((right - quarter, below + half / 2))
    assert second["−0.500"][0] == second["0.500"][0] == pytest.approx(left + quarter)
    assert second["−0.500"][1] > above - half / 2 > second["0.500"][1] > below + half
    names = [text.get_position() for text in ax.texts if text.get_text() == "0.5"]
    assert max(names)[0] == pytest.approx(second["0.250"][0])
    assert min(names)[1] == pytest.approx(above - half / 2)


@pytest.mark.parametrize(("count", "letters"), [(12, {4, 5}), (15, set())])
def test_many_levels_have_gains_only_then_none(sweep, make_study, count, letters):
    levels = [n / 20 for n in range(count)]
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
    study = make_study(sweep, lambda point, level: first(300))
    several, _ = figures.transfer_maps(study, "gaussian").axes
    assert {len(word) for word, *_ in written(several)} <= letters
    assert {text.get_rotation() for text in several.texts} == {0, 90}


def test_without_a_level_0_the_map_is_of_accuracies(sweep, make_study):
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.1, 0.5]}})
    study = make_study(sweep, lambda point, level: first(300))
    several, scale = figures.transfer_maps(study, "gaussian").axes
    assert scale.get_ylabel() == "accuracy"
    assert {word for word, *_ in written(several)} == {"0.750"}


def test_long_names_stand_clear_of_the_words_below(sweep, make_study):
    levels = [n / 80 for n in range(12)]
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
    figure = figures.transfer_maps(make_study(sweep, lambda *_: first(300)), "gaussian")
    figure.canvas.draw()
    texts = figure.axes[0].texts
    upright = [text for text in texts if text.get_rotation() == 90 and text.get_text()]
    names = [text.get_window_extent() for text in upright if "." in text.get_text()]
    (label, _) = [text for text in texts if text.get_text() == "tested at level"]
    words = label.get_window_extent()
    assert min(box.y0 for box in names) > words.y1
    assert words.y0 > 0


def test_unknown_accuracies_stay_empty(sweep):
    ax, _ = figures.transfer_maps(Evidence(sweep, [], "nowhere"), "gaussian").axes
    words = {text.get_text() for text in ax.texts}
    assert words == {
        "MLNN",
        "ConvNet",
        "0",
        "0.5",
        "trained at level",
        "tested at level",
    }
    assert written(ax) == []
    assert all(np.isnan(image.get_array().filled(np.nan)).all() for image in ax.images)


def test_in_words(study):
    assert alt.transfer_maps(study, "gaussian") == (
        "Heat maps of what training with noise gains in accuracy by training level and "
        "test level, Gaussian noise. Accuracy: "
        + "; ".join(
            f"{name} trained at 0 and tested at 0: 1.000, trained at 0 and tested at "
            "0.5: 0.250, trained at 0.5 and tested at 0: 0.500, trained at 0.5 and "
            "tested at 0.5: 0.750"
            for name in ("MLNN", "ConvNet")
        )
        + "."
    )
