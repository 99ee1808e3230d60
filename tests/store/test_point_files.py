import hashlib
import os

import numpy as np
import pytest

from noiselab.common.folders import PointFolder
from noiselab.store import point_files

NAMES = ["model.keras", "notebook.ipynb", "predictions.npz"]


@pytest.fixture
def finished(tmp_path, point, make_result):
    """A finished point's folder and result, its files an hour old."""
    folder = PointFolder(tmp_path)
    for path in (folder.predictions, folder.model):
        with path.open("wb") as file:
            np.savez(file, labels=[0, 1])
    folder.notebook.write_text("{}")
    folder.page.write_text("a page")
    result = make_result(point, files=point_files.digests(folder))
    folder.result.write_text(result.as_json())
    for path in tmp_path.iterdir():
        os.utime(path, (1e9, 1e9))
    return folder, result


def test_the_files_that_make_a_point_done_have_digests(finished):
    folder, result = finished
    assert sorted(result.files) == NAMES
    notebook = hashlib.sha256(b"{}").hexdigest()
    assert result.files["notebook.ipynb"] == notebook
    assert point_files.changed(folder, result) == ()
    assert point_files.lost(folder, result) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_changed_is_named(finished, name):
    folder, result = finished
    with (folder.path / name).open("ab") as file:
        file.write(b" ")
    assert point_files.changed(folder, result) == (name,)


def test_a_file_that_was_only_touched_is_not_changed(finished):
    folder, result = finished
    folder.notebook.touch()
    assert point_files.changed(folder, result) == ()


def test_only_files_newer_than_the_record_are_read(finished, monkeypatch):
    monkeypatch.setattr(point_files, "_digest", None)
    assert point_files.changed(*finished) == ()


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
