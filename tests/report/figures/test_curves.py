import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from noiselab.analysis.intervals_and_tests import wilson
from noiselab.common.schema import HISTORY as NAMES
from noiselab.report import figures
from noiselab.report.figures import style
from noiselab.store.result import Result

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
                values = HISTORY[name + measure]
                expected = {n: v for n, v in enumerate(values, 1) if v is not None}
                assert dict(zip(x, y, strict=True)) == expected

    def test_training_is_dashed_and_validation_solid(self):
        for ax in figures.learning_curves(HISTORY).axes:
            styles = {label: line.get_linestyle() for label, line in lines(ax).items()}
            assert styles == {"training": "--", "validation": "-"}

    def test_a_single_epoch_is_a_marker_hollow_for_training(self):
        first_epoch = {name: values[:1] for name, values in HISTORY.items()}
        for ax in figures.learning_curves(first_epoch).axes:
            training, validation = map(lines(ax).get, ("training", "validation"))
            assert training.get_marker() == validation.get_marker() == "o"
            assert training.get_markerfacecolor() == "white"
            assert validation.get_markerfacecolor() == validation.get_color()

    def test_epochs_are_counted_in_whole_numbers_from_one(self):
        for ax in figures.learning_curves(HISTORY).axes:
            assert ax.get_xticks().tolist() == [1, 2, 3]


class TestLearningMultiples:
    @pytest.fixture
    def results(self, sweep, make_result):
        """Both models at two levels; histories differ by a constant."""
        return [
            make_result(
                point,
                history={
                    name: [number / 8 + 0.5, number / 8 + 0.25]
                    for name in ("loss", "val_loss", "accuracy", "val_accuracy")
                },
            )
            for number, point in enumerate(sweep.points())
        ]

    def test_each_model_has_a_row_and_each_level_a_column(self, sweep, results):
        figure = figures.learning_multiples(sweep, results, "loss")
        assert type(figure) is Figure
        (ax,) = figure.axes
        texts = [text.get_text() for text in ax.texts]
        for text in ("level 0", "level 0.5", "MLNN\nloss", "ConvNet\nloss"):
            assert texts.count(text) == 1
        assert texts.count("epoch") == 2
        corners = {
            label: (line.get_xdata()[0], line.get_ydata()[0])
            for label, line in lines(ax).items()
        }
        left, right = (
            corners["MLNN, level 0, training"],
            corners["MLNN, level 0.5, training"],
        )
        assert left[0] < right[0]
        assert corners["ConvNet, level 0, training"][1] < left[1]
        assert [t.get_text() for t in figure.legends[0].get_texts()] == [
            "training",
            "validation",
        ]

    def test_levels_ascend_whatever_the_order(self, sweep, results):
        (ax,) = figures.learning_multiples(sweep, results[::-1], "accuracy").axes
        places = {text.get_text(): text.get_position() for text in ax.texts}
        assert places["level 0"][0] < places["level 0.5"][0]
        assert places["ConvNet\naccuracy"][1] > places["MLNN\naccuracy"][1]

    def test_all_share_one_scale(self, sweep, results):
        """Histories of the models differ by 1/4 here, those of the levels by 1/8."""
        (ax,) = figures.learning_multiples(sweep, results, "loss").axes
        first = {label: line.get_ydata() for label, line in lines(ax).items()}
        unit = first["MLNN, level 0.5, training"] - first["MLNN, level 0, training"]
        fall = first["MLNN, level 0, training"][0] - first["MLNN, level 0, training"][1]
        assert unit == pytest.approx([fall / 2, fall / 2])
        again = (
            first["ConvNet, level 0.5, training"] - first["ConvNet, level 0, training"]
        )
        assert again == pytest.approx(unit)

    def test_training_is_dashed_and_in_the_models_colour(self, sweep, results):
        (ax,) = figures.learning_multiples(sweep, results, "loss").axes
        for label, line in lines(ax).items():
            name = "mlnn" if label.startswith("MLNN") else "convnet"
            assert to_hex(line.get_color()) == style.model_colour(sweep, name).lower()
            assert line.get_linestyle() == ("--" if "training" in label else "-")

    def test_the_band_is_wilsons_interval(self, sweep, make_result):
        (point, *_) = sweep.points()
        history = {name: [0.5, 0.75] for name in NAMES}
        matrix = [[10, 0], [0, 10]]
        result = make_result(point, history=history, confusion_matrix=matrix)
        (ax,) = figures.learning_multiples(sweep, [result], "accuracy").axes
        (band,) = (c for c in ax.collections if isinstance(c, PolyCollection))
        (line,) = (line for label, line in lines(ax).items() if "validation" in label)
        at = band.get_paths()[0].vertices
        per_unit = (line.get_ydata()[1] - line.get_ydata()[0]) / 0.25
        for number, share in enumerate((0.5, 0.75)):
            x, y = line.get_xdata()[number], line.get_ydata()[number]
            edges = at[np.isclose(at[:, 0], x), 1]
            low, high = wilson(share * 20, 20)
            assert edges.min() == pytest.approx(y + (low - share) * per_unit)
            assert edges.max() == pytest.approx(y + (high - share) * per_unit)

    def test_the_band_lies_within_the_panel(self, sweep, make_result):
        (point, *_) = sweep.points()
        history = {name: [0.5, 0.75] for name in NAMES}
        result = make_result(point, history=history, confusion_matrix=[[2, 0], [0, 2]])
        (ax,) = figures.learning_multiples(sweep, [result], "accuracy").axes
        (band,) = (c for c in ax.collections if isinstance(c, PolyCollection))
        heights = band.get_paths()[0].vertices[:, 1]
        assert 0 <= np.nanmin(heights) < np.nanmax(heights) <= 1.3

    def test_epochs_are_named_from_one(self, sweep, results):
        (ax,) = figures.learning_multiples(sweep, results, "loss").axes
        below = [text for text in ax.texts if text.get_va() == "top"]
        assert [text.get_text() for text in below] == ["1", "2"] * 2

    def test_a_panel_without_a_result_says_so(self, sweep, results):
        (ax,) = figures.learning_multiples(sweep, results[:3], "loss").axes
        assert [t.get_text() for t in ax.texts].count("no result") == 1
        assert len(ax.lines) == 6

    def test_a_loss_that_is_not_a_number_is_not_drawn(self, sweep, make_result):
        (point, *_) = sweep.points()
        history = {name: [None, None] for name in NAMES}
        (ax,) = figures.learning_multiples(
            sweep, [make_result(point, history=history)], "loss"
        ).axes
        assert all(np.isnan(line.get_ydata()).all() for line in ax.lines)

    def test_points_of_other_lengths_share_the_scale_of_the_epochs(
        self, sweep, results
    ):
        first, *others = results
        history = {name: first.history[name][:1] for name in NAMES}
        fields = first.model_dump() | {"history": history, "epochs_run": 1}
        short = Result(**fields)
        (ax,) = figures.learning_multiples(sweep, [short, *others], "loss").axes
        drawn = lines(ax)
        assert drawn["MLNN, level 0, training"].get_marker() == "o"
        short, long = (
            drawn[f"{name}, level 0, training"].get_xdata()
            for name in ("MLNN", "ConvNet")
        )
        assert short[0] == long[0]
