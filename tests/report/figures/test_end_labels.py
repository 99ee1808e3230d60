import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from noiselab.report.figures import board, end_labels
from noiselab.report.figures.end_labels import End

MARKS = {"color": "black", "marker": "o"}


@pytest.fixture
def ax():
    ax = board.axes_at(Figure(figsize=(4, 3)), (0.5, 0.5, 2, 2))
    ax.set(xlim=(0, 1), ylim=(0, 1))
    return ax


def test_names_stand_at_the_heights_of_their_ends(ax):
    end_labels.write(ax, [End("a", 1, 0.25, MARKS), End("b", 1, 0.75, MARKS)])
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights == pytest.approx({"a": 0.25, "b": 0.75})
    assert not [line for line in ax.lines if line.get_label() == "_lead"]


def test_names_that_would_lie_on_one_another_are_moved_and_led_to_their_ends(ax):
    end_labels.write(ax, [End(name, 1, 0.5, MARKS) for name in "abc"])
    heights = [text.get_position()[1] for text in ax.texts]
    gap = end_labels.HIGH / 144
    assert heights == pytest.approx([0.5 - gap, 0.5, 0.5 + gap])
    leads = [line for line in ax.lines if line.get_label() == "_lead"]
    assert sorted(line.get_ydata()[1] for line in leads) == pytest.approx(
        [0.5 - gap, 0.5 + gap]
    )


def test_a_line_that_ends_early_is_led_to_its_name(ax):
    end_labels.write(ax, [End("a", 0.5, 0.5, MARKS)])
    (lead,) = (line for line in ax.lines if line.get_label() == "_lead")
    assert 0.5 < lead.get_xdata()[0] < 0.6
    assert lead.get_xdata()[1] > 1


def test_without_an_end_nothing_is_written(ax):
    end_labels.write(ax, [])
    assert not ax.texts


def test_long_names_and_many_names_do_not_fit():
    assert end_labels.fit(["ConvNet", "MLNN"], 2)
    assert not end_labels.fit(["a name of some length", "MLNN"], 2)
    assert end_labels.fit(["a"] * 12, 2)
    assert not end_labels.fit(["a"] * 13, 2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_heights_keep_their_order_and_distance(wanted):
    heights = end_labels.spread(np.array(wanted), 0.1)
    assert heights.min() >= -1e-9
    assert heights.max() <= 1 + 1e-9
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(heights[order]) >= 0.1 - 1e-9).all()
    if (np.diff(np.sort(wanted)) >= 0.1).all():
        np.testing.assert_allclose(heights, wanted, atol=1e-9)
