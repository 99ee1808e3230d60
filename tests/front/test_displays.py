import io
from types import SimpleNamespace

import pytest

from noiselab.common.schema import METRICS
from noiselab.experiment.epoch_line import Epoch
from noiselab.front.clock import Clock
from noiselab.front.displays import Bars, Lines, Silent, choose, outcome
from noiselab.store.durations import Estimate


@pytest.fixture
def points(sweep):
    return list(sweep.points())


def test_lines_tell_each_point_and_when_verbose_each_epoch(points, make_result):
    stream = io.StringIO()
    lines = Lines(Clock(points[:1], Estimate(), 1), verbose=True, stream=stream)
    with lines:
        lines.started(points[0])
        lines.epoch(points[0], Epoch(1, 2, 0.5, 0.4, 0.8, 0.6, 0.7))
        lines.finished(make_result(points[0], figure=0.75))
    assert stream.getvalue().splitlines() == [
        "mlnn--clean--0.0--r0: starts",
        "mlnn--clean--0.0--r0: epoch 1/2    0.50 s  loss 0.4000  accuracy 0.8000  "
        "val_loss 0.6000  val_accuracy 0.7000",
        "[1/1] mlnn--clean--0.0--r0: validation accuracy 0.7500, 3 s",
    ]


def test_silence_is_kept_whatever_happens(points, make_result, capsys):
    silent = Silent(Clock(points[:2], Estimate(), 1))
    with silent:
        silent.started(points[0])
        silent.finished(make_result(points[0]))
        silent.started(points[1])
        silent.finished(make_result(points[1], status="failed", error="E: no"))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_a_diverged_point_says_so(points, make_result):
    metrics = dict.fromkeys(METRICS, 0.1) | {"val_loss": None, "diverged": True}
    assert outcome(make_result(points[0], metrics=metrics)) == "diverged, 3 s"


def test_bars_show_points_done_and_the_epoch_of_the_running_one(
    points, make_result, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "140")
    bars = Bars(Clock(points[:2], Estimate(), 1))
    stream = bars._bars.console.file = io.StringIO()
    with bars:
        bars.started(points[0])
        bars.epoch(points[0], Epoch(1, 2, 0.5, 0.4, 0.8, 0.6, 0.7))
        shown = io.StringIO()
        bars._bars.console.file = shown
        bars._bars.console.print(bars._bars)
        bars._bars.console.file = stream
        bars.finished(make_result(points[0], figure=0.75))
    row_all, row_point = shown.getvalue().splitlines()[-2:]
    assert "0/2" in row_all
    assert points[0].id in row_point
    assert "1/2" in row_point
    assert "val loss 0.6000, accuracy 0.7000" in row_point
    assert "validation accuracy 0.7500, 3 s" in stream.getvalue()


def test_an_epoch_without_validation_and_beyond_those_set_is_shown(
    points, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "140")
    epoch = Epoch(3, 5, 0.5, 0.4, 0.8, None, None)
    with Lines(Clock(points, Estimate(), 1), verbose=True) as lines:
        lines.epoch(points[0], epoch)
    assert capsys.readouterr().out.endswith("val_loss -  val_accuracy -\n")
    bars = Bars(Clock(points, Estimate(), 1))
    stream = bars._bars.console.file = io.StringIO()
    bars.started(points[0])
    bars.epoch(points[0], epoch)
    bars._bars.console.print(bars._bars)
    assert "3/5" in stream.getvalue()
    assert "val loss -, accuracy -" in stream.getvalue()


def test_word_of_a_point_that_starts_again_or_has_ended_does_no_harm(
    points, make_result, monkeypatch
):
    bars = Bars(Clock(points[:1], Estimate(), 1))
    epoch = Epoch(1, 2, 0.5, 0.4, 0.8, 0.6, 0.7)
    bars.started(points[0])
    bars.started(points[0])
    assert len(bars._bars.tasks) == 2  # the total, and a point
    bars.finished(make_result(points[0]))
    bars.epoch(points[0], epoch)
    bars.started(points[0])
    assert len(bars._bars.tasks) == 1
    assert bars._clock.left() == ""


@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({"TERM": "xterm-256color"}, Bars),
        ({"TERM": "xterm-256color", "GIT_PAGER": "cat"}, Bars),
        ({"TERM": "dumb"}, Lines),
        ({"TERM": "xterm", "CI": "true"}, Lines),
        ({"TERM": "xterm", "JPY_PARENT_PID": "7"}, Lines),
        ({"TERM": "xterm-color", "GIT_PAGER": "cat"}, Lines),
    ],
)
def test_only_a_terminal_that_can_be_drawn_over_has_bars(variables, kind, monkeypatch):
    for name in ("TERM", "CI", "JPY_PARENT_PID", "GIT_PAGER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    clock = Clock([], Estimate(), 1)
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))
    assert type(choose("normal", clock)) is kind
    assert type(choose("verbose", clock)) is Lines
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: False))
    assert type(choose("normal", clock)) is Lines
