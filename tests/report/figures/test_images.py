import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from noiselab.analysis.samples import SurestMistakes
from noiselab.report import figures
from noiselab.store.shown_images import Mistakes

CLIPPED = "clipped for show: below 0 is black, above 1 white"
RNG = np.random.default_rng(0)
GREY = RNG.random((5, 6, 7, 1), dtype=np.float32)
WIDE = GREY + RNG.normal(0, 25.5, GREY.shape).astype(np.float32)


def shown(picture):
    """The grey of every pixel as it is shown, from black 0 to white 1."""
    image = getattr(picture, "images", [picture])[-1]
    assert (image.cmap.name, image.norm.vmin, image.norm.vmax) == ("gray", 0, 1)
    return np.clip(image.get_array(), 0, 1)


def rows_of(ax, rows, columns):
    """The images of a board, a list a row; they are 6 x 7, with 1 between them."""
    (whole,) = ax.images
    pixels = shown(whole)
    tall, wide = pixels.shape
    assert whole.get_extent() == [0, wide, tall, 0]
    assert wide == columns * 8 - 1
    step, rest = divmod(tall + 1, rows)
    assert rest == 0
    return [
        [
            pixels[row * step + step - 7 : row * step + step - 1, left : left + 7]
            for left in range(0, wide, 8)
        ]
        for row in range(rows)
    ]


def on_own_scale(images):
    low, high = images.min(), images.max()
    return (images[..., 0] - low) / (high - low)


class TestCleanAndNoisy:
    def test_two_pictures_on_the_fixed_scale(self):
        noisy = GREY[0] + 0.5
        figure = figures.clean_and_noisy(GREY[0], noisy)
        assert type(figure) is Figure
        assert [ax.get_title() for ax in figure.axes] == ["without noise", "with noise"]
        clean, beside = map(shown, figure.axes)
        np.testing.assert_allclose(clean, GREY[0, ..., 0])
        np.testing.assert_allclose(beside, np.minimum(noisy[..., 0], 1))

    @pytest.mark.parametrize(("beyond", "words"), [(0, []), (0.5, [CLIPPED])])
    def test_what_is_clipped_for_show_is_said(self, beyond, words):
        figure = figures.clean_and_noisy(GREY[0], GREY[0] + beyond)
        assert [t.get_text() for t in figure.texts] == [
            f"with noise: {w}" for w in words
        ]

    def test_far_outside_the_range_a_third_has_its_own_scale(self):
        figure = figures.clean_and_noisy(GREY[0], WIDE[0])
        low, high = WIDE[0].min(), WIDE[0].max()
        assert [ax.get_title() for ax in figure.axes] == [
            "without noise",
            "with noise",
            f"with noise, black −{-low:.0f}, white {high:.0f}",
        ]
        _, fixed, own = map(shown, figure.axes)
        np.testing.assert_allclose(fixed, np.clip(WIDE[0, ..., 0], 0, 1))
        np.testing.assert_allclose(own, on_own_scale(WIDE[0]), atol=1e-6)

    @pytest.mark.parametrize(("sigma", "count"), [(0.5, 2), (1.2, 3)])
    def test_noise_above_1_is_far_outside(self, sigma, count):
        noisy = GREY[0] + np.random.default_rng(1).normal(0, sigma, GREY[0].shape)
        assert len(figures.clean_and_noisy(GREY[0], noisy).axes) == count

    def test_colours_stay_colours(self):
        colour = np.linspace(-0.5, 1.5, 60).reshape(4, 5, 3)
        figure = figures.clean_and_noisy(np.clip(colour, 0, 1), colour)
        drawn = figure.axes[1].images[0].get_array()
        np.testing.assert_allclose(drawn, np.clip(colour, 0, 1))

    def test_images_are_not_changed(self):
        before = WIDE[0].copy()
        figures.clean_and_noisy(GREY[0], WIDE[0])
        np.testing.assert_array_equal(WIDE[0], before)


