import numpy as np
import pandas as pd
import pytest
from helpers.studies import first
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from noiselab.analysis import figure_bounds, samples
from noiselab.analysis.evidence import Evidence
from noiselab.report import figures
from noiselab.report.figures import level_lines, levels, style


def lines(ax):
    """Lines by label: x, y, style and colour."""
    return {line.get_label(): line for line in ax.lines}


def xy(line):
    return line.get_xdata(), line.get_ydata()


FRAME = pd.DataFrame(
    [
        ("mlnn", 0.5, 1.0, 2.0, 0.5, 0.4),
        ("mlnn", 0.5, 3.0, 4.0, 0.7, 0.6),
        ("mlnn", 0.0, 0.1, 0.2, 1.0, 0.9),
        ("mlnn", 1.0, None, None, 0.1, 0.1),
        ("convnet", 0.0, 0.3, 0.4, 0.95, 0.85),
    ],
    columns=[
        "model",
        "level",
        "train_loss",
        "val_loss",
        "train_accuracy",
        "val_accuracy",
    ],
)


@pytest.fixture
def study(sweep):
    """A study that has only its sweep."""
    return Evidence(sweep, [], "nowhere")


def axes(study, frame=FRAME):
    """The axes of each measure and curve, where there are two curves."""
    drawn = figures.level_curves(study, frame, "gaussian").axes
    places = [(m, c) for m in ("loss", "accuracy") for c in ("train", "val")]
    return dict(zip(places, drawn, strict=True))


def test_each_measure_has_a_row_and_each_curve_a_column_on_one_scale(study):
    figure = figures.level_curves(study, FRAME, "gaussian")
    assert type(figure) is Figure
    assert [ax.get_ylabel() for ax in figure.axes] == [
        "loss (logarithmic scale)",
        "",
        "accuracy",
        "",
    ]
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == ["training", "validation", "", ""]
    assert figure.get_supxlabel() == (
        "Gaussian noise: standard deviation (black 0, white 1)"
    )
    loss, beside, accuracy, last = figure.axes
    assert (loss.get_ylim(), loss.get_xlim()) == (beside.get_ylim(), beside.get_xlim())
    assert accuracy.get_ylim() == last.get_ylim() != loss.get_ylim()


def test_no_axes_has_more_than_a_line_of_each_model(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300 if level else 400))
    ((_, frame),) = samples.frames(study.results)
    for ax in figures.level_curves(study, frame, "gaussian").axes:
        names = [label.split(",")[0] for label in lines(ax) if "," in label]
        assert sorted(names) == ["ConvNet", "MLNN"]


def test_the_name_of_the_noise_stands_below_the_levels(study):
    figure = figures.level_curves(study, FRAME, "gaussian")
    figure.draw_without_rendering()
    name = figure._supxlabel.get_window_extent()
    levels = [
        label.get_window_extent()
        for ax in figure.axes[-2:]
        for label in ax.get_xticklabels()
    ]
    assert 0 <= name.y0 < name.y1 <= min(box.y0 for box in levels)


def legend(figure):
    return [t.get_text() for box in figure.legends for t in box.get_texts()]


@pytest.mark.parametrize("letters", [3, 12, 13, 32, 60])
def test_the_legend_names_the_models_and_stays_in_the_figure_and_off_the_axes(
    study, monkeypatch, letters
):
    monkeypatch.setattr(level_lines.names, "of_model", lambda *_: "M" * letters)
    figure = figures.level_curves(study, FRAME, "gaussian")
    assert legend(figure) == ["M" * letters] * 2
    figure.draw_without_rendering()
    boxes = [legend.get_window_extent() for legend in figure.legends]
    assert all(0 <= box.x0 < box.x1 <= figure.bbox.x1 for box in boxes)
    assert all(0 <= box.y0 < box.y1 <= figure.bbox.y1 for box in boxes)
    titles = [ax.title.get_window_extent().y1 for ax in figure.axes]
    assert min(box.y0 for box in boxes) >= max(titles) - 1


def test_lines_join_the_means_over_repeats(study):
    drawn = lines(axes(study)["loss", "train"]) | lines(axes(study)["loss", "val"])
    for label, means in (
        ("MLNN, training", [[0, 0.5, 1], [0.1, 2.0, np.nan]]),
        ("MLNN, validation", [[0, 0.5, 1], [0.2, 3.0, np.nan]]),
        ("ConvNet, validation", [[0, 0.5, 1], [0.4, np.nan, np.nan]]),
    ):
        np.testing.assert_allclose(xy(drawn[label]), means)


def test_each_repeat_has_its_own_marker(study):
    ax = axes(study)["accuracy", "val"]
    (marks,) = (line for line in ax.lines if line.get_linestyle() == "None")
    drawn = sorted(zip(*xy(marks), strict=True))
    assert drawn == [(0.0, 0.9), (0.5, 0.4), (0.5, 0.6), (1.0, 0.1)]


