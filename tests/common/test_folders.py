import errno
import os
import shutil
from pathlib import Path

import pytest

from noiselab.common.files import write
from noiselab.common.folders import SweepFolder

POINT, STAGE = "mlnn--gaussian--0.5--r0", "mlnn~~gaussian--0.5--r0"


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


def staged(folder, text):
    stage = folder.stage(POINT)
    stage.log.write_text(text)
    return stage


def test_a_prepared_folder_replaces_the_old_one(folder):
    folder.put_in_place(staged(folder, "old"), POINT)
    folder.put_in_place(staged(folder, "new"), POINT)
    assert folder.point(POINT).log.read_text() == "new"
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_a_stage_is_empty_whatever_a_killed_run_left(folder):
    staged(folder, "left")
    assert list(folder.stage(POINT).path.iterdir()) == []


def test_a_failed_attempt_lies_beside_the_finished_files(folder):
    folder.put_in_place(staged(folder, "finished"), POINT)
    folder.keep_failed(staged(folder, "failed"), POINT)
    assert folder.point(POINT).log.read_text() == "finished"
    assert folder.point(POINT).failed_attempt.log.read_text() == "failed"


def test_recovering_brings_back_what_was_moved_aside(folder):
    folder.put_in_place(staged(folder, "old"), POINT)
    folder.point(POINT).path.rename(
        folder.points / f".old-{POINT}"
    )  # killed in between
    staged(folder, "half made")
    folder.recover()
    assert folder.point(POINT).log.read_text() == "old"
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_a_point_is_prepared_beside_its_place_under_a_name_as_long(folder):
    stage = folder.stage(POINT)
    assert stage.path == folder.points / STAGE
    assert len(STAGE) == len(POINT)


def test_recovering_removes_what_was_begun_and_nothing_of_people(folder):
    staged(folder, "half made")
    for name in (f".running-{POINT}", "mlnn~~notes", f"{STAGE}.txt"):
        (folder.points / name).mkdir()
    folder.recover()
    left = sorted(path.name for path in folder.points.iterdir())
    assert left == [f"{STAGE}.txt", "mlnn~~notes"]


def test_recovering_keeps_the_newer_of_two(folder):
    folder.put_in_place(staged(folder, "new"), POINT)
    old = folder.points / f".old-{POINT}"
    old.mkdir()
    folder.recover()
    assert folder.point(POINT).log.read_text() == "new"
    assert not old.exists()


def test_what_was_recorded_by_hand_stays_when_its_point_runs_again(folder):
    point = folder.put_in_place(staged(folder, "old"), POINT)
    assert [point.new_by_hand().path.name for _ in range(2)] == ["1", "2"]
    folder.put_in_place(staged(folder, "new"), POINT)
    assert sorted(path.name for path in point.by_hand.iterdir()) == ["1", "2"]
    assert point.log.read_text() == "new"


def test_recovering_keeps_what_was_recorded_by_hand(folder):
    folder.put_in_place(staged(folder, "old"), POINT).new_by_hand()
    folder.point(POINT).path.rename(folder.points / f".old-{POINT}")
    staged(folder, "new").path.rename(folder.point(POINT).path)  # killed after this
    folder.recover()
    assert [path.name for path in folder.point(POINT).by_hand.iterdir()] == ["1"]
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_what_people_put_there_stays_when_its_point_runs_again(folder):
    point = folder.put_in_place(staged(folder, "old"), POINT)
    (point.path / "my_copy.ipynb").write_text("mine")
    (point.path / "my_figures").mkdir()
    folder.put_in_place(staged(folder, "new"), POINT)
    names = [path.name for path in sorted(point.path.iterdir())]
    assert names == ["log.txt", "my_copy.ipynb", "my_figures"]
    assert point.log.read_text() == "new"


def test_nothing_that_a_run_made_takes_the_place_of_what_people_put_there(folder):
    point = folder.put_in_place(staged(folder, "old"), POINT)
    (point.path / "notes.txt").write_text("old notes")
    new = staged(folder, "new")
    (new.path / "notes.txt").write_text("new notes")
    folder.put_in_place(new, POINT)
    assert (point.path / "notes.txt").read_text() == "new notes"
    assert (point.by_hand / "1" / "notes.txt").read_text() == "old notes"


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_notebook_that_somebody_saved_stays_when_its_point_runs_again(
    folder, is_saved
):
    point = folder.put_in_place(staged(folder, "old"), POINT)
    failed = folder.keep_failed(staged(folder, "failed"), POINT)
    for place in (point, failed):
        place.notebook.write_text("mended")
        place.result.write_text("{}")
        os.utime(place.result, (1e9, 1e9))
        os.utime(place.notebook, (1e9 + 60 * is_saved,) * 2)
    folder.put_in_place(staged(folder, "new"), POINT)
    kept = [path.read_text() for path in point.by_hand.glob("*/notebook.ipynb")]
    assert kept == ["mended", "mended"] * is_saved


@pytest.mark.parametrize("how", ["forgotten", "failed again", "done", "recovered"])
def test_what_people_put_into_a_failed_attempt_stays(folder, how):
    point = folder.put_in_place(staged(folder, "finished"), POINT)
    point.new_by_hand()
    failed = folder.keep_failed(staged(folder, "failed"), POINT)
    (failed.path / "notes.txt").write_text("mine")
    (failed.new_by_hand().path / "measures.json").write_text("{}")
    if how == "forgotten":
        folder.forget_failed(POINT)
    elif how == "failed again":
        folder.keep_failed(staged(folder, "failed again"), POINT)
        assert failed.log.read_text() == "failed again"
    elif how == "done":
        folder.put_in_place(staged(folder, "new"), POINT)
    else:
        point.path.rename(folder.points / f".old-{POINT}")
        staged(folder, "new").path.rename(point.path)  # killed after this
        folder.recover()
    assert (point.path / "notes.txt").read_text() == "mine"
    assert [*point.by_hand.glob("*/**/measures.json")]
    assert failed.path.exists() == (how == "failed again")


