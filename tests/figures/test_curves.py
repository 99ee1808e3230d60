import dataclasses

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from noiselab import figures
from noiselab.figures import curves, style

HISTORY = {
    "loss": [2.0, 1.0, 0.5],
    "val_loss": [1.5, None, 0.75],
    "accuracy": [0.1, 0.5, 0.9],
    "val_accuracy": [0.2, 0.6, 0.8],
}


def lines(ax):
    """Lines by label: x, y, style and colour."""
    return {line.get_label(): line for line in ax.lines}


def xy(line):
    return line.get_xdata(), line.get_ydata()


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


class TestLearningCurves:
    def test_loss_and_accuracy_side_by_side(self):
        figure = figures.learning_curves(HISTORY)
        assert type(figure) is Figure
        labels = [(ax.get_xlabel(), ax.get_ylabel()) for ax in figure.axes]
        assert labels == [("epoch", "loss"), ("epoch", "accuracy")]
        for ax in figure.axes:
            assert legend(ax) == ["training", "validation"]
            measure = ax.get_ylabel()
            for label, name in (("training", ""), ("validation", "val_")):
                x, y = xy(lines(ax)[label])
                assert x.tolist() == [1, 2, 3]
                expected = np.array(HISTORY[name + measure], dtype=float)
                np.testing.assert_array_equal(y, expected)

    def test_training_is_dashed_and_validation_solid(self):
        for ax in figures.learning_curves(HISTORY).axes:
            found = {label: line.get_linestyle() for label, line in lines(ax).items()}
            assert found == {"training": "--", "validation": "-"}

    def test_a_single_epoch_is_a_mark(self):
        one = {name: values[:1] for name, values in HISTORY.items()}
        markers = {
            line.get_marker()
            for ax in figures.learning_curves(one).axes
            for line in ax.lines
        }
        assert markers == {"."}

    def test_epochs_are_counted_in_whole_numbers(self):
        for ax in figures.learning_curves(HISTORY).axes:
            assert all(tick == round(tick) for tick in ax.get_xticks())


class TestLearningMultiples:
    @pytest.fixture
    def results(self, sweep, make_result):
        """Both models at two levels; histories differ by a constant."""
        return [
            make_result(
                point,
                history={
                    name: [number + 0.5, number + 0.25]
                    for name in ("loss", "val_loss", "accuracy", "val_accuracy")
                },
            )
            for number, point in enumerate(sweep.points())
        ]

    def test_a_row_a_model_and_a_column_a_level(self, results):
        figure = figures.learning_multiples(results, "loss")
        assert type(figure) is Figure
        axes = np.array(figure.axes).reshape(2, 2)
        assert [ax.get_title() for ax in axes[0]] == ["level 0", "level 0.5"]
        assert [ax.get_ylabel() for ax in axes[:, 0]] == ["MLNN\nloss", "ConvNet\nloss"]
        assert [ax.get_xlabel() for ax in axes[1]] == ["epoch", "epoch"]
        for number, ax in enumerate(axes.ravel()):
            x, y = xy(lines(ax)["validation"])
            assert (x.tolist(), y.tolist()) == ([1, 2], [number + 0.5, number + 0.25])
        assert legend(axes[0, 0]) == ["training", "validation"]

    def test_levels_stand_upwards_whatever_the_order(self, results):
        figure = figures.learning_multiples(results[::-1], "accuracy")
        axes = np.array(figure.axes).reshape(2, 2)
        assert [ax.get_title() for ax in axes[0]] == ["level 0", "level 0.5"]
        assert axes[0, 0].get_ylabel() == "ConvNet\naccuracy"
        assert lines(axes[0, 0])["training"].get_ydata().tolist() == [2.5, 2.25]

    def test_all_share_the_scale_of_the_measure(self, results):
        axes = figures.learning_multiples(results, "loss").axes
        assert len({ax.get_ylim() for ax in axes}) == 1
        low, high = axes[0].get_ylim()
        assert low <= 0.25
        assert high >= 3.5

    def test_models_have_their_colours(self, results):
        axes = figures.learning_multiples(results, "loss").axes
        colours = [{to_hex(line.get_color()) for line in ax.lines} for ax in axes]
        mlnn, convnet = (
            {style.model_colour(name).lower()} for name in ("mlnn", "convnet")
        )
        assert colours == [mlnn, mlnn, convnet, convnet]

    def test_an_empty_place_says_so(self, results):
        figure = figures.learning_multiples(results[:3], "loss")
        *_, last = figure.axes
        assert [text.get_text() for text in last.texts] == ["no result"]
        assert len(last.lines) == 0

    def test_the_legend_stands_where_there_are_curves(self, results):
        figure = figures.learning_multiples(results[1:], "loss")
        labels = [ax.get_legend() and legend(ax) for ax in figure.axes]
        assert ["training", "validation"] in labels

    def test_all_share_the_scale_of_the_epochs(self, results):
        first, *others = results
        point = dataclasses.replace(first.point, epochs=1)
        history = {name: values[:1] for name, values in first.history.items()}
        short = dataclasses.replace(first, point=point, history=history)
        axes = figures.learning_multiples([short, *others], "loss").axes
        assert len({ax.get_xlim() for ax in axes}) == 1


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