def test_models_differ_in_colour_and_marker_and_splits_in_line(study):
    looks = {
        label: (to_hex(line.get_color()), line.get_marker(), line.get_linestyle())
        for curve in ("train", "val")
        for label, line in lines(axes(study)["loss", curve]).items()
        if "," in label
    }
    assert len(set(looks.values())) == 4
    for model, label in (("mlnn", "MLNN"), ("convnet", "ConvNet")):
        colour = style.model_colour(study.sweep, model).lower()
        marker = style.model_marker(study.sweep, model)
        assert looks[f"{label}, training"] == (colour, marker, "--")
        assert looks[f"{label}, validation"] == (colour, marker, "-")


def test_whiskers_reach_from_bound_to_bound(study, monkeypatch):
    bounds = {("mlnn", "val", 0.5): (0.4, 0.6)}
    monkeypatch.setattr(figure_bounds, "bounds", lambda *_: bounds)
    (whisker,) = (
        line
        for line in axes(study)["accuracy", "val"].lines
        if line.get_marker() == "_"
    )
    x, y = xy(whisker)
    assert (x.tolist()[:2], y.tolist()[:2]) == ([0.5, 0.5], [0.4, 0.6])
    assert whisker.get_color() == style.model_colour(study.sweep, "mlnn")


def test_whiskers_are_separate(study, monkeypatch):
    bounds = {("mlnn", "val", 0.5): (0.4, 0.6), ("mlnn", "val", 0.0): (0.8, 0.9)}
    monkeypatch.setattr(figure_bounds, "bounds", lambda *_: bounds)
    (whiskers,) = (
        line
        for line in axes(study)["accuracy", "val"].lines
        if line.get_marker() == "_"
    )
    x, y = xy(whiskers)
    np.testing.assert_array_equal(x, [0, 0, np.nan, 0.5, 0.5, np.nan])
    np.testing.assert_array_equal(y, [0.8, 0.9, np.nan, 0.4, 0.6, np.nan])


def test_whiskers_of_two_models_stand_side_by_side(study, monkeypatch):
    both = {(name, "val", 0.0): (0.4, 0.6) for name in ("mlnn", "convnet")}
    monkeypatch.setattr(figure_bounds, "bounds", lambda *_: both)
    ax = axes(study)["accuracy", "val"]
    first, second = (line for line in ax.lines if line.get_marker() == "_")
    places = [line.get_transform().transform((0.0, 0.5)) for line in (first, second)]
    points = np.diff(places, axis=0)[0] * 72 / ax.figure.dpi
    assert points == pytest.approx([levels.APART, 0])
    mlnn = lines(ax)["MLNN, validation"]
    assert mlnn.get_transform().transform((0.0, 0.5)) == pytest.approx(places[0])


def test_whiskers_at_near_levels_stay_with_their_own(study, monkeypatch):
    frame = FRAME.assign(level=FRAME["level"] / 500)
    far = FRAME.iloc[[2]].assign(level=0.5)
    ax = axes(study, pd.concat([frame, far]))["accuracy", "val"]
    places = [
        lines(ax)[f"{name}, validation"].get_transform().transform((0.0, 0.5))[0]
        for name in ("MLNN", "ConvNet")
    ]
    near = ax.transData.transform([(0.0, 0), (0.001, 0)])[:, 0]
    assert 0 < np.diff(places)[0] < np.diff(near)[0] / 2


def test_axes_use_their_height(study):
    frame = FRAME.assign(
        train_accuracy=0.97, val_accuracy=[0.96, 0.97, 0.95, 0.96, 0.98]
    )
    low, high = axes(study, frame)["accuracy", "val"].get_ylim()
    assert 0.94 < low < 0.95
    assert 0.98 < high < 0.99


def test_a_loss_that_grows_much_has_a_logarithmic_scale(study):
    columns = ["train_loss", "val_loss"]
    assert axes(study)["loss", "val"].get_yscale() == "log"
    assert axes(study)["accuracy", "val"].get_yscale() == "linear"
    assert (
        axes(study, FRAME.assign(**dict.fromkeys(columns, 0.5)))[
            "loss", "val"
        ].get_yscale()
        == "linear"
    )
    zero = FRAME.assign(val_loss=[1.0, 1.0, 0.0, None, 3.0])
    assert axes(study, zero)["loss", "val"].get_yscale() == "linear"


def test_networks_trained_without_noise_have_a_line_of_their_own(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300 if level else 400))
    ((_, frame),) = samples.frames(study.results)
    figure = figures.level_curves(study, frame, "gaussian")
    assert figure.axes[2].get_title() == "validation, trained without noise"
    for ax, values in zip(figure.axes[2::3], ([0.25, 0.25], [1, 0.75]), strict=True):
        line = lines(ax)["MLNN, validation, trained without noise"]
        assert line.get_linestyle() == ":"
        np.testing.assert_array_equal(xy(line), [[0, 0.5], values])


def test_many_models_have_a_panel_each(sweep, make_result, monkeypatch):
    monkeypatch.setattr(levels, "MOST_TOGETHER", 1)
    study = Evidence(sweep, [], "nowhere")
    (ax,) = figures.level_curves(study, FRAME, "gaussian").axes
    words = [text.get_text() for text in ax.texts]
    assert words.count("MLNN") == words.count("ConvNet") == 2
