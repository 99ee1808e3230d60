import io

import matplotlib
import numpy as np
import pytest
from matplotlib import image as reader
from matplotlib.figure import Figure
from PIL import Image

from noiselab.report import figures
from noiselab.report.figures.show import DPI, png


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


@pytest.mark.parametrize("ground", ["white", "none"])
@pytest.mark.parametrize("tall", [2.0, np.nextafter(2, 0), 1.9975])
def test_a_png_has_every_pixel_as_it_was_drawn(ground, tall):
    figure = Figure(figsize=(2, tall), facecolor=ground)
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([0, 1])
    drawn = io.BytesIO()
    with matplotlib.rc_context({"text.hinting": "none"}):
        figure.savefig(drawn, format="png", dpi=DPI)
    before, now = Image.open(drawn), Image.open(io.BytesIO(png(figure)))
    assert now.mode == ("RGB" if ground == "white" else "RGBA")
    assert now.size == before.size
    assert now.convert("RGBA").tobytes() == before.tobytes()
    assert now.info["dpi"] == before.info["dpi"]
