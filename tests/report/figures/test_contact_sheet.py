import numpy as np
import pytest

from noiselab.report.figures import alt
from noiselab.report.figures.contact_sheet import contact_sheet
from noiselab.store.first_images import FirstImages


@pytest.fixture
def make():
    """Makes the first images of classes, the first of which has only one."""

    def make(classes, shown):
        labels = np.repeat(np.arange(shown), 3)[2:]
        images = np.full((len(labels), 4, 4, 1), 128, np.uint8)
        return FirstImages("d", classes, images, labels)

    return make


def test_each_class_has_a_row_under_its_name(make):
    names = ("cat", "$", "a name of more than thirty letters")
    figure = contact_sheet(make(3, 3), names)
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == [
        "cat",
        r"\$",
        "a name of more than thi…",
    ]
    figure.draw_without_rendering()
    assert min(text.get_window_extent().x0 for text in ax.texts) >= 0
    board = ax.images[0].get_array()
    assert board.shape == (3 * 5 - 1, 3 * 5 - 1)
    np.testing.assert_allclose(board[:4, :4], 128 / 255)
    np.testing.assert_array_equal(board[:4, 5:], 1)  # it has no second image
    assert figure.texts == []


def test_that_there_are_more_classes_is_said(make):
    figure = contact_sheet(make(50, 40))
    assert len(figure.axes[0].texts) == 12
    assert [text.get_text() for text in figure.texts] == [
        "38 further classes not shown"
    ]
    assert len(contact_sheet(make(50, 40), most=40).axes[0].texts) == 40


def test_it_is_described(make):
    assert alt.contact_sheet(make(2, 2), ("cat", "dog")) == (
        "The first 3 training images of each class, a row each: cat, dog."
    )
