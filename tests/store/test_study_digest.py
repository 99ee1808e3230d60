import dataclasses

from noiselab.store import results, study_digest
from noiselab.store.result import FileRecord


def test_it_is_of_what_was_measured_and_of_nothing_else(sweep, make_result):
    stored = [make_result(point) for point in sweep.points()]
    digest = study_digest.of(stored)
    assert len(digest) == study_digest.LENGTH
    assert study_digest.of(reversed(stored)) == digest
    elsewhere = {
        "seconds": {"train": 9.0, "total": 10.0},
        "environment": {"python": "3.13"},
        "peak_memory": 1,
        "fingerprint": stored[0].fingerprint | {"code": "other"},
    }
    same = [stored[0].model_copy(update=elsewhere), *stored[1:]]
    assert study_digest.of(same) == digest
    for changes in (
        {"metrics": stored[0].metrics.model_copy(update={"val_loss": 0.25})},
        {"files": {study_digest.PREDICTIONS: FileRecord(sha256="0" * 64)}},
        {"fingerprint": stored[0].fingerprint | {"data": "other"}},
        {"point": dataclasses.replace(stored[0].point, epochs=3)},
        {"snr_db": 1.0},
    ):
        other = [stored[0].model_copy(update=changes), *stored[1:]]
        assert study_digest.of(other) != digest, changes


def test_points_that_are_not_done_have_no_part_in_it(sweep, make_result):
    first, *others = sweep.points()
    failed = make_result(first, status="failed", error="no")
    assert study_digest.of([failed]) is None
    stored = [make_result(point) for point in others]
    assert study_digest.of([failed, *stored]) == study_digest.of(stored)


def test_a_real_study_has_one(study):
    _, stored = results.read_sweep(study)
    assert all(study_digest.PREDICTIONS in result.files for result in stored)
    assert study_digest.of(stored) == study_digest.of(results.read_sweep(study)[1])
