from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.store import fingerprint, standing, untested
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
