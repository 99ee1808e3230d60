"""Finished points beneath failed attempts, and what is kept of them."""

import numpy as np
import pytest
from helpers.standings import current, plan, put, standings

from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, standing, untested


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


@pytest.fixture
def run_again_in_vain(sweep, folder, make_result):
    """A finished point of other code, and a failed attempt at it with today's."""
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point)))
    point = next(sweep.points())
    put(folder, make_result(point, fingerprint=current(point) | {"code": "old"}))
    attempt = folder.point(point.id).failed_attempt
    attempt.path.mkdir()
    failed = make_result(
        point, status="failed", error="E: no", fingerprint=current(point)
    )
    attempt.result.write_text(failed.as_json())
    return point


def test_what_was_run_again_and_failed_is_failed(sweep, folder, run_again_in_vain):
    words = "E: no; what was finished before is still there"
    assert standings(sweep, folder)[0] == ("failed", words)


def test_what_was_finished_before_is_not_replaced_unasked(
    sweep, folder, run_again_in_vain
):
    planned = plan(sweep, folder)
    with pytest.raises(RequestError, match=r"1 of 4 finished points would .* code"):
        standing.choose(planned, "stop")
    for again in ("changed", "all"):
        assert planned[0] in standing.choose(planned, again)


def test_what_was_finished_before_is_kept_if_asked_for(
    sweep, folder, run_again_in_vain
):
    planned = plan(sweep, folder)
    assert standing.choose(planned, "keep") == []
    kept = standing.used_as_they_are(planned, again="keep")
    assert kept[run_again_in_vain.id].differs == ["code"]


def test_a_report_shows_the_failure_unless_the_point_was_kept(
    sweep, folder, run_again_in_vain
):
    planned = plan(sweep, folder)
    assert standing.used_as_they_are(planned) == {}
    before = standing.used_as_they_are(planned, again="keep")
    assert standing.used_as_they_are(planned, before=before) == before


def test_what_cannot_be_compared_now_differs_as_it_did(sweep, folder, make_result):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point) | {"data": "old"}))
    before = standing.used_as_they_are(plan(sweep, folder))
    assert {tuple(entry.differs) for entry in before.values()} == {("data",)}
    away = plan(sweep, folder, data_digest=None)
    assert standing.used_as_they_are(away) == {}
    assert standing.used_as_they_are(away, before=before) == before


def test_a_point_that_was_run_again_since_is_not_said_to_differ(
    sweep, folder, make_result
):
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point) | {"data": "old"}))
    before = standing.used_as_they_are(plan(sweep, folder))
    for point in sweep.points():
        put(folder, make_result(point, fingerprint=current(point)))
    away = plan(sweep, folder, data_digest=None)
    assert standing.used_as_they_are(away, before=before) == {}


def test_tests_of_a_point_that_is_kept_beneath_a_failed_attempt_are_made_once(
    sweep, folder, run_again_in_vain, make_result
):
    planned = plan(sweep, folder)
    kept = standing.used_as_they_are(planned, again="keep")
    point = run_again_in_vain
    # of other code, so that its network is not tested with today's
    assert point.id not in untested.unfinished_transfers(sweep, folder, planned, kept)
    put(folder, make_result(point, fingerprint=current(point) | {"template": "old"}))
    planned = plan(sweep, folder)
    kept = standing.used_as_they_are(planned, again="keep")
    assert point.id in untested.unfinished_transfers(sweep, folder, planned, kept)
    result, right = planned[0].beneath.result, np.arange(10) < 9
    levels = dict.fromkeys(sweep.conditions(), cross_tests.Tested(0.25, right))
    files = folder.point(point.id)
    cross_tests.write(files, result, cross_tests.Transfer(levels))
    assert point.id not in untested.unfinished_transfers(sweep, folder, planned, kept)


def test_other_settings_are_shown_beneath_a_failed_attempt_only_if_asked_for(
    sweep, folder, run_again_in_vain, make_result
):
    point = run_again_in_vain
    put(folder, make_result(point, fingerprint=current(point) | {"settings": "old"}))
    planned = plan(sweep, folder)
    before = standing.used_as_they_are(planned, again="keep")
    assert before.keys() == {point.id}
    assert standing.used_as_they_are(planned, before=before) == {}