class TestImageGrid:
    def test_each_image_stands_under_its_class(self):
        figure = figures.image_grid(GREY, [4, 0, 9, 1, 1], columns=3)
        assert type(figure) is Figure
        (ax,) = figure.axes
        assert ax.get_title() == "black 0, white 1"
        first, (*second, empty) = rows_of(ax, 2, 3)
        for image, expected in zip(first + second, GREY, strict=True):
            np.testing.assert_allclose(image, expected[..., 0])
        np.testing.assert_array_equal(empty, 1)
        assert [label.get_text() for label in ax.texts] == ["4", "0", "9", "1", "1"]
        step = (ax.images[0].get_size()[0] + 1) / 2
        for number, label in enumerate(ax.texts):
            row, column = divmod(number, 3)
            x, y = label.get_position()
            assert (x, label.get_ha()) == (column * 8 + 3.5, "center")
            top = (row + 1) * step - 7
            assert (label.get_va(), y) == ("bottom", pytest.approx(top - 0.35))

    def test_images_keep_their_shape(self):
        figure = figures.image_grid(GREY, np.arange(5))
        (ax,) = figure.axes
        tall, wide = ax.images[0].get_size()
        across, up = ax.get_position().size * figure.get_size_inches()
        assert up / across == pytest.approx(tall / wide)

    def test_far_outside_the_range_all_are_repeated_on_one_scale(self):
        fixed, own = figures.image_grid(WIDE, np.arange(5), columns=5).axes
        low, high = WIDE.min(), WIDE.max()
        assert fixed.get_title("left") == f"black 0, white 1; {CLIPPED}"
        assert (
            own.get_title("left") == f"with noise, black −{-low:.0f}, white {high:.0f}"
        )
        assert own.get_position().y1 < fixed.get_position().y0
        assert [label.get_text() for label in own.texts] == list("01234")
        for drawn, image in zip(*rows_of(fixed, 1, 5), WIDE, strict=True):
            np.testing.assert_allclose(drawn, np.clip(image[..., 0], 0, 1))

    def test_the_second_scale_is_the_one_that_its_title_names(self):
        _, own = figures.image_grid(WIDE, np.arange(5), columns=5).axes
        for drawn, expected in zip(
            *rows_of(own, 1, 5), on_own_scale(WIDE), strict=True
        ):
            np.testing.assert_allclose(drawn, expected, atol=1e-6)

    def test_images_in_colours_stay_so(self):
        colours = RNG.random((2, 6, 7, 3))
        (ax,) = figures.image_grid(colours, [0, 1], columns=2).axes
        drawn = ax.images[0].get_array()
        np.testing.assert_allclose(drawn[-6:, :7], colours[0])
        np.testing.assert_allclose(drawn[-6:, 8:], colours[1])


class TestLevelGrid:
    def test_each_level_has_a_row_with_its_ratio_beside(self):
        by_level = {0.0: GREY, 0.1: GREY / 2}
        figure = figures.level_grid(by_level, {0.0: math.inf, 0.1: 12.345})
        assert type(figure) is Figure
        (ax,) = figure.axes
        assert ax.get_title() == "black 0, white 1"
        rows = rows_of(ax, 2, 5)
        for row, images in zip(rows, by_level.values(), strict=True):
            for drawn, image in zip(row, images, strict=True):
                np.testing.assert_allclose(drawn, image[..., 0])
        labels = [(label.get_text(), label.get_position()[1]) for label in ax.texts]
        middles = (3, 10)  # of the rows
        assert labels == [
            *zip(("0\nwithout noise", "0.1\n12.3 dB"), middles, strict=True)
        ]
        assert all(label.get_ha() == "right" for label in ax.texts)
        assert all(label.get_position()[0] < 0 for label in ax.texts)

    def test_each_column_has_its_class_above_it_and_below_the_title(self):
        classes = range(5)
        for images, blocks in ((GREY, 1), (WIDE, 2)):
            figure = figures.level_grid({0.5: images}, {}, tuple(classes))
            figure.draw_without_rendering()
            assert len(figure.axes) == blocks
            for ax in figure.axes:
                assert [text.get_text() for text in ax.texts] == [*map(str, classes)]
                tops = [text.get_window_extent().y1 for text in ax.texts]
                titles = (ax.title, ax._left_title)
                title = next(title for title in titles if title.get_text())
                assert max(tops) <= title.get_window_extent().y0
                assert title.get_window_extent().y1 <= figure.bbox.y1

    def test_far_outside_the_range_each_row_is_repeated_on_its_own_scale(self):
        by_level = {0.0: GREY, 25.5: WIDE}
        figure = figures.level_grid(by_level, {0.0: math.inf, 25.5: -33.0})
        fixed, own = figure.axes
        assert fixed.get_title("left") == f"black 0, white 1; {CLIPPED}"
        assert own.get_title("left") == "each row on its own scale"
        assert not own.texts
        assert own.get_position().x0 > fixed.get_position().x1
        for row, images in zip(rows_of(own, 2, 5), by_level.values(), strict=True):
            for drawn, expected in zip(row, on_own_scale(images), strict=True):
                np.testing.assert_allclose(drawn, expected, atol=1e-5)
        assert fixed.texts[1].get_text() == "25.5\n−33.0 dB"
        last = rows_of(fixed, 2, 5)[1][4]
        np.testing.assert_allclose(last, np.clip(WIDE[4, ..., 0], 0, 1))

    def test_nothing_is_marked_along_the_images(self):
        (ax,) = figures.level_grid({0.0: GREY}, {0.0: math.inf}).axes
        assert not ax.axison

    def test_all_text_is_inside_the_figure(self):
        levels = {-1234.5678: GREY, 1e-05: GREY}
        figure = figures.level_grid(levels, dict.fromkeys(levels, -37.6))
        figure.canvas.draw()
        for label in figure.axes[0].texts:
            assert label.get_window_extent().x0 >= 0