class TestLevelCurves:
    def test_loss_and_accuracy_side_by_side(self):
        figure = figures.level_curves(FRAME, "gaussian")
        assert type(figure) is Figure
        assert [ax.get_ylabel() for ax in figure.axes] == ["loss", "accuracy"]
        assert {ax.get_xlabel() for ax in figure.axes} == {
            "gaussian noise: standard deviation (black 0, white 1)"
        }

    def test_lines_join_the_means_over_repeats(self):
        ax = figures.level_curve(FRAME, "loss", "gaussian")
        assert isinstance(ax, Axes)
        found = lines(ax)
        for label, means in (
            ("MLNN, training", [[0, 0.5, 1], [0.1, 2.0, np.nan]]),
            ("MLNN, validation", [[0, 0.5, 1], [0.2, 3.0, np.nan]]),
            ("ConvNet, validation", [[0], [0.4]]),
        ):
            np.testing.assert_allclose(xy(found[label]), means)
        assert legend(ax) == [
            *("MLNN, training", "MLNN, validation"),
            *("ConvNet, training", "ConvNet, validation"),
        ]

    def test_each_repeat_has_its_own_mark(self):
        ax = figures.level_curve(FRAME, "accuracy", "gaussian")
        marks = [line for line in ax.lines if line.get_linestyle() == "None"]
        assert len(marks) == 4
        drawn = sorted(zip(*xy(marks[1]), strict=True))
        assert drawn == [(0.0, 0.9), (0.5, 0.4), (0.5, 0.6), (1.0, 0.1)]

    def test_models_differ_in_colour_and_marker_and_splits_in_line(self):
        found = lines(figures.level_curve(FRAME, "loss", "gaussian"))
        looks = {
            label: (to_hex(line.get_color()), line.get_marker(), line.get_linestyle())
            for label, line in found.items()
            if "," in label
        }
        assert len(set(looks.values())) == 4
        for model, label in (("mlnn", "MLNN"), ("convnet", "ConvNet")):
            colour = style.model_colour(model).lower()
            marker = style.model_marker(model)
            assert looks[f"{label}, training"] == (colour, marker, "--")
            assert looks[f"{label}, validation"] == (colour, marker, "-")

    def test_whiskers_reach_from_bound_to_bound(self):
        bounds = {("mlnn", "val", 0.5): (0.4, 0.6)}
        ax = figures.level_curve(FRAME, "accuracy", "gaussian", bounds=bounds)
        (whisker,) = (line for line in ax.lines if line.get_marker() == "_")
        np.testing.assert_array_equal(xy(whisker), [[0.5, 0.5], [0.4, 0.6]])
        assert whisker.get_color() == style.model_colour("mlnn")

    def test_it_draws_where_it_is_asked_to(self):
        ax = style.new_axes()
        assert figures.level_curve(FRAME, "loss", "gaussian", ax) is ax

    def test_where_all_diverged_nothing_is_drawn(self):
        lost = FRAME[FRAME["level"] == 1.0]
        ax = figures.level_curve(lost, "loss", "gaussian")
        assert all(np.isnan(line.get_ydata()).all() for line in ax.lines)


def test_a_kind_that_is_not_known_here_has_levels():
    assert curves.unit("gaussian") == "standard deviation (black 0, white 1)"
    assert curves.unit("their_own") == "level"
