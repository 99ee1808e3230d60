import matplotlib
import pytest
from matplotlib.figure import Figure

from noiselab.report import figures
from noiselab.report.figures import style


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
    assert style.new_axes(3, 2).figure.get_size_inches() == pytest.approx([3, 2])
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
