import numpy as np
import pytest
from helpers.studies import diverged
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from noiselab.report import figures
from noiselab.report.figures import alt, style
from noiselab.report.figures.numbers import Numbers
from noiselab.study import sweep_file

MATRIX = [[8, 2, 0], [0, 5, 5], [1, 0, 3]]


def texts(ax):
    """Written counts by (row, column)."""
    return {(t.get_position()[1], t.get_position()[0]): t for t in ax.texts}


class TestOneMatrix:
    def test_it_is_shaded_by_the_share_of_the_true_class(self):
        ax = figures.confusion_matrix(MATRIX)
        assert isinstance(ax, Axes)
        (image,) = ax.images
        expected = [[0.8, 0.2, 0], [0, 0.5, 0.5], [0.25, 0, 0.75]]
        np.testing.assert_allclose(image.get_array(), expected)
        assert (image.norm.vmin, image.norm.vmax) == (0, 1)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted class", "true class")

    def test_counts_above_zero_are_written_into_their_squares(self):
        written = {
            position: text.get_text()
            for position, text in texts(figures.confusion_matrix(MATRIX)).items()
        }
        expected = {
            (row, column): str(count)
            for row, counts in enumerate(MATRIX)
            for column, count in enumerate(counts)
            if count
        }
        assert written == expected

    def test_counts_are_light_on_dark_and_dark_on_light(self):
        written = texts(figures.confusion_matrix(MATRIX))
        light = {
            position
            for position, text in written.items()
            if to_hex(text.get_color()) == "#ffffff"
        }
        assert light == {(0, 0), (2, 2)}

    def test_counts_can_be_left_out(self):
        assert texts(figures.confusion_matrix(MATRIX, counts=False)) == {}

    @pytest.mark.parametrize(("classes", "ticks"), [(12, 12), (13, None)])
    def test_up_to_twelve_classes_each_is_named(self, classes, ticks):
        ax = figures.confusion_matrix(np.eye(classes, dtype=int))
        assert (len(ax.texts) > 0) == (ticks is not None)
        if ticks:
            assert ax.get_xticks().tolist() == list(range(ticks))
            assert ax.get_yticks().tolist() == list(range(ticks))

    def test_a_class_without_images_is_no_division_by_zero(self):
        (image,) = figures.confusion_matrix([[0, 0], [1, 1]]).images
        np.testing.assert_array_equal(image.get_array(), [[0, 0], [0.5, 0.5]])

    def test_it_draws_on_given_axes(self):
        ax = style.new_axes()
        assert figures.confusion_matrix(MATRIX, ax) is ax
        assert ax.figure.axes == [ax]

    def test_alone_it_has_a_colour_scale_beside_it(self):
        ax = figures.confusion_matrix(MATRIX)
        _, scale = ax.figure.axes
        assert scale.get_ylabel() == "share of the true class"
        ax.figure.draw_without_rendering()
        assert scale.yaxis.label.get_window_extent().x1 <= ax.figure.bbox.x1
        assert ax.get_window_extent().width == pytest.approx(
            style.new_axes(4.6, 4.4).get_window_extent().width
        )


