"""Records damaged in any way: whatever they hold, nothing crashes."""

import csv
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noiselab.common.folders import SweepFolder
from noiselab.common.schema import METRICS
from noiselab.front import publishing
from noiselab.report import index_page, pages, small_curves
from noiselab.store import cross_tests, predictions, prepare, results
from noiselab.store.cross_tests import Transfer
from noiselab.store.result import Result
from noiselab.study.condition import Condition
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(2**63), 1e308, math.nan, math.inf, "done", "1"])
    | st.floats()
    | st.text(max_size=6)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=6,
)


def replaced(data, value, new):
    """Copy a JSON value with any one part of it replaced."""
    if not isinstance(value, dict | list) or not value or data.draw(st.booleans()):
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    keys = sorted(copy) if isinstance(copy, dict) else range(len(copy))
    key = data.draw(st.sampled_from(keys))
    copy[key] = replaced(data, copy[key], new)
    return copy


@pytest.fixture
def folder(tmp_path, sweep) -> SweepFolder:
    """A study's folder with a report but no points."""
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    folder.report.write_text("a report")
    return folder


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def used(folder: SweepFolder, sweep: Sweep, point: Point) -> Result:
    """Use a point's files as a run does: read them, tabulate them, list them."""
    result = results.read(folder.point(point.id), point)
    results.write_csv(folder.results, [result])
    cross_tests.write_csv(folder.transfers, folder, [result])
    small_curves.curve(sweep, [result] if result.status == "done" else [])
    predictions.read(folder.point(point.id).predictions)
    assert len(list(csv.DictReader(folder.results.read_text().splitlines()))) == 1
    return result


@given(data=st.data(), new=VALUES)
def test_any_part_of_a_result_replaced(folder, sweep, point, make_result, data, new):
    fields = json.loads(make_result(point).as_json())
    put(folder.point(point.id).result, json.dumps(replaced(data, fields, new)))
    result = used(folder, sweep, point)
    assert result.status in ("done", "failed", "missing")


@given(data=st.data(), new=VALUES)
def test_any_part_of_a_transfer_replaced(folder, sweep, point, make_result, data, new):
    result = make_result(point)
    tested = {"level": 0.5, "accuracy": 0.5, "loss": 1.0, "count": 8, "right": "8A=="}
    fields = {"schema": 1, "fingerprint": result.fingerprint, "error": None}
    fields = replaced(data, fields | {"levels": [tested]}, new)
    put(folder.point(point.id).result, result.as_json())
    put(folder.point(point.id).transfer, json.dumps(fields))
    used(folder, sweep, point)


@given(
    content=st.binary(max_size=40)
    | VALUES.map(lambda value: json.dumps(value).encode())
)
@pytest.mark.slow
def test_any_bytes_as_a_record(folder, sweep, point, make_result, content):
    files = folder.point(point.id)
    put(files.result, make_result(point).as_json())
    for path in (files.transfer, files.predictions, folder.report_notebook):
        path.write_bytes(content)
    used(folder, sweep, point)
    assert not publishing.is_reported(sweep, folder)
    files.result.write_bytes(content)
    assert used(folder, sweep, point).status == "missing"


@given(data=st.data(), new=VALUES)
def test_any_part_of_a_reports_notebook_replaced(folder, sweep, data, new):
    inputs = {"sweep": "a", "results": "b", "files": {"report.html": "c"}}
    notebook = {"metadata": {"noiselab": inputs}, "cells": [{"source": ""}]}
    put(folder.report_notebook, json.dumps(replaced(data, notebook, new)))
    assert not publishing.is_reported(sweep, folder)


DEEP = "[" * 100_000


def test_a_notebook_nested_too_deeply_is_not_a_report(folder):
    folder.report_notebook.write_text(DEEP)
    assert pages.inputs(folder) == {}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("metrics", {"val_accuracy": "high"}),
        ("metrics", {"val_accuracy": 1.5}),
        ("metrics", {"val_loss": math.inf}),
        ("history", {"loss": "x"}),
        ("confusion_matrix", [[-1]]),
        ("confusion_matrix", [["a"]]),
        ("class_accuracy", 3),
        ("snr_db", "loud"),
        ("seconds", {"total": None}),
        ("seconds", {"total": -1}),
        ("seconds", {"total": 1.7e308}),
        ("metrics", dict.fromkeys(METRICS)),
        ("environment", []),
        ("fingerprint", "x"),
        ("error", 5),
    ],
)
def test_a_figure_of_another_type_or_range_is_damage(
    folder, point, make_result, part, value
):
    fields = json.loads(make_result(point).as_json())
    if isinstance(value, dict):
        value = fields[part] | value
    put(folder.point(point.id).result, json.dumps(fields | {part: value}))
    assert results.read(folder.point(point.id), point).reason == "damaged"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *((part, 10**400) for part in ("accuracy", "loss", "level", "count")),
        ("accuracy", math.nan),
        ("accuracy", 1.5),
        ("loss", math.inf),
        ("count", -1),
    ],
)
def test_an_impossible_number_is_not_a_test(folder, point, make_result, part, value):
    result = make_result(point)
    tested = {"level": 0.5, "accuracy": 0.5, "loss": 1.0, "count": 8, "right": "8A=="}
    fields = {"schema": 1, "fingerprint": result.fingerprint, "error": None}
    files = folder.point(point.id)
    put(files.transfer, json.dumps(fields | {"levels": [tested]}))
    assert list(cross_tests.read(files, result).tests) == [Condition("gaussian", 0.5)]
    put(files.transfer, json.dumps(fields | {"levels": [tested | {part: value}]}))
    assert cross_tests.read(files, result) == Transfer()


def test_a_study_whose_sweep_is_damaged_is_not_listed(folder):
    folder.sweep.write_text("name: [")
    assert (
        "No study has a report yet" in index_page.write(folder.path.parent).read_text()
    )
