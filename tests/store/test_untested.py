import numpy as np

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, fingerprint, standing, untested
from noiselab.store.images_met import ImagesMet
from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition


def test_every_network_is_to_be_tested_on_every_kind_and_level(
    sweep, make_result, tmp_path
):
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise, "models": ["mlnn"]})
    folder = SweepFolder(tmp_path / "small")
    for point in sweep.points():
        now = fingerprint.of(point, folders.TEMPLATE, "data")
        files = folder.point(point.id)
        files.path.mkdir(parents=True)
        files.result.write_text(make_result(point, fingerprint=now).as_json())
    planned = standing.make(sweep, folder, "data", folders.TEMPLATE)
    conditions = [CLEAN, Condition("gaussian", 0.5), Condition("shot", 0.1)]
    missing = untested.unfinished_transfers(sweep, folder, planned, {})
    assert missing == {point.id: conditions for point in sweep.points()}
    assert untested.left_out(sweep, folder, planned, {}) == []


def test_a_further_set_is_tested_once_and_again_where_it_holds_something_else(
    sweep, make_result, tmp_path
):
    fields = {"models": ["mlnn"], "test": {"sets": {"fog": "./fog"}}}
    sweep = sweep_file.check(sweep.as_file() | fields)
    folder, fog = SweepFolder(tmp_path / "small"), Condition(set="fog")
    for point in sweep.points():
        now = fingerprint.of(point, folders.TEMPLATE, "data")
        files, result = folder.point(point.id), make_result(point, fingerprint=now)
        files.path.mkdir(parents=True)
        files.result.write_text(result.as_json())
        met = ImagesMet(fingerprint.of_data("a" * 64))
        right = np.ones(4, bool)
        tests = {
            each: cross_tests.Tested(0.5, right) for each in sweep.conditions()[:-1]
        }
        tests[fog] = cross_tests.Tested(0.5, right, images=met)
        cross_tests.write(files, result, cross_tests.Transfer(tests))
    planned = standing.make(sweep, folder, "data", folders.TEMPLATE)
    assert {item.status for item in planned} == {"done"}  # of no set, it is trained

    def missing(*digest):
        sets = dict(zip(("fog",), digest, strict=False))
        return untested.unfinished_transfers(sweep, folder, planned, {}, sets)

    assert missing() == missing("a" * 64) == {}
    assert missing("b" * 64) == {point.id: [fog] for point in sweep.points()}
