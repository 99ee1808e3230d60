import json
import math
from dataclasses import replace

import numpy as np
import pytest

from noiselab.common.schema import METRICS
from noiselab.store import result
from noiselab.store.result import Result


@pytest.fixture
def fields(point, make_result):
    """The fields of a done result, as its file holds them."""
    return json.loads(make_result(point).as_json())


def test_a_point_that_failed_has_no_figures(point):
    failed = Result(point=point, status="failed", error="RuntimeError: no")
    assert result.from_fields(json.loads(failed.as_json())) == failed
    assert failed.why == "RuntimeError: no"


def test_why_a_point_is_missing_is_a_reason_with_words_for_readers(point):
    missing = Result(point=point, status="missing", reason="not_run")
    assert missing.why == "not run yet"
    assert set(result.REASONS) == set(result.Reason.__args__)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("snr_db", -40),
        ("snr_db", None),
        ("class_accuracy", [None, 1]),
        ("calibration_error", None),
        ("peak_memory", None),
        ("seconds", {"train": 0, "total": 1, "of a later version": 1.5}),
        ("environment", {"threads": 1, "gpu": None, "anything": [{}]}),
    ],
)
def test_what_a_result_may_hold(fields, name, value):
    assert result.from_fields(fields | {name: value})[name] == value


def test_losses_may_be_no_number_and_shares_whole(fields):
    figures = {"train_loss": None, "val_loss": -3.5, "val_accuracy": 0}
    figures |= {"train_accuracy": None, "diverged": True}
    fields["metrics"] |= figures
    fields["history"] |= {"loss": [None, 1e300], "accuracy": [0, 1]}
    diverged = result.from_fields(fields)
    assert diverged.diverged
    assert diverged.metrics.val_loss == -3.5
    assert diverged.history.loss == [None, 1e300]


NO_NUMBER = [True, "0.5", [0.5], math.nan, math.inf, 10**400]
NO_SHARE = [*NO_NUMBER, -0.001, 1.001]
NO_COUNT = [True, "1", 1.0, -1, 2**53]


@pytest.mark.parametrize(
    ("keys", "values"),
    [
        (("point",), [None, {}]),
        (("point", "level"), ["0.5", None, True]),
        (("point", "repeat"), ["0", 0.0]),
        (("status",), ["nearly", "", None]),
        (("reason",), ["because", 1]),
        (("error",), [1, ["E"]]),
        (("fingerprint",), [None, "abc", {"code": 1}]),
        (("files",), [None, {"model.keras": "abc"}, {"../model.keras": "0" * 64}]),
        (("files",), [{"model.keras": {"sha256": "0" * 64, "size": -1}}]),
        (("files",), [{"model.keras": {"sha256": "0" * 64, "mtime_ns": 2**63}}]),
        (("metrics",), [None, [0.5]]),
        (("metrics", "train_loss"), NO_NUMBER),
        (("metrics", "val_loss"), NO_NUMBER),
        (("metrics", "train_accuracy"), NO_SHARE),
        (("metrics", "val_accuracy"), NO_SHARE),
        (("metrics", "diverged"), [None, 0, "false"]),
        (("history",), [None, []]),
        (("history", "loss", 1), NO_NUMBER),
        (("history", "val_loss", 1), NO_NUMBER),
        (("history", "accuracy", 1), NO_SHARE),
        (("history", "val_accuracy", 1), NO_SHARE),
        (("history", "accuracy"), [None, 0.5, (0.5, 0.5)]),
        (("epochs_run",), [*NO_COUNT, None]),
        (("right",), NO_COUNT),
        (("count",), NO_COUNT),
        (("confusion_matrix",), ["", {}]),
        (("confusion_matrix", 0, 3), [*NO_COUNT, None]),
        (("class_accuracy", 9), NO_SHARE),
        (("calibration_error",), NO_SHARE),
        (("snr_db",), NO_NUMBER),
        (("peak_memory",), NO_COUNT),
        (("seconds", "train"), [*NO_NUMBER, None, -0.1, 1e9, 1.7e308]),
        (("environment",), [None, []]),
        (("of another version",), [1]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_another_type_or_range_is_refused(fields, keys, values):
    *outer, last = keys
    inner = fields
    for key in outer:
        inner = inner[key]
    for value in values:
        inner[last] = value
        with pytest.raises(ValueError, match="1 validation error") as caught:
            result.from_fields(fields)
        (problem,) = caught.value.errors()
        shared = min(len(keys), len(problem["loc"]))
        assert problem["loc"][:shared] == keys[:shared], value


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"metrics": {"val_loss": 0.5}},
            "metrics must hold train_loss, train_accuracy, val_loss, val_accuracy",
        ),
        (
            {"history": {}},
            "history must have a number for each epoch of epochs_run",
        ),
        (
            {"epochs_run": 1},
            "history must have a number for each epoch of epochs_run",
        ),
        ({"confusion_matrix": [[1, 2], [3]]}, "confusion_matrix must be square"),
        ({"confusion_matrix": None}, "confusion_matrix must be square"),
        (
            {"confusion_matrix": [[0, 0], [0, 0]], "right": 0, "count": 0},
            "confusion_matrix must count images",
        ),
        ({"right": 9}, "right and count must be those of confusion_matrix"),
        ({"count": None}, "right and count must be those of confusion_matrix"),
        ({"seconds": {"train": 1.0}}, "seconds must hold total"),
        (
            {
                "metrics": dict.fromkeys(METRICS)
                | {"train_accuracy": 0.5, "val_accuracy": 0.5, "diverged": False}
            },
            "metrics must hold all figures unless diverged is true",
        ),
        (
            {"status": "missing"},
            "a missing result must have a reason, and no other may have one",
        ),
    ],
)
def test_a_done_result_that_lacks_something_is_refused(fields, changes, problem):
    with pytest.raises(ValueError, match="1 validation error") as caught:
        result.from_fields(fields | changes)
    assert caught.value.errors()[0]["msg"] == f"Value error, {problem}"


