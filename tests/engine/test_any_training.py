"""Whatever a training reports: a result that reads back, or one line that says why not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noiselab.common import awake
from noiselab.common.errors import PointError
from noiselab.common.folders import SweepFolder
from noiselab.common.schema import HISTORY
from noiselab.engine import run_point
from noiselab.engine.executor import Job
from noiselab.experiment.recording import record
from noiselab.store import results

FIGURES = st.none() | st.floats() | st.floats(0, 1) | st.integers(-1, 2) | st.text()
LISTS = st.lists(FIGURES, max_size=3) | st.lists(
    st.floats(0, 1), min_size=2, max_size=2
)
HISTORIES = st.dictionaries(
    st.sampled_from([*HISTORY, "lr"]), LISTS
) | st.fixed_dictionaries(
    dict.fromkeys(
        HISTORY, st.lists(st.none() | st.floats(0, 1), min_size=2, max_size=2)
    )
)
CHANCES = st.lists(
    st.sampled_from([0.0, 0.25, 1.0, 1e-45, math.nan, math.inf]), min_size=4, max_size=4
)
NUMBERS = st.floats() | st.sampled_from([0.0, -1.0, 1e9, 1e300])


def is_whole(history):
    """Whether a history has a number for each epoch, or None for its validation."""
    if not history.get("loss"):
        return False
    kinds = (float, float, float | None, float | None)
    return len({len(history.get(name, "none")) for name in HISTORY}) == 1 and all(
        isinstance(value, kind) and (value is None or 0 <= value <= 1)
        for name, kind in zip(HISTORY, kinds, strict=True)
        for value in history.get(name, ["none"])
    )


@pytest.fixture
def network():
    import keras

    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])


@settings(max_examples=80)
@given(history=HISTORIES, chances=CHANCES, snr=NUMBERS, seconds=NUMBERS)
def test_any_training(tmp_path, point, network, history, chances, snr, seconds):
    folder = SweepFolder(tmp_path)
    stage = folder.stage(point.id)
    for path in (stage.notebook, stage.log):
        path.write_text("{}")
    usable = is_whole(history) and 0 <= seconds < 1e9
    problem = None
    try:
        record(
            stage.path,
            network=network,
            history=history,
            labels=np.array([0, 1]),
            probabilities=np.reshape(chances, (2, 2)),
            snr_db=snr,
            train_seconds=seconds,
            environment={"python": "3"},
        )
        job = Job(point, {"template": "t"}, stage.notebook, 1)
        result = run_point.done(job, stage, awake.seconds())
    except PointError as error:
        problem = str(error)
    if problem is not None:
        assert not usable, problem
        assert len(problem.splitlines()) == 1
        return
    stage.result.write_text(result.as_json())
    run_point.put_in_place(folder, stage, result)
    assert results.read(folder.point(point.id), point) == result
    assert result.status == "done"
    assert result.epochs_run == len(history["loss"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "measures.json: Expecting value: line 1 column 1 (char 0)"),
        ("[1]", "measures.json: not what `record` writes"),
        ('{"status": "done"}', "measures.json: not what `record` writes"),
        ("{}", "measures.json: Value error, metrics must hold train_loss, "
         "train_accuracy, val_loss, val_accuracy"),
        ('{"seconds": [1]}', "measures.json: Value error, metrics must hold train_loss, "
         "train_accuracy, val_loss, val_accuracy"),
        ('{"epochs_run": -1}', "measures.json.epochs_run: Input should be greater than "
         "or equal to 0"),
    ],
)  # fmt: skip
def test_measures_that_are_none_are_refused_in_a_line(tmp_path, point, text, problem):
    stage = SweepFolder(tmp_path).stage(point.id)
    for path in (stage.notebook, stage.model, stage.predictions):
        path.write_text("{}")
    stage.measures.write_text(text)
    job = Job(point, {"template": "t"}, stage.notebook, 1)
    with pytest.raises(PointError) as caught:
        run_point.done(job, stage, awake.seconds())
    assert str(caught.value) == problem