class TestManyMatrices:
    @pytest.fixture
    def results(self, sweep, make_result):
        return [
            make_result(point, confusion_matrix=[[10 - n, n], [0, 10]])
            for n, point in enumerate(sweep.points())
        ]

    def test_each_model_has_a_row_and_each_level_a_column(self, sweep, results):
        figure = figures.confusion_matrices(sweep, results)
        assert type(figure) is Figure
        ax, scale = figure.axes
        assert scale.get_ylabel() == "share of the true class"
        wrong = {}
        for image in ax.images:
            left, _, below, _ = image.get_extent()
            assert (image.norm.vmin, image.norm.vmax) == (0, 1)
            wrong[below > 0, left > 0] = image.get_array()[0, 1]
        assert wrong == pytest.approx(
            {
                (True, False): 0,
                (True, True): 0.1,
                (False, False): 0.2,
                (False, True): 0.3,
            }
        )
        written = [text.get_text() for text in ax.texts]
        assert written.count("predicted class") == 2
        rows = ["MLNN\ntrue class", "ConvNet\ntrue class"]
        for text in ("level 0", "level 0.5", *rows):
            assert written.count(text) == 1
        assert written.count("0") == written.count("1") == 4  # classes, at both edges

    def test_counts_above_zero_stand_in_their_squares(self, sweep, results):
        ax, _ = figures.confusion_matrices(sweep, results).axes
        numbers = [c for c in ax.collections if isinstance(c, Numbers)]
        written = [
            (word, *place)
            for some in numbers
            for word, place in zip(some.words, some.get_offsets(), strict=True)
        ]
        assert sorted(word for word, *_ in written) == sorted(
            ["10", "9", "1", "8", "2", "7", "3", *["10"] * 4]
        )
        for word, x, y in written:
            for image in ax.images:
                left, right, below, above = image.get_extent()
                if left < x < right and below < y < above:
                    column, row = (x - left) * 2 / (right - left), (above - y)
                    row = int(row * 2 / (above - below))
                    share = image.get_array()[row, int(column)]
                    assert share == pytest.approx(int(word) / 10)

    def test_many_classes_have_no_counts(self, sweep, make_result):
        results = [
            make_result(point, confusion_matrix=np.eye(13, dtype=int).tolist())
            for point in sweep.points()
        ]
        ax, _ = figures.confusion_matrices(sweep, results).axes
        assert not [c for c in ax.collections if isinstance(c, Numbers)]

    def test_many_levels_take_several_rows_each_panel_with_its_level(self, make_result):
        levels = [n / 10 for n in range(8)]
        fields = {"name": "x", "dataset": "digits", "models": ["mlnn"]}
        sweep = sweep_file.check(fields | {"noise": {"gaussian": levels}})
        results = [make_result(point) for point in sweep.points()]
        figure = figures.confusion_matrices(sweep, results)
        ax, _ = figure.axes
        places = {text.get_text(): text.get_position() for text in ax.texts}
        assert places["level 0.6"][1] < places["level 0.5"][1]
        assert places["level 0.6"][0] == places["level 0"][0]
        assert figure.get_figwidth() < 12

    def test_a_network_that_diverged_has_a_word_instead(self, sweep, results):
        results[0] = diverged(results[0])
        ax, *_ = figures.confusion_matrices(sweep, results).axes
        assert len(ax.images) == 3
        assert [text.get_text() for text in ax.texts].count("diverged") == 1
        words = alt.confusion_matrices(sweep, results, "gaussian")
        assert "MLNN at level 0 diverged; MLNN at level 0.5 19" in words

    def test_the_first_class_is_on_top_and_to_the_left(self, sweep, results):
        ax, *_ = figures.confusion_matrices(sweep, results).axes
        beside = [t for t in ax.texts if t.get_text() in "01" and t.get_ha() == "right"]
        below = [t for t in ax.texts if t.get_text() in "01" and t.get_va() == "top"]
        heights = {t.get_text(): t.get_position()[1] for t in beside}
        assert heights["0"] > heights["1"]
        assert [t.get_text() for t in below] == ["0", "1"] * 2
        assert all(image.origin == "upper" for image in ax.images)

    def test_a_missing_matrix_stays_empty(self, sweep, results):
        ax, *_ = figures.confusion_matrices(sweep, results[:3]).axes
        assert len(ax.images) == 3


class TestClassNames:
    def test_beside_one_matrix_they_fit_into_the_figure(self):
        names = ("pneumothorax, small", "$", "healthy")
        ax = figures.confusion_matrix(MATRIX, classes=names)
        ax.figure.draw_without_rendering()
        for axis in (ax.xaxis, ax.yaxis):
            labels = axis.get_ticklabels()
            assert [label.get_text() for label in labels] == [
                "pneumothorax,…",
                r"\$",
                "healthy",
            ]
            for label in (*labels, axis.label):
                box = label.get_window_extent()
                assert box.x0 >= 0
                assert box.y0 >= 0
            beside = axis.label.get_window_extent()
            assert not any(
                beside.overlaps(label.get_window_extent()) for label in labels
            )
        assert ax.get_window_extent().width == pytest.approx(
            style.new_axes(4.6, 4.4).get_window_extent().width
        )

    @pytest.mark.parametrize(
        ("names", "written"),
        [(("ill", "healthy"), "healthy"), (("ill", "a long illness"), "1")],
    )
    def test_small_matrices_have_them_if_there_is_room(
        self, sweep, make_result, names, written
    ):
        points = [next(iter(sweep.points()))]
        matrix = [[9, 1], [0, 10]]
        results = [make_result(point, confusion_matrix=matrix) for point in points]
        named = sweep.with_class_names(names)
        ax, _ = figures.confusion_matrices(named, results).axes
        texts = [text.get_text() for text in ax.texts]
        assert texts.count(written) == 2
        assert (names[1] in texts) is (written != "1")
