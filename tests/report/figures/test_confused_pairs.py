import numpy as np
import pytest
from helpers.studies import diverged

from noiselab.report import figures
from noiselab.report.figures import alt, captions, confused_pairs, style

CLASSES = 60


def matrix(mistakes):
    table = np.diag(np.full(CLASSES, 20))
    for place, images in mistakes.items():
        table[place] = images
    return table


def written(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


class TestOneNetwork:
    def test_bars_show_the_pairs_that_are_mistaken_most_often(self):
        ax = figures.confusion_matrix(matrix({(3, 40): 7, (59, 0): 9}))
        assert not ax.images
        assert [bar.get_width() for bar in ax.patches] == [9, 7]
        assert [text.get_text() for text in ax.get_yticklabels()] == [
            "59 → 0",
            "3 → 40",
        ]
        assert [text.get_text() for text in ax.texts] == ["9", "7"]

    def test_names_are_shortened_and_have_room(self):
        names = [f"a kind of animal with number {n}" for n in range(CLASSES)]
        places = {(n, n + 1): 1000 + n for n in range(40)}
        ax = figures.confusion_matrix(matrix(places), classes=names)
        assert len(ax.patches) == confused_pairs.ALONE
        labels = ax.get_yticklabels()
        assert (
            labels[0].get_text()
            == "a kind of animal with n… → a kind of animal with n…"
        )
        ax.figure.draw_without_rendering()
        box = ax.figure.bbox
        for text in (*labels, *ax.texts):
            extent = text.get_window_extent()
            assert box.x0 <= extent.x0
            assert extent.x1 <= box.x1

    def test_without_mistakes_it_says_so(self):
        ax = figures.confusion_matrix(matrix({}))
        assert [text.get_text() for text in ax.texts] == ["no mistakes"]

    def test_it_draws_on_given_axes(self):
        ax = style.new_axes()
        assert figures.confusion_matrix(matrix({(0, 1): 2}), ax) is ax

    def test_up_to_fifty_classes_are_squares(self):
        assert figures.confusion_matrix(np.eye(50, dtype=int)).images


class TestManyNetworks:
    @pytest.fixture
    def results(self, sweep, make_result):
        return [
            make_result(
                point, confusion_matrix=matrix({(n, 9): 3 * n, (8, 7): 1}).tolist()
            )
            for n, point in enumerate(sweep.points())
        ]

    def test_each_lists_its_own_pairs_with_counts(self, sweep, results):
        figure = figures.confusion_matrices(sweep, results)
        (ax,) = figure.axes
        words = written(figure)
        assert words.count("8 → 7") == 4
        assert {"1 → 9", "2 → 9", "3 → 9", "3", "6", "9"} <= {*words}
        assert words.count("1") == 4
        for text in ("level 0", "level 0.5", "MLNN", "ConvNet"):
            assert words.count(text) == 1
        assert not ax.images

    def test_bars_are_on_one_scale(self, sweep, results):
        (ax,) = figures.confusion_matrices(sweep, results).axes
        widths = [
            path.get_extents().width
            for some in ax.collections
            for path in some.get_paths()
        ]
        shares = np.array(sorted(widths)) / max(widths)
        expected = sorted([1, 1, 3, 1, 6, 1, 9])
        np.testing.assert_allclose(shares, np.array(expected) / 9)

    def test_names_of_classes_stand_in_place_of_numbers(self, sweep, results):
        names = [f"class number {n}" for n in range(CLASSES)]
        named = sweep.with_class_names(names)
        words = written(figures.confusion_matrices(named, results))
        assert "class number 8 → class number 7" in words
        said = alt.confusion_matrices(named, results, "gaussian")
        assert "most often class number 3 as class number 9 (9)" in said

    def test_words_beside_it_say_what_it_is(self, sweep, results):
        caption = captions.confusion_matrices(sweep, results, "gaussian")
        assert caption.startswith("Most frequent mistakes, Gaussian noise: true class")
        said = alt.confusion_matrices(sweep, results, "gaussian")
        assert said.startswith("Most frequent mistakes, Gaussian noise. Classified")
        assert "MLNN at level 0.5 1200, most often 1 as 9 (3)" in said

    def test_a_network_that_diverged_has_a_word_instead(self, sweep, results):
        results[0] = diverged(results[0])
        words = written(figures.confusion_matrices(sweep, results))
        assert words.count("diverged") == 1
        assert words.count("8 → 7") == 3
