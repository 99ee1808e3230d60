import matplotlib
import matplotlib.style

from noiselab.report.figures import look


def test_it_is_that_of_a_machine_without_settings(monkeypatch):
    with matplotlib.style.context(look.RC, after_reset=True):
        expected = dict(matplotlib.rcParams)
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")
    for _ in range(2):  # found out, and kept
        with look.applied():
            assert dict(matplotlib.rcParams) == expected
        assert matplotlib.rcParams["axes.facecolor"] == "red"


def test_it_is_applied_once():
    with look.applied():
        matplotlib.rcParams["lines.linewidth"] = 7
        with look.applied():
            assert matplotlib.rcParams["lines.linewidth"] == 7
        assert matplotlib.rcParams["lines.linewidth"] == 7
    assert matplotlib.rcParams["lines.linewidth"] != 7
