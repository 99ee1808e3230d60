"""A template of one's own: what it makes of `fit` is recorded, reported, and final."""

import nbformat
import pytest
from helpers.html import Reader

from noiselab.common import folders
from noiselab.store import results

STOPPING = """\
    callbacks=[
        epoch_lines(epochs),
        EarlyStopping("val_loss", min_delta=9, restore_best_weights=True),
    ],
"""


@pytest.fixture
def edited(tmp_path, monkeypatch):
    """Edits the template by pairs of an old and a new text."""

    def edit(*pairs):
        template = nbformat.read(folders.TEMPLATE, as_version=4)
        for old, new in pairs:
            (cell,) = (c for c in template.cells if old in c.source)
            cell.source = cell.source.replace(old, new)
        path = tmp_path / "own.ipynb"
        nbformat.write(template, path)
        monkeypatch.setattr(folders, "TEMPLATE", path)

    return edit


@pytest.mark.slow
def test_a_training_that_stops_early_is_done_and_reported_as_it_was(
    edited, call, tmp_path
):
    edited(
        (
            "from noiselab import data, models\n",
            "from keras.callbacks import EarlyStopping\n\nfrom noiselab import data, models\n",
        ),
        ("    callbacks=[epoch_lines(epochs), *stopping],\n", STOPPING),
        (
            "    verbose=0,\n).history",
            "    verbose=1,\n    validation_freq=2,\n).history",
        ),
    )
    words = [
        f"--set={change}"
        for change in ("name=own", "models=mlnn", "levels=0,0.5", "epochs=20")
    ]
    code, printed, problems = call("digits", *words, "--threads", 1, "--verbose")
    assert (code, problems) == (0, "")
    assert "mlnn--gaussian--0.5--r0: epoch  2/20" in printed
    done = results.read_sweep(tmp_path / "out" / "own")[1]
    for result in done:
        assert result.epochs_run == 4
        known = [value is not None for value in result.history.val_loss]
        assert known == [False, True, False, True]
    report = (tmp_path / "out" / "own" / "report.html").read_text()
    assert "instead of 20 epochs" in report
    assert "epochs: MLNN after 4." in report
    assert "with another accuracy than after the last epoch" in report
    assert Reader(report)
    before = [(result.seconds, result.metrics) for result in done]
    code, printed, problems = call("digits", *words, "--threads", 1)
    assert (code, problems) == (0, "")
    again = results.read_sweep(tmp_path / "out" / "own")[1]
    assert [(result.seconds, result.metrics) for result in again] == before


@pytest.mark.slow
def test_a_training_without_accuracy_ends_at_once(edited, call, tmp_path):
    edited(('metrics=["accuracy", ', "metrics=["))
    words = ("name=own", "models=mlnn", "levels=0.5", "epochs=100000")
    words = [f"--set={change}" for change in words]
    code, printed, _ = call("digits", *words, "--threads", 1)
    assert code == 1
    assert (
        "training reports log_loss, loss, val_log_loss, val_loss, but no accuracy; "
        'compile the network with "accuracy" among its metrics'
    ) in printed
