import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from noiselab import figures

RNG = np.random.default_rng(0)
GREY = RNG.random((5, 6, 7, 1), dtype=np.float32)
WIDE = GREY + RNG.normal(0, 25.5, GREY.shape).astype(np.float32)


def shown(picture):
    """The grey of every pixel as it is shown, from black 0 to white 1."""
    image = getattr(picture, "images", [picture])[-1]
    assert (image.cmap.name, image.norm.vmin, image.norm.vmax) == ("gray", 0, 1)
    return np.clip(image.get_array(), 0, 1)


def rows_of(ax, rows):
    """The images of a board, a list a row, as the eye reads them."""
    places = [(image.get_extent()[3], image.get_extent()[0]) for image in ax.images]
    right, low = ax.get_xlim()[1], ax.get_ylim()[0]
    for image, (top, left) in zip(ax.images, places, strict=True):
        assert image.get_extent()[1] - left == pytest.approx(1)
        assert 0 <= top < image.get_extent()[2] <= low + 1e-9
        assert 0 <= left < image.get_extent()[1] <= right + 1e-9
    assert len(set(places)) == len(places)
    tops = sorted({top for top, _ in places})
    assert len(tops) == rows
    ordered = sorted(ax.images, key=lambda image: image.get_extent()[0])
    return [[one for one in ordered if one.get_extent()[3] == top] for top in tops]


def on_own_scale(images):
    low, high = images.min(), images.max()
    return (images[..., 0] - low) / (high - low)


class TestCleanAndNoisy:
    def test_two_pictures_on_the_fixed_scale(self):
        noisy = GREY[0] + 0.5
        figure = figures.clean_and_noisy(GREY[0], noisy)
        assert type(figure) is Figure
        assert [ax.get_title() for ax in figure.axes] == ["clean", "noisy"]
        clean, beside = map(shown, figure.axes)
        np.testing.assert_allclose(clean, GREY[0, ..., 0])
        np.testing.assert_allclose(beside, np.minimum(noisy[..., 0], 1))

    def test_far_out_of_the_range_a_third_has_its_own_scale(self):
        figure = figures.clean_and_noisy(GREY[0], WIDE[0])
        low, high = WIDE[0].min(), WIDE[0].max()
        assert [ax.get_title() for ax in figure.axes] == [
            "clean",
            "noisy",
            f"noisy, black {low:.0f}, white {high:.0f}",
        ]
        _, fixed, own = map(shown, figure.axes)
        np.testing.assert_allclose(fixed, np.clip(WIDE[0, ..., 0], 0, 1))
        np.testing.assert_allclose(own, on_own_scale(WIDE[0]), atol=1e-6)

    @pytest.mark.parametrize(("sigma", "count"), [(0.5, 2), (1.2, 3)])
    def test_noise_above_one_is_far_out(self, sigma, count):
        noisy = GREY[0] + np.random.default_rng(1).normal(0, sigma, GREY[0].shape)
        assert len(figures.clean_and_noisy(GREY[0], noisy).axes) == count

    def test_colours_stay_colours(self):
        colour = np.linspace(-0.5, 1.5, 60).reshape(4, 5, 3)
        figure = figures.clean_and_noisy(np.clip(colour, 0, 1), colour)
        drawn = figure.axes[1].images[0].get_array()
        np.testing.assert_allclose(drawn, np.clip(colour, 0, 1))

    def test_given_images_are_not_changed(self):
        before = WIDE[0].copy()
        figures.clean_and_noisy(GREY[0], WIDE[0])
        np.testing.assert_array_equal(WIDE[0], before)


