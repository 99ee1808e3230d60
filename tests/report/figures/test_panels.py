import numpy as np
import pytest

from noiselab.report.figures import transfer
from noiselab.report.figures.panels import Panels, ends, fitted, ticks


@pytest.fixture
def panels():
    """Two rows of three panels of 2 x 1 inches, from 0 to 10 and from -1 to 1."""
    return Panels(2, 3, (2.0, 1.0), (0.0, 10.0), (-1.0, 1.0))


def test_the_axes_counts_in_inches(panels):
    inches = panels.ax.get_position().size * panels.figure.get_size_inches()
    limits = panels.ax.get_xlim()[1], panels.ax.get_ylim()[1]
    assert inches == pytest.approx(limits)


def test_values_lie_in_their_panel(panels):
    left, right, below, above = panels.box(0, 1)
    assert (right - left, above - below) == pytest.approx((2, 1))
    assert panels.x(1, [0, 5, 10]).tolist() == pytest.approx([left, left + 1, right])
    assert panels.y(0, [-1, 0, 1]).tolist() == pytest.approx(
        [below, below + 0.5, above]
    )


def test_rows_count_from_above_and_columns_from_the_left(panels):
    boxes = {
        (row, column): panels.box(row, column) for row in (0, 1) for column in range(3)
    }
    assert boxes[1, 0][:1] + boxes[1, 0][2:3] == (0, 0)
    assert boxes[0, 0][2] > boxes[1, 0][3]
    assert boxes[0, 1][0] > boxes[0, 0][1]


def test_a_scale_may_run_downwards():
    panels = Panels(1, 1, (1.0, 1.0), (0.0, 1.0), (3.0, 0.0))
    assert panels.y(0, [0, 3]).tolist() == [1, 0]


def test_what_is_no_number_stays_so(panels):
    assert np.isnan(panels.y(0, [None, np.nan])).all()


def test_lines_cross_each_panel_and_only_that(panels):
    panels.grid([5], [0])
    (lines,) = panels.ax.collections
    drawn = lines.get_segments()
    assert len(drawn) == 2 * 6
    lengths = sorted(np.linalg.norm(line[1] - line[0]) for line in drawn)
    assert lengths == pytest.approx([1] * 6 + [2] * 6)


def test_names_stand_below_the_last_row_and_beside_the_first_column(panels):
    panels.names({0.0: "0", 10.0: "10"}, {0.0: "none"})
    words = [(text.get_text(), *text.get_position()) for text in panels.ax.texts]
    assert [word for word, _, y in words if y < 0] == ["0", "10"] * 3
    assert [word for word, x, _ in words if x < 0] == ["none"] * 2


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([0, 1], -0.05, 1.05),
        ([2.0, np.nan, np.inf, 4.0], 1.9, 4.1),
        ([5.0], 4.75, 5.25),
        ([0.0], -0.05, 0.05),
        ([np.nan], -0.05, 1.05),
    ],
)
def test_all_finite_values_can_be_seen(values, low, high):
    assert ends(np.array(values)) == pytest.approx((low, high))


def test_ticks_are_round_and_on_the_scale():
    assert ticks((-0.03, 0.72)) == {0.0: "0", 0.2: "0.2", 0.4: "0.4", 0.6: "0.6"}
    whole = ticks((0.9, 3.1), whole=True)
    assert whole == {1.0: "1", 2.0: "2", 3.0: "3"}
    assert ticks((0.95, 1.05), whole=True) == {1.0: "1"}


@pytest.mark.parametrize("end", [0.05, 0.097, 0.3, 1])
def test_the_colour_scale_and_its_name_stay_in_the_figure(end):
    made = Panels(2, 2, (3, 3), (0, 1), (0, 1), right=transfer.ROOM)
    looks = {"extent": made.box(0, 0), "vmin": -end, "vmax": end}
    made.scale(made.ax.imshow(np.zeros((2, 2)), **looks), transfer.GAIN)
    made.figure.draw_without_rendering()
    *_, beside = made.figure.axes
    assert len(beside.get_yticks()) > 3
    words = (beside.yaxis.label, *beside.get_yticklabels())
    right = max(text.get_window_extent().x1 for text in words)
    assert right <= made.figure.bbox.x1


def test_a_text_that_fits_stays_and_a_longer_one_is_broken():
    assert fitted("ConvNet", 2.0, 9) == ("ConvNet", 9)
    text, size = fitted(
        "ConvNet (fresh noise, 50 % noisy, mixed kinds)\naccuracy", 2.0, 9
    )
    assert size < 9
    assert text.replace("\n", " ").endswith("mixed kinds) accuracy")
    assert len(text.split("\n")) > 2
    assert max(map(len, text.split("\n"))) * size * 0.6 / 72 <= 2.0
