import pytest
from helpers.studies_beside import content, refingerprint, stored

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits import left_out
from noiselab.common.folders import SweepFolder
from noiselab.store import compared, joined_folder, joining, kept, results


@pytest.fixture
def write(tmp_path):
    """Puts studies together in a folder; gives that."""

    def write(*studies):
        folder = SweepFolder(tmp_path / "both")
        joined_folder.write(joining.join(studies, "both"), folder, ["seed: 1."])
        return folder

    return write


def test_all_that_is_finished_is_read_from_it(make_study, write):
    one, other = stored(make_study, "a", 30), stored(make_study, "b", 20)
    before = [content(study.folder.path) for study in (one, other)]
    folder = write(one, other)
    sweep, found = results.read_sweep(folder.path)
    assert {result.status for result in found} == {"done"}
    right = {(result.point.model, result.right) for result in found}
    assert right == {("a_mlnn", 30), ("b_mlnn", 20)}
    assert sweep.parts.models["a_mlnn"].label == "a: MLNN"
    assert [content(study.folder.path) for study in (one, other)] == before
    predictions = folder.point(found[0].point.id).predictions
    own = one.folder.point(one.results[0].point.id).predictions
    assert predictions.read_bytes() == own.read_bytes()
    assert not predictions.samefile(own)
    assert predictions.stat().st_mtime_ns == own.stat().st_mtime_ns
    known = compared.read(folder)
    assert [source.name for source in known.sources] == ["a", "b"]
    assert known.differences == ["seed: 1."]


def test_what_was_found_of_a_kind_of_noise_comes_along(make_study, write):
    one, other = stored(make_study, "a"), stored(make_study, "b")
    for study in (one, other):
        for result in study.results:
            study.folder.point(result.point.id).noise_warnings.write_text("found")
    folder = write(one, other)
    for path in folder.points.iterdir():
        assert (path / "noise_warnings.json").read_text() == "found"


def test_points_of_other_settings_are_used_as_they_are(make_study, write):
    folder = write(stored(make_study, "a"), stored(make_study, "b", seed=1))
    _, found = results.read_sweep(folder.path)
    assert {result.status for result in found} == {"done"}
    assert {(r.point.model, r.point.seed) for r in found} == {
        ("a_mlnn", 0),
        ("b_mlnn", 1),
    }
    assert {name.split("--")[0] for name in kept.read(folder)} == {"b_mlnn"}
    evidence = Evidence(*results.read_sweep(folder.path), folder.path)
    told = [statement.text for statement in left_out.points(evidence)]
    assert not any("would be different now" in text for text in told)


def test_missing_points_stay_missing_and_failed_ones_failed(
    make_study, make_result, write
):
    one, other = stored(make_study, "a"), stored(make_study, "b")
    first, second = (other.folder.point(result.point.id) for result in other.results)
    first.result.unlink()
    failed = make_result(other.results[1].point, status="failed", error="no")
    second.result.write_text(failed.as_json())
    folder = write(one, stored_again(other))
    by_model = {}
    for result in results.read_sweep(folder.path)[1]:
        by_model.setdefault(result.point.model, []).append(result.status)
    assert by_model == {"a_mlnn": ["done"] * 2, "b_mlnn": ["missing", "failed"]}


def stored_again(study):
    return type(study).read(study.name, study.folder.path)


def test_repeats_of_other_libraries_are_one_study(make_study, write):
    other = refingerprint(stored(make_study, "b", repeats="1..1"), libraries="new")
    folder = write(stored(make_study, "a"), other)
    sweep, found = results.read_sweep(folder.path)
    assert (sweep.repeats, len(found)) == (2, 4)
    assert {result.status for result in found} == {"done"}
