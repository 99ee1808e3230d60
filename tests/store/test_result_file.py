import json

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.store import result_file


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "unreadable"),
        ("{}", "damaged"),
        (json.dumps({"schema": 1}), "other_schema"),
        (json.dumps({"schema": 99}), "newer_schema"),
        (None, "not_run"),
    ],
)
def test_what_is_no_result_says_why(tmp_path, point, text, reason):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    if text is not None:
        files.result.write_text(text)
    result = result_file.read(files, point)
    assert (result.status, result.reason, result.point) == ("missing", reason, point)


def test_a_result_reads_back_as_it_was_written(tmp_path, point, make_result):
    files = SweepFolder(tmp_path).point(point.id)
    files.path.mkdir(parents=True)
    files.result.write_text(make_result(point).as_json())
    assert result_file.read(files, point) == make_result(point)