class TestImageGrid:
    def test_each_image_stands_under_its_class(self):
        figure = figures.image_grid(GREY, [4, 0, 9, 1, 1], columns=3)
        assert type(figure) is Figure
        (part,) = figure.subfigs
        assert part.get_suptitle() == "black 0, white 1"
        (ax,) = part.axes
        first, second = rows_of(ax, 2)
        assert (len(first), len(second)) == (3, 2)
        for image, label, expected in zip(first + second, ax.texts, GREY, strict=True):
            np.testing.assert_allclose(shown(image), expected[..., 0])
            left, right, _, top = image.get_extent()
            x, y = label.get_position()
            assert (x, label.get_ha()) == ((left + right) / 2, "center")
            assert top - 0.1 < y < top  # the axis counts downwards
        assert [label.get_text() for label in ax.texts] == ["4", "0", "9", "1", "1"]

    def test_images_keep_their_shape(self):
        figure = figures.image_grid(GREY, np.arange(5))
        left, right, bottom, top = figure.subfigs[0].axes[0].images[0].get_extent()
        assert (bottom - top) / (right - left) == pytest.approx(6 / 7)
        assert figure.subfigs[0].axes[0].get_aspect() == 1

    def test_far_out_of_the_range_all_come_once_more_on_one_scale(self):
        figure = figures.image_grid(WIDE, np.arange(5), columns=5)
        fixed, own = figure.subfigs
        low, high = WIDE.min(), WIDE.max()
        assert fixed.get_suptitle() == "black 0, white 1"
        assert own.get_suptitle() == f"noisy, black {low:.0f}, white {high:.0f}"
        assert [label.get_text() for label in own.axes[0].texts] == list("01234")
        for drawn, image in zip(*rows_of(fixed.axes[0], 1), WIDE, strict=True):
            np.testing.assert_allclose(shown(drawn), np.clip(image[..., 0], 0, 1))

    def test_the_second_scale_is_the_one_that_its_title_names(self):
        _, own = figures.image_grid(WIDE, np.arange(5), columns=5).subfigs
        for drawn, expected in zip(
            *rows_of(own.axes[0], 1), on_own_scale(WIDE), strict=True
        ):
            np.testing.assert_allclose(shown(drawn), expected, atol=1e-6)


class TestLevelGrid:
    def test_a_row_a_level_with_its_ratio_beside(self):
        by_level = {0.0: GREY, 0.1: GREY / 2}
        figure = figures.level_grid(by_level, {0.0: math.inf, 0.1: 12.345})
        assert type(figure) is Figure
        (part,) = figure.subfigs
        assert part.get_suptitle() == "black 0, white 1"
        (ax,) = part.axes
        rows = rows_of(ax, 2)
        for row, images in zip(rows, by_level.values(), strict=True):
            for drawn, image in zip(row, images, strict=True):
                np.testing.assert_allclose(shown(drawn), image[..., 0])
        labels = [label.get_text() for label in ax.get_yticklabels()]
        assert labels == ["0\nclean", "0.1\n12.3 dB"]
        for row, tick in zip(rows, ax.get_yticks(), strict=True):
            assert tick == pytest.approx(np.mean(row[0].get_extent()[2:]))

    def test_far_out_of_the_range_each_row_comes_once_more_on_its_own_scale(self):
        by_level = {0.0: GREY, 25.5: WIDE}
        figure = figures.level_grid(by_level, {0.0: math.inf, 25.5: -33.0})
        fixed, own = figure.subfigs
        assert own.get_suptitle() == "each row on its own scale"
        assert len(own.axes[0].get_yticks()) == 0
        for row, images in zip(rows_of(own.axes[0], 2), by_level.values(), strict=True):
            for drawn, expected in zip(row, on_own_scale(images), strict=True):
                np.testing.assert_allclose(shown(drawn), expected, atol=1e-5)
        label = fixed.axes[0].get_yticklabels()[1].get_text()
        assert label == "25.5\n-33.0 dB"
        last = rows_of(fixed.axes[0], 2)[1][4]
        np.testing.assert_allclose(shown(last), np.clip(WIDE[4, ..., 0], 0, 1))

    def test_nothing_is_marked_along_the_images(self):
        (ax,) = figures.level_grid({0.0: GREY}, {0.0: math.inf}).subfigs[0].axes
        assert len(ax.get_xticks()) == 0
        assert not any(spine.get_visible() for spine in ax.spines.values())


def test_a_picture_of_one_grey_is_no_division_by_zero():
    flat = np.full((5, 6, 7, 1), 30.0, dtype=np.float32)
    figure = figures.level_grid({1.0: flat, 25.5: WIDE}, {})
    drawn = figure.subfigs[1].axes[0].images[0].get_array()
    np.testing.assert_array_equal(drawn, 0)
