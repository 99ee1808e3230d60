import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from noiselab import colours, figures, models
from noiselab.figures import style


def luminance(colour):
    """Relative luminance as the W3C's WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_models_are_told_apart_by_colour_and_by_marker():
    used = {style.model_colour(name) for name in models.MODELS}
    markers = {style.model_marker(name) for name in models.MODELS}
    assert len(used) == len(markers) == len(models.MODELS)


def test_models_stand_out_from_white_paper():
    for name in models.MODELS:
        contrast = 1.05 / (luminance(style.model_colour(name)) + 0.05)
        assert contrast >= 3  # WCAG 2.1, 1.4.11, for graphics


def test_all_colours_and_markers_differ():
    assert len(set(colours.COLOURS)) == len(colours.COLOURS) == 6
    assert len(set(colours.MARKERS)) == len(colours.MARKERS) == 6


def test_an_unknown_model_looks_like_none_of_the_known():
    known = {style.model_colour(name) for name in models.MODELS}
    assert style.model_colour("own") == style.model_colour("another") not in known


def test_a_model_keeps_its_look_when_more_are_added(monkeypatch):
    before = style.model_colour("convnet"), style.model_marker("convnet")
    more = models.MODELS | {"own": models.MODELS["mlnn"]}
    monkeypatch.setattr(models, "MODELS", more)
    assert (style.model_colour("convnet"), style.model_marker("convnet")) == before


def test_drawing_leaves_matplotlibs_settings_alone():
    before = dict(matplotlib.rcParams)
    figures.confusion_matrix([[1]])
    assert dict(matplotlib.rcParams) == before


def test_settings_are_restored_when_drawing_fails():
    @style.styled
    def fail():
        assert matplotlib.rcParams["axes.grid"]
        raise RuntimeError("no")

    before = dict(matplotlib.rcParams)
    with pytest.raises(RuntimeError, match="no"):
        fail()
    assert dict(matplotlib.rcParams) == before


def test_figures_have_their_size_and_are_not_kept_by_pyplot():
    figure = style.new_figure(3, 2)
    assert type(figure) is Figure
    assert figure.get_size_inches().tolist() == [3, 2]
    assert style.new_axes(3, 2).figure.get_size_inches().tolist() == [3, 2]
    from matplotlib import pyplot

    assert pyplot.get_fignums() == []


def test_a_users_own_look_does_not_count(monkeypatch):
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")
    monkeypatch.setitem(matplotlib.rcParams, "text.usetex", True)

    @style.styled
    def draw():
        axes = style.new_axes()
        axes.set_title("title")
        return axes

    axes = draw()
    assert axes.get_facecolor() == (1, 1, 1, 1)
    assert not axes.title.get_usetex()
    assert matplotlib.rcParams["text.usetex"]