@pytest.fixture
def open_files(monkeypatch):
    """NFS while a file is open: it stays under another name, and so does its folder."""
    unlink = os.unlink

    def refuse(path, **options):
        if Path(path).name.startswith(".nfs"):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), path)
        unlink(path, **options)

    monkeypatch.setattr(os, "unlink", refuse)
    yield
    monkeypatch.undo()


def test_open_files_of_an_old_folder_keep_no_new_one_out(folder, open_files):
    for text in ("1", "2", "3"):
        stage = staged(folder, text)
        (stage.path / ".nfs0001").touch()
        folder.put_in_place(stage, POINT)
        assert folder.point(POINT).log.read_text() == text
        (staged(folder, "killed").path / ".nfs0002").touch()
    names = {path.name for path in folder.points.iterdir()} - {POINT, STAGE}
    assert names == {f".left-over-{number}" for number in range(1, 5)}


def test_what_was_left_over_goes_once_nobody_has_it_open(folder, open_files, request):
    test_open_files_of_an_old_folder_keep_no_new_one_out(folder, None)
    folder.recover()
    assert len([*folder.points.iterdir()]) > 1
    request.getfixturevalue("monkeypatch").undo()
    folder.recover()
    assert [path.name for path in folder.points.iterdir()] == [POINT]


@pytest.fixture
def refused(monkeypatch):
    """Names that cannot be renamed, with the error that the file system gives."""
    refused, rename = {}, os.rename

    def refuse(path, to):
        if number := refused.get(Path(path).name):
            raise OSError(number, os.strerror(number), str(path))
        rename(path, to)

    monkeypatch.setattr(os, "rename", refuse)
    return refused


def finished(folder, text):
    stage = staged(folder, text)
    stage.result.write_text("{}")
    return stage


@pytest.mark.parametrize("name", ["EACCES", "EBUSY", "EPERM", "ESTALE"])
def test_what_was_finished_waits_while_its_place_is_in_use(folder, refused, name):
    number = getattr(errno, name)
    folder.put_in_place(finished(folder, "old"), POINT)
    refused[POINT] = number
    with pytest.raises(OSError, match="--") as caught:
        folder.put_in_place(finished(folder, "new"), POINT)
    assert caught.value.errno == number
    folder.recover()
    assert folder.point(POINT).log.read_text() == "old"
    refused.clear()
    folder.recover()
    assert folder.point(POINT).log.read_text() == "new"
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_what_waits_replaces_nothing_newer(folder, refused):
    folder.put_in_place(finished(folder, "old"), POINT)
    refused[POINT] = errno.EBUSY
    with pytest.raises(OSError, match="--"):
        folder.put_in_place(finished(folder, "new"), POINT)
    refused.clear()
    folder.put_in_place(finished(folder, "newer"), POINT)
    folder.recover()
    assert folder.point(POINT).log.read_text() == "newer"


def test_a_new_folder_that_cannot_take_its_place_leaves_the_old_one(folder, refused):
    folder.put_in_place(finished(folder, "old"), POINT)
    refused[STAGE] = errno.EACCES
    with pytest.raises(OSError, match="~~"):
        folder.put_in_place(finished(folder, "new"), POINT)
    assert folder.point(POINT).log.read_text() == "old"


def test_a_folder_that_came_with_an_image_is_replaced(folder, refused):
    point = folder.put_in_place(finished(folder, "old"), POINT)
    (point.path / "notes").mkdir()
    (point.path / "notes" / "mine").write_text("mine")
    refused |= {POINT: errno.EXDEV, "notes": errno.EXDEV}
    folder.put_in_place(finished(folder, "new"), POINT)
    assert point.log.read_text() == "new"
    assert (point.path / "notes" / "mine").read_text() == "mine"
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_a_copy_counts_where_its_original_was_being_removed(folder):
    point = folder.put_in_place(finished(folder, "old"), POINT)
    shutil.copytree(point.path, folder.points / f".old-{POINT}")
    point.result.unlink()  # killed after this
    (point.path / "notes").write_text("mine")
    folder.recover()
    assert point.log.read_text() == "old"
    assert point.result.is_file()
    assert (point.path / "notes").read_text() == "mine"
    assert [path.name for path in folder.points.iterdir()] == [POINT]


def test_writing_leaves_the_old_text_if_it_fails(tmp_path):
    path = tmp_path / "a.txt"
    write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "new \udcff")
    assert path.read_text() == "old"
    write(path, "new")
    assert path.read_text() == "new"


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path):
    with pytest.raises(OSError) as caught:  # noqa: PT011
        write(tmp_path / "missing" / "result.json", "{}")
    assert caught.value.filename == str(tmp_path / "missing" / "result.json")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_a_file_belongs_is_moved_aside_with_all_it_holds(tmp_path):
    for _ in range(2):
        (tmp_path / "result.json").unlink(missing_ok=True)
        (tmp_path / "result.json").mkdir()
        write(tmp_path / "result.json", "{}")
    assert (tmp_path / "result.json").read_text() == "{}"
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["result.json", "result.json.aside1", "result.json.aside2"]
