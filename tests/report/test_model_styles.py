import numpy as np
import pytest

from noiselab.report import model_styles
from noiselab.study import sweep_file


def luminance(colour):
    """Relative luminance as the W3C's WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_models_differ_in_colour_and_marker(sweep):
    used = {model_styles.model_colour(sweep, name) for name in sweep.models}
    markers = {model_styles.model_marker(sweep, name) for name in sweep.models}
    assert len(used) == len(markers) == len(sweep.models)


def test_models_stand_out_from_white_paper():
    for colour in model_styles.COLOURS:
        contrast = 1.05 / (luminance(colour) + 0.05)
        assert contrast >= 3  # WCAG 2.1, 1.4.11, for graphics


def test_all_colours_and_markers_differ():
    assert len(set(model_styles.COLOURS)) == len(model_styles.COLOURS) == 6
    assert len(set(model_styles.MARKERS)) == len(model_styles.MARKERS) == 7


def test_no_two_of_forty_models_look_alike():
    colours, markers = model_styles.COLOURS, model_styles.MARKERS
    looks = {(colours[n % len(colours)], markers[n % len(markers)]) for n in range(40)}
    assert len(looks) == 40


def test_own_models_have_the_colours_after_those_of_noiselab(own):
    fields = {"name": "x", "dataset": "digits", "levels": 0, "plugins": [str(own)]}
    sweep = sweep_file.check(fields | {"models": ["wide", "convnet", "deep"]})
    colours = [model_styles.model_colour(sweep, name) for name in sweep.models]
    assert colours == [
        model_styles.COLOURS[3],
        model_styles.COLOURS[1],
        model_styles.COLOURS[4],
    ]
    markers = [model_styles.model_marker(sweep, name) for name in sweep.models]
    assert markers == [
        model_styles.MARKERS[3],
        model_styles.MARKERS[1],
        model_styles.MARKERS[4],
    ]


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(
        "from noiselab import models\n"
        "models.register('deep')(lambda *_: None)\n"
        "models.register('wide')(lambda *_: None)\n"
    )
    return path
