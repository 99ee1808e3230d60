import os

import pytest

from noiselab.common.files import write
from noiselab.common.folders import SweepFolder


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


def staged(folder, text):
    stage = folder.stage("a")
    stage.log.write_text(text)
    return stage


def test_a_prepared_folder_replaces_the_old_one(folder):
    folder.put_in_place(staged(folder, "old"), "a")
    folder.put_in_place(staged(folder, "new"), "a")
    assert folder.point("a").log.read_text() == "new"
    assert [path.name for path in folder.points.iterdir()] == ["a"]


def test_a_stage_is_empty_whatever_a_killed_run_left(folder):
    staged(folder, "left")
    assert list(folder.stage("a").path.iterdir()) == []


def test_a_failed_attempt_lies_beside_the_finished_files(folder):
    folder.put_in_place(staged(folder, "finished"), "a")
    folder.keep_failed(staged(folder, "failed"), "a")
    assert folder.point("a").log.read_text() == "finished"
    assert folder.point("a").failed_attempt.log.read_text() == "failed"


def test_recovering_brings_back_what_was_moved_aside(folder):
    folder.put_in_place(staged(folder, "old"), "a")
    folder.point("a").path.rename(folder.points / ".old-a")  # killed in between
    staged(folder, "half made")
    folder.recover()
    assert folder.point("a").log.read_text() == "old"
    assert [path.name for path in folder.points.iterdir()] == ["a"]


def test_recovering_keeps_the_newer_of_two(folder):
    folder.put_in_place(staged(folder, "new"), "a")
    old = folder.points / ".old-a"
    old.mkdir()
    folder.recover()
    assert folder.point("a").log.read_text() == "new"
    assert not old.exists()


def test_what_was_recorded_by_hand_stays_when_its_point_runs_again(folder):
    point = folder.put_in_place(staged(folder, "old"), "a")
    assert [point.new_by_hand().path.name for _ in range(2)] == ["1", "2"]
    folder.put_in_place(staged(folder, "new"), "a")
    assert sorted(path.name for path in point.by_hand.iterdir()) == ["1", "2"]
    assert point.log.read_text() == "new"


def test_recovering_keeps_what_was_recorded_by_hand(folder):
    folder.put_in_place(staged(folder, "old"), "a").new_by_hand()
    folder.point("a").path.rename(folder.points / ".old-a")
    staged(folder, "new").path.rename(folder.point("a").path)  # killed after this
    folder.recover()
    assert [path.name for path in folder.point("a").by_hand.iterdir()] == ["1"]
    assert [path.name for path in folder.points.iterdir()] == ["a"]


def test_what_people_put_there_stays_when_its_point_runs_again(folder):
    point = folder.put_in_place(staged(folder, "old"), "a")
    (point.path / "my_copy.ipynb").write_text("mine")
    (point.path / "my_figures").mkdir()
    folder.put_in_place(staged(folder, "new"), "a")
    names = [path.name for path in sorted(point.path.iterdir())]
    assert names == ["log.txt", "my_copy.ipynb", "my_figures"]
    assert point.log.read_text() == "new"


def test_nothing_that_a_run_made_takes_the_place_of_what_people_put_there(folder):
    point = folder.put_in_place(staged(folder, "old"), "a")
    (point.path / "notes.txt").write_text("old notes")
    new = staged(folder, "new")
    (new.path / "notes.txt").write_text("new notes")
    folder.put_in_place(new, "a")
    assert (point.path / "notes.txt").read_text() == "new notes"
    assert (point.by_hand / "1" / "notes.txt").read_text() == "old notes"


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_notebook_that_somebody_saved_stays_when_its_point_runs_again(
    folder, is_saved
):
    point = folder.put_in_place(staged(folder, "old"), "a")
    failed = folder.keep_failed(staged(folder, "failed"), "a")
    for place in (point, failed):
        place.notebook.write_text("mended")
        place.result.write_text("{}")
        os.utime(place.result, (1e9, 1e9))
        os.utime(place.notebook, (1e9 + 60 * is_saved,) * 2)
    folder.put_in_place(staged(folder, "new"), "a")
    kept = [path.read_text() for path in point.by_hand.glob("*/notebook.ipynb")]
    assert kept == ["mended", "mended"] * is_saved


@pytest.mark.parametrize("how", ["forgotten", "failed again", "done", "recovered"])
def test_what_people_put_into_a_failed_attempt_stays(folder, how):
    point = folder.put_in_place(staged(folder, "finished"), "a")
    point.new_by_hand()
    failed = folder.keep_failed(staged(folder, "failed"), "a")
    (failed.path / "notes.txt").write_text("mine")
    (failed.new_by_hand().path / "measures.json").write_text("{}")
    if how == "forgotten":
        folder.forget_failed("a")
    elif how == "failed again":
        folder.keep_failed(staged(folder, "failed again"), "a")
        assert failed.log.read_text() == "failed again"
    elif how == "done":
        folder.put_in_place(staged(folder, "new"), "a")
    else:
        point.path.rename(folder.points / ".old-a")
        staged(folder, "new").path.rename(point.path)  # killed after this
        folder.recover()
    assert (point.path / "notes.txt").read_text() == "mine"
    assert [*point.by_hand.glob("*/**/measures.json")]
    assert failed.path.exists() == (how == "failed again")


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
