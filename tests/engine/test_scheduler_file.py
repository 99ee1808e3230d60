import json
import platform
import stat
import subprocess
import sys

import pytest

from noiselab.common.errors import OptionError, RequestError
from noiselab.engine import scheduler_file
from noiselab.engine.certificate import Certificate
from noiselab.store import run_note

OWN = Certificate("of all", "secret")


def test_it_is_its_owners_alone_and_holds_all_that_a_run_needs(tmp_path):
    file = tmp_path / "scheduler.json"
    with scheduler_file.written(file, "tls://host:1", OWN):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert scheduler_file.read(file) == ("tls://host:1", OWN)
    assert not file.exists()
    with scheduler_file.written(file, "tcp://host:1", None):
        assert scheduler_file.read(file) == ("tcp://host:1", None)


def test_the_file_of_another_cluster_is_left_alone(tmp_path):
    file = tmp_path / "scheduler.json"
    note = run_note.own() | {"host": "another"}
    for content in (note, {"address": "tcp://of.dask:8786"}):
        file.write_text(json.dumps(content))
        with (
            pytest.raises(RequestError) as caught,
            scheduler_file.written(file, "", None),
        ):
            pass
        assert str(caught.value).startswith(f"{file}: another cluster has this file; ")
        assert json.loads(file.read_text()) == content
    file.unlink()
    with scheduler_file.written(file, "tcp://host:1", None):
        file.write_text("another's by now")
    assert file.read_text() == "another's by now"


def test_what_a_cluster_that_was_killed_left_is_replaced(tmp_path):
    file = tmp_path / "scheduler.json"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = {"host": platform.node(), "pid": ended.pid, "began": 1.0}
    file.write_text(json.dumps(left | {"address": "tcp://host:1"}))
    with scheduler_file.written(file, "tcp://host:2", None):
        assert scheduler_file.read(file)[0] == "tcp://host:2"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"address": 3}', "{" * 99999])
def test_another_file_is_named(tmp_path, content):
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(OptionError, match="is not a Dask scheduler's file"):
        scheduler_file.read(file)