def test_fewer_epochs_than_were_asked_for_are_no_damage(fields):
    short = {name: values[:1] for name, values in fields["history"].items()}
    stopped = result.from_fields(fields | {"history": short, "epochs_run": 1})
    assert (stopped.point.epochs, stopped.epochs_run) == (2, 1)


def test_an_epoch_without_validation_is_no_damage(fields):
    fields["history"] |= {"val_loss": [None, 0.5], "val_accuracy": [None, 0.5]}
    assert result.from_fields(fields).history.val_loss == [None, 0.5]
    fields["history"] |= {"val_loss": [None, None], "val_accuracy": [None, None]}
    assert result.from_fields(fields).metrics.val_loss == 0.5


@pytest.mark.parametrize("schema", [2, 3])
def test_an_accuracy_of_float32_is_read_as_images_of_images(fields, schema):
    fields = older(fields) if schema == 2 else fields
    kept = [float(np.float32(0.9)), float(np.float32(0.3))]
    assert kept != [0.9, 0.3]
    matrix = np.diag([1] * 9 + [0])
    matrix[9, 0] = 1
    fields |= {"confusion_matrix": matrix.tolist()}
    if schema == 3:
        fields |= {"right": 9}
    fields["metrics"]["val_accuracy"] = kept[0]
    fields["history"]["val_accuracy"] = kept
    read = result.from_fields(fields)
    assert read.metrics.val_accuracy == 0.9 == read.as_row()["val_accuracy"]
    assert read.history.val_accuracy == [0.9, 0.3]
    assert result.from_fields(json.loads(read.as_json())) == read


def older(fields):
    """The same fields in schema 2, which had fewer keys."""
    new = ("reason", "files", "epochs_run", "right", "count")
    return {key: fields[key] for key in fields if key not in new} | {"schema": 2}


class TestSchema2:
    def test_what_it_lacked_is_counted(self, fields):
        converted = result.from_fields(older(fields))
        assert converted == result.from_fields(fields)
        counts = (converted.right, converted.count, converted.epochs_run)
        assert counts == (5, 10, 2)
        assert converted.files == {}

    def test_a_failed_one_is_read(self, fields, point):
        failed = Result(point=point, status="failed", error="E: no")
        assert result.from_fields(older(json.loads(failed.as_json()))) == failed

    @pytest.mark.parametrize(
        "changes",
        [
            {"confusion_matrix": None},
            {"confusion_matrix": [[1, 2], [3]]},
            {"confusion_matrix": [["a"]]},
            {"history": {}},
            {"history": None},
        ],
    )
    def test_a_damaged_one_is_refused(self, fields, changes):
        problem = "^confusion_matrix or history is incomplete$"
        with pytest.raises(ValueError, match=problem):
            result.from_fields(older(fields) | changes)

    @pytest.mark.parametrize("schema", [1, 4, "3", None, True])
    def test_no_other_schema_is_read(self, fields, schema):
        with pytest.raises(LookupError):
            result.from_fields(fields | {"schema": schema})


def test_what_held_out_images_chose_is_kept_and_nothing_where_there_were_none(
    point, make_result
):
    usual = make_result(point)
    assert not {"held_out", "kept_epoch"} & {*json.loads(usual.as_json())}
    assert (usual.validated, usual.as_row()["kept_epoch"]) == (10, None)
    share = 3 / 40
    shares = [0.075000003, 0.1]  # as Keras gives them, of the held-out images
    chosen = make_result(
        point, held_out=40, kept_epoch=1, history={"val_accuracy": shares}
    )
    again = result.from_fields(json.loads(chosen.as_json()))
    assert (again.held_out, again.kept_epoch, again.validated) == (40, 1, 40)
    assert again.history.val_accuracy == [share, 0.1]
    assert again.as_row()["kept_epoch"] == 1
    with pytest.raises(ValueError, match="kept_epoch must be an epoch of epochs_run"):
        make_result(point, held_out=40, kept_epoch=3)


def test_a_network_from_a_file_has_no_training_figures(point, make_result):
    own = replace(point, epochs=0, model_options={"file": "net.keras", "sha256": "0"})
    figures = {"train_loss": None, "train_accuracy": None, "val_accuracy": 0.5}
    metrics = figures | {"val_loss": 0.5, "diverged": False}
    made = make_result(own, metrics=metrics)
    again = result.from_fields(json.loads(made.as_json()))
    assert (again.epochs_run, again.metrics.train_loss) == (0, None)
    with pytest.raises(ValueError, match="metrics must hold all figures"):
        make_result(point, metrics=metrics)
