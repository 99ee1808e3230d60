import numpy as np

from noiselab.experiment import models
from noiselab.report import look


def luminance(colour):
    """Relative luminance as the W3C's WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_models_are_told_apart_by_colour_and_by_marker():
    used = {look.model_colour(name) for name in models.MODELS}
    markers = {look.model_marker(name) for name in models.MODELS}
    assert len(used) == len(markers) == len(models.MODELS)


def test_models_stand_out_from_white_paper():
    for name in models.MODELS:
        contrast = 1.05 / (luminance(look.model_colour(name)) + 0.05)
        assert contrast >= 3  # WCAG 2.1, 1.4.11, for graphics


def test_all_colours_and_markers_differ():
    assert len(set(look.COLOURS)) == len(look.COLOURS) == 6
    assert len(set(look.MARKERS)) == len(look.MARKERS) == 6


def test_an_unknown_model_looks_like_none_of_the_known():
    known = {look.model_colour(name) for name in models.MODELS}
    assert look.model_colour("own") == look.model_colour("another") not in known


def test_a_model_keeps_its_look_when_more_are_added(monkeypatch):
    before = look.model_colour("convnet"), look.model_marker("convnet")
    more = models.MODELS | {"own": models.MODELS["mlnn"]}
    monkeypatch.setattr(models, "MODELS", more)
    assert (look.model_colour("convnet"), look.model_marker("convnet")) == before
