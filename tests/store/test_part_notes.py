import errno
import fcntl
import os
import subprocess
import sys

import pytest

from noiselab.common.errors import OutputError
from noiselab.common.folders import SweepFolder
from noiselab.store import folder_lock, part_notes
from noiselab.study.shard import Shard

SAME = ', or give this one its own folder with changes=["name=trial"]'
KILLED = """
import os, sys
from pathlib import Path
from noiselab.common.folders import SweepFolder
from noiselab.store import part_notes
from noiselab.study.shard import Shard
with part_notes.held(SweepFolder(Path(sys.argv[1])), Shard(1, 2), "a"):
    os._exit(9)
"""


@pytest.fixture(params=["locks", "none"])
def folder(tmp_path, request, monkeypatch):
    """A folder of a study, also on a file system without locks."""

    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    if request.param == "none":
        monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(folder_lock, "BEGINNING", 0.1)
    folder = SweepFolder(tmp_path / "study")
    folder.points.mkdir(parents=True)
    return folder


def beside(folder, number, count=2, settings="a", ids=(), begin=lambda alone: None):
    shard = Shard(number, count)
    return folder_lock.beside_others(folder, shard, settings, ids, begin)


def refusal(manager, folder):
    with pytest.raises(OutputError) as caught, manager:
        pass
    return str(caught.value).removeprefix(f"{folder.path}: ").removesuffix(SAME)


def test_parts_of_a_study_run_side_by_side_and_leave_nothing(folder):
    alone = []
    with beside(folder, 1, begin=alone.append):
        with beside(folder, 2, begin=alone.append):
            assert [*part_notes.running(folder)] == [Shard(1, 2), Shard(2, 2)]
        assert [*part_notes.running(folder)] == [Shard(1, 2)]
        assert folder_lock.is_held(folder)
    assert alone == [True, False]
    assert not folder_lock.is_held(folder)
    assert {path.name for path in folder.path.iterdir()} <= {"points", ".lock"}


def test_what_cannot_run_beside_a_part_is_refused_in_a_line(folder):
    wait = "; wait for it to end"
    with beside(folder, 1):
        again, other = beside(folder, 1), beside(folder, 2, settings="b")
        assert refusal(again, folder) == f"part 1 of 2 is being run already{wait}"
        assert refusal(other, folder) == (
            f"part 1 of 2 is being run with other settings, data or code{wait}"
        )
        assert refusal(beside(folder, 2, 3), folder) == (
            f"part 1 of 2 is being run, so part 2 of 3 cannot begin{wait}"
        )
        whole = folder_lock.alone_in(folder)
        assert refusal(whole, folder) == f"part 1 of 2 is using this folder{wait}"
        with beside(folder, 2):
            pass
    with folder_lock.alone_in(folder):
        assert refusal(beside(folder, 1), folder) == (
            f"another run is using this folder{wait}"
        )


def test_a_part_that_was_killed_keeps_nothing_out(folder):
    subprocess.run([sys.executable, "-c", KILLED, str(folder.path)], check=False)
    assert folder.parts_noted() == [(1, 2)]
    assert part_notes.running(folder) == {}
    with beside(folder, 1, settings="b"):
        assert part_notes.settings(folder, Shard(1, 2)) == "b"
    with folder_lock.alone_in(folder):
        pass


def test_only_what_belongs_to_a_part_is_cleaned_up_while_another_works(folder):
    ids = ["mlnn--gaussian--0.1--r0", "mlnn--gaussian--0.2--r0"]
    for point_id in ids:
        (folder.points / f".old-{point_id}").mkdir()
        folder.running(point_id).path.mkdir()
    with beside(folder, 1, ids=ids[:1]):  # alone: all is cleaned up
        assert not [*folder.points.glob("*~~*")]
        for point_id in ids:
            (folder.points / f".old-{point_id}").mkdir()
            folder.running(point_id).path.mkdir()
        with beside(folder, 2, ids=ids[1:]):
            left = [path.name for path in folder.points.glob(".old-*")]
            assert left == [f".old-{ids[0]}"]
            assert folder.running(ids[0]).path.is_dir()


def test_a_note_that_somebody_looks_at_can_be_held(tmp_path):
    folder = SweepFolder(tmp_path)
    folder.part_note(1, 2).touch()
    with folder.part_note(1, 2).open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        with part_notes.held(folder, Shard(1, 2), "a"):
            pass
