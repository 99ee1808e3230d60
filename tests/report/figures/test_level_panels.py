import numpy as np
import pytest

from noiselab.report.figures import level_panels
from noiselab.report.figures.level_lines import ModelLines


def made(number, losses=(0.1, 0.5)):
    means = dict.fromkeys(("train", "val"), np.array([0.9, 0.5]) - number / 50)
    means["clean"] = np.array([0.9, 0.3])
    if losses:
        means["val"] = np.array(losses)
    bounds = {"train": {}, "val": {0.5: (0.0, 1.0)}}
    return ModelLines(
        f"net {number}", "#0072B2", "o", np.array([0, 0.5]), means, {}, bounds
    )


@pytest.fixture
def figure():
    """Seven models: two rows for each measure."""
    lines = {
        "loss": [*map(made, range(7))],
        "accuracy": [made(n, ()) for n in range(7)],
    }
    return level_panels.level_panels(lines, "noise: its unit")


def test_each_model_has_a_panel_for_each_measure(figure):
    (ax,) = figure.axes
    words = [text.get_text() for text in ax.texts]
    assert all(words.count(f"net {number}") == 2 for number in range(7))
    assert words.count("loss") == words.count("accuracy") == 2
    labels = [line.get_label() for line in ax.lines]
    assert labels.count("net 3, validation") == 2
    assert labels.count("_other") == 2 * 7 * 6


def test_the_columns_end_where_their_models_do(figure):
    (ax,) = figure.axes
    levels = [text.get_position() for text in ax.texts if text.get_text() == "level"]
    assert len(levels) == 5
    assert levels[0][1] == levels[1][1] < levels[2][1] == levels[4][1]


def test_no_text_lies_on_another(figure):
    figure.draw_without_rendering()
    (ax,) = figure.axes
    words = [t for t in ax.texts if t.get_text().startswith("net")]
    assert figure.legends[0].get_window_extent().y0 >= max(
        text.get_window_extent().y1 for text in words
    )
    width = figure.bbox.x1
    assert all(0 <= t.get_window_extent().x0 < width for t in ax.texts)


def test_a_steep_loss_has_a_logarithmic_scale_and_whiskers_stay_in_their_panel():
    some = [made(n, losses=(0.01, 2.0)) for n in range(4)]
    figure = level_panels.level_panels({"loss": some}, "noise")
    (ax,) = figure.axes
    words = [text.get_text() for text in ax.texts]
    assert {"0.01", "0.1", "1", "loss\n(logarithmic)"} <= set(words)
    whiskers = [line for line in ax.lines if line.get_label() == "_whisker"]
    for line in whiskers:
        assert np.isfinite(line.get_ydata()).all()
        assert 0 <= min(line.get_ydata()) < max(line.get_ydata()) <= 1.25


def test_a_model_that_always_diverged_says_so():
    lost = made(1)
    for name in ("train", "val"):
        lost.means[name][:] = np.nan
    (ax,) = level_panels.level_panels({"loss": [made(0), lost]}, "noise").axes
    assert [t.get_text() for t in ax.texts].count("diverged\nat all levels") == 1
