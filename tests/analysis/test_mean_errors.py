"""Mean errors over kinds and sets; the figures themselves are recomputed."""

from helpers import answered
from helpers.answered import checked

from noiselab.analysis import mean_errors
from noiselab.analysis.evidence import Evidence
from noiselab.store import results


def rows(tmp_path, **changes):
    folder = answered.make(checked(**changes), tmp_path / "small")
    evidence = Evidence(*results.read_sweep(folder.path), folder.path)
    return mean_errors.of(evidence, "mlnn")


def test_every_network_has_one_over_kinds_and_over_sets(tmp_path):
    found = rows(tmp_path, test={"sets": {"fog": "./fog"}})
    trained = [("", 0.0), *(("gaussian", level) for level in (0.3, 0.6))]
    trained += [("shot", 0.1), ("shot", 0.2)]
    for over, count in (("kinds", 2), ("sets", 1)):
        own = [row for row in found if row.over == over]
        assert [(r.noise, r.level) for r in own if r.model == "mlnn"] == trained
        assert {row.count for row in own} == {count}
        baseline = own[0]
        assert baseline.relative == 1
        assert all(0 < row.mean < 1 for row in own)
    assert [len({r.model for r in part}) for part in mean_errors.in_parts(found)] == [2]


def test_one_kind_alone_has_none(tmp_path):
    assert rows(tmp_path, noise={"gaussian": [0, 0.3]}) == []


def test_a_test_that_is_missing_leaves_the_mean_unknown(tmp_path):
    found = rows(tmp_path, test={"noise": {"uniform": [0.2]}})
    assert {(row.over, row.count, row.mean) for row in found} == {("kinds", 3, None)}