class TestMistakes:
    def test_each_network_has_a_row_with_its_predictions(self, sweep):
        rows = [
            SurestMistakes(model, level, Mistakes(*map(np.array, made)))
            for model, level, made in (
                ("mlnn", 0.0, (GREY[:2], [3, 1], [8, 7], [0.98, 0.5])),
                ("convnet", 0.5, (GREY[2:3], [4], [9], [1.0])),
            )
        ]
        (ax,) = figures.mistakes(sweep, rows).axes
        first, (second, empty) = rows_of(ax, 2, 2)
        for drawn, image in zip((*first, second), GREY, strict=False):
            np.testing.assert_allclose(drawn, image[..., 0])
        np.testing.assert_array_equal(empty, 1)
        assert [text.get_text() for text in ax.texts] == [
            "3 → 8\n98%",
            "1 → 7\n50%",
            "4 → 9\n100%",
            "MLNN\nlevel 0",
            "ConvNet\nlevel 0.5",
        ]


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (GREY, []),
        (GREY + 0.5, [CLIPPED]),
        (WIDE, ["rows far outside the range: each on its own scale"]),
    ],
)
def test_mistakes_say_how_they_are_shown(sweep, images, words):
    made = Mistakes(*map(np.array, (images[:1], [3], [8], [0.5])))
    figure = figures.mistakes(sweep, [SurestMistakes("mlnn", 0.0, made)])
    assert [text.get_text() for text in figure.texts] == words


def test_all_titles_are_inside_the_figure():
    for figure in (
        figures.image_grid(GREY[:2] + 0.5, [0, 1]),
        figures.level_grid({0.0: GREY[:1], 0.5: GREY[:1] + 0.5}, {0.0: 1.0, 0.5: 2.0}),
        figures.clean_and_noisy(GREY[0], GREY[0] + 0.5),
    ):
        figure.draw_without_rendering()
        texts = [*figure.texts, *(ax._left_title for ax in figure.axes)]
        ends = [t.get_window_extent().x1 for t in texts if t.get_text()]
        assert ends
        assert max(ends) <= figure.bbox.x1


def test_an_image_of_a_single_grey_is_no_division_by_zero():
    flat = np.full((5, 6, 7, 1), 30.0, dtype=np.float32)
    figure = figures.level_grid({1.0: flat, 25.5: WIDE}, {})
    flat_row, _ = rows_of(figure.axes[1], 2, 5)
    np.testing.assert_array_equal(flat_row, 0)


class TestClassNames:
    NAMES = ("healthy", "a long illness")

    def test_they_stand_above_images_cut_to_their_room(self, sweep):
        grid = figures.image_grid(GREY[:2], [0, 1], classes=self.NAMES).axes[0]
        levels = figures.level_grid({0.5: GREY[:2]}, {}, (1, 0), self.NAMES).axes[0]
        assert [text.get_text() for text in grid.texts] == ["healthy", "a long i…"]
        assert [text.get_text() for text in levels.texts] == ["a long…", "healthy"]

    def test_mistakes_have_them_in_lines_of_their_own(self, sweep):
        made = Mistakes(*map(np.array, (GREY[:2], [0, 1], [1, 0], [0.98, 0.5])))
        named = sweep.with_class_names(self.NAMES)
        figure = figures.mistakes(named, [SurestMistakes("mlnn", 0.0, made)])
        (ax,) = figure.axes
        first, second, _ = [text.get_text() for text in ax.texts]
        assert first == "healthy\n→ a long…\n98%"
        assert second == "a long…\n→ healthy\n50%"
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in ax.texts[:2]]
        assert boxes[0].x1 <= boxes[1].x0 + 1
        assert boxes[0].y1 <= figure.bbox.y1
