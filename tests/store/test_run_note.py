import json
import os

import pytest

from noiselab.store import run_note


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Writes a note of this process, with other fields."""
    monkeypatch.setenv(run_note.JOB, "42")

    def write(**fields):
        path = tmp_path / "note"
        path.write_text(json.dumps(run_note.own() | fields))
        return path

    return write


def test_a_process_that_is_there_is_waited_for(note):
    assert run_note.way_on(note()) == "wait for it to end"
    assert run_note.way_on(note(began=1.0)) == ""


def test_a_job_that_was_started_anew_on_another_host_takes_no_notice_of_itself(note):
    assert run_note.way_on(note(host="node7")) == ""
    there = note(host="node7", job="41", pid=5)
    assert run_note.way_on(there) == (
        "wait for it to end; it is process 5 on node7: if that is no longer running, "
        f"remove {there}"
    )
    assert run_note.way_on(note(host="node7", job=None)) != ""


def test_the_start_of_a_process_is_known(tmp_path):
    assert run_note.began(os.getpid()) == run_note.own()["began"]
    assert run_note.began(None) is None or run_note.began(None) > 0
    assert run_note.way_on(tmp_path / "none") == ""
