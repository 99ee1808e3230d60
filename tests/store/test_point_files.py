import hashlib
import json
import os
import shutil

import numpy as np
import pytest

from noiselab.common.folders import PointFolder
from noiselab.store import point_files
from noiselab.store.result import FileRecord, from_fields

NAMES = ["model.keras", "notebook.ipynb", "predictions.npz"]


@pytest.fixture
def finished(tmp_path, point, make_result):
    """A finished point's folder and result, its files of the year 2001."""
    folder = PointFolder(tmp_path)
    for path in (folder.predictions, folder.model):
        with path.open("wb") as file:
            np.savez(file, labels=[0, 1])
    folder.notebook.write_text("{}")
    folder.page.write_text("a page")
    for path in tmp_path.iterdir():
        os.utime(path, (1e9, 1e9))
    result = make_result(point, files=point_files.records(folder))
    folder.result.write_text(result.as_json())
    return folder, result


def replace_content(path):
    """Change one byte of a file, so that its size stays as it was."""
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)


def read_names(monkeypatch):
    """Note the names of files that are digested from now on."""
    names = []
    digest = point_files.files.digest

    def noted(path):
        names.append(path.name)
        return digest(path)

    monkeypatch.setattr(point_files.files, "digest", noted)
    return names


def test_the_files_that_make_a_point_done_are_recorded(finished):
    folder, result = finished
    assert sorted(result.files) == NAMES
    assert result.files["notebook.ipynb"] == FileRecord(
        sha256=hashlib.sha256(b"{}").hexdigest(), size=2, mtime_ns=10**18
    )
    assert point_files.changed(folder, result) == ()
    assert point_files.lost(folder, result) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_changed_is_named(finished, name):
    folder, result = finished
    with (folder.path / name).open("ab") as file:
        file.write(b" ")
    assert point_files.changed(folder, result) == (name,)


def test_a_change_is_noticed_in_a_plain_copy(finished, tmp_path):
    folder, result = finished
    replace_content(folder.notebook)
    shutil.copytree(folder.path, tmp_path / "copy", copy_function=shutil.copyfile)
    copy = PointFolder(tmp_path / "copy")
    os.utime(copy.result)  # written last, or touched since
    assert point_files.changed(copy, result) == ("notebook.ipynb",)


@pytest.mark.parametrize(("here", "there"), [(b"\n", b"\r\n"), (b"\r\n", b"\n")])
def test_a_notebook_may_have_the_line_ends_of_another_system(finished, here, there):
    """As git gives it to a clone on Windows, or to one on Linux of a study from there."""
    folder, result = finished
    folder.notebook.write_bytes(b'{"cells":' + here + b"[]}" + here)
    files = point_files.records(folder)
    result = result.model_copy(update={"files": files})
    folder.notebook.write_bytes(b'{"cells":' + there + b"[]}" + there)
    assert point_files.changed(folder, result) == ()
    folder.notebook.write_bytes(b'{"cells":' + there + b"[1]}" + there)
    assert point_files.changed(folder, result) == ("notebook.ipynb",)


@pytest.mark.parametrize("seconds", [5e8, 2e9])
def test_a_change_is_noticed_whatever_the_time_of_the_file(finished, seconds):
    folder, result = finished
    replace_content(folder.model)
    os.utime(folder.model, (seconds, seconds))
    assert point_files.changed(folder, result) == ("model.keras",)


def test_a_file_of_another_time_is_read_once(finished, monkeypatch):
    folder, result = finished
    folder.notebook.touch()
    names = read_names(monkeypatch)
    assert point_files.changed(folder, result) == ()
    assert names == ["notebook.ipynb"]
    assert folder.notebook.stat().st_mtime_ns == 10**18
    assert point_files.changed(folder, result) == ()
    assert names == ["notebook.ipynb"]


def test_a_study_that_one_may_only_read_is_checked_all_the_same(finished, monkeypatch):
    folder, result = finished
    folder.notebook.touch()

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)
    assert point_files.changed(folder, result) == ()


def test_files_that_nobody_touched_or_of_another_size_are_not_read(
    finished, monkeypatch
):
    folder, result = finished
    folder.notebook.write_text("{} ")
    names = read_names(monkeypatch)
    assert point_files.changed(folder, result) == ("notebook.ipynb",)
    assert names == []


def test_a_digest_alone_is_compared_each_time(finished):
    folder, result = finished
    fields = json.loads(result.as_json())
    fields["files"] = {
        name: record["sha256"] for name, record in fields["files"].items()
    }
    older = from_fields(fields)
    assert older.files["notebook.ipynb"].mtime_ns is None
    assert point_files.changed(folder, older) == ()
    replace_content(folder.notebook)
    os.utime(folder.notebook, (1e9, 1e9))
    assert point_files.changed(folder, older) == ("notebook.ipynb",)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_lost_is_named(finished, name):
    folder, result = finished
    (folder.path / name).unlink()
    assert point_files.lost(folder, result) == name


def test_a_page_is_no_part_of_it(finished):
    folder, result = finished
    folder.page.unlink()
    assert point_files.lost(folder, result) is None


def test_without_digests_what_measures_stand_for_must_be_there(finished):
    folder, result = finished
    older = result.model_copy(update={"files": {}})
    folder.notebook.unlink()
    assert point_files.lost(folder, older) is None
    folder.measures.write_text("{}")
    assert point_files.lost(folder, older) == "notebook.ipynb"
    assert point_files.changed(folder, older) == ()


def test_a_result_that_was_edited_is_named(finished):
    folder, result = finished
    fields = json.loads(folder.result.read_text())
    fields["seconds"]["total"] += 1
    folder.result.write_text(json.dumps(fields))
    assert point_files.changed(folder, result) == ("result.json",)
