import io

import pytest
from matplotlib import image as reader
from matplotlib.figure import Figure

from noiselab.report import figures


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    return shown


def test_a_figure_is_displayed_as_a_sharp_png_with_words(displayed):
    figure = Figure(figsize=(4, 3))
    figures.show(figure, "Nothing is drawn.")
    (picture,) = displayed
    data, metadata = picture._repr_mimebundle_()
    assert list(data) == ["image/png"]
    assert metadata["image/png"]["alt"] == "Nothing is drawn."
    pixels = reader.imread(io.BytesIO(picture.data))
    assert pixels.shape[:2] == (3 * 144, 4 * 144)
    assert metadata["image/png"]["width"] == 4 * 96  # CSS pixels, 96 an inch


def test_an_axes_stands_for_its_figure(displayed):
    figure = Figure(figsize=(2, 2))
    left, _ = figure.subplots(1, 2)
    figures.show(left, "Two axes.")
    figures.show(figure, "Two axes.")
    of_axes, of_figure = displayed
    assert of_axes.data == of_figure.data


def test_an_axes_in_a_part_of_a_figure_stands_for_the_whole(displayed):
    figure = Figure(figsize=(2, 2))
    axes = figure.subfigures(1, 2)[0].subplots()
    figures.show(axes, "One axes.")
    figures.show(figure, "One axes.")
    of_axes, of_figure = displayed
    assert of_axes.data == of_figure.data
