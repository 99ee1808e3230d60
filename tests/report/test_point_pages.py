import os
import re
import shutil
from dataclasses import replace

import nbformat
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.report import page_template, point_pages
from noiselab.store import point_files

HOUR = 3600 * 10**9  # nanoseconds


def write_notebook(path, source="1 + 1"):
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_code_cell(source, id="cell")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


@pytest.fixture
def page(sweep, folder, point):
    """The page of a point's notebook, just made."""
    write_notebook(folder.point(point.id).notebook)
    (page,) = point_pages.of(sweep, folder, point)
    page.write()
    return page


def make_newer(path, than):
    time = than.stat().st_mtime_ns + HOUR
    os.utime(path, ns=(time, time))


def test_a_point_has_a_page_for_each_of_its_notebooks(sweep, folder, point):
    files = folder.point(point.id)
    assert point_pages.of(sweep, folder, point) == []
    write_notebook(files.notebook)
    write_notebook(files.failed_attempt.notebook, "1 / 0")
    for page in point_pages.of(sweep, folder, point):
        page.write()
    assert 'href="../../report.html"' in files.page.read_text()
    assert 'href="../../../report.html"' in files.failed_attempt.page.read_text()
    assert re.search(r"1.*/.*0", files.failed_attempt.page.read_text())


def test_a_page_just_made_is_current(page):
    assert page.is_current()


@pytest.mark.parametrize("damage", ["", "<!DOCTYPE html>\n", None])
def test_a_page_that_is_lost_or_cut_short_is_not_current(page, damage):
    text = page.folder.page.read_text()
    page.folder.page.unlink()
    if damage is not None:
        page.folder.page.write_text(damage)
    assert not page.is_current()
    page.folder.page.write_text(text[:-100])
    assert not page.is_current()


def test_a_notebook_of_another_size_counts_however_old(page):
    write_notebook(page.folder.notebook, "1 + 1 + 1")
    os.utime(page.folder.notebook, (0, 0))
    assert not page.is_current()


def test_a_changed_notebook_of_the_same_size_counts_once_it_is_newer(page):
    write_notebook(page.folder.notebook, "1 + 2")
    make_newer(page.folder.notebook, page.folder.page)
    assert not page.is_current()


def test_a_copied_notebook_is_read_once_and_its_page_stays(page, monkeypatch):
    text = page.folder.page.read_bytes()
    os.utime(page.folder.page, (0, 0))
    assert page.is_current()
    monkeypatch.setattr(point_pages, "_digest", None)
    assert page.is_current()
    assert page.folder.page.read_bytes() == text


def test_another_title_or_address_of_the_report_counts(page):
    renamed = replace(page, title="Mine, Gaussian noise 0.5 on digits")
    assert not renamed.is_current()
    assert not replace(page, back="report.html").is_current()


@pytest.mark.parametrize("part", ["page.css", "page.js", "index.html.j2"])
def test_a_change_of_any_part_of_the_look_counts(page, part, monkeypatch, tmp_path):
    templates = shutil.copytree(page_template.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(page_template, "TEMPLATES", templates)
    page_template.look.cache_clear()
    assert page.is_current()
    changed = templates / "noiselab" / part
    changed.write_text(changed.read_text() + "\n")
    page_template.look.cache_clear()
    assert not page.is_current()
    monkeypatch.undo()
    page_template.look.cache_clear()
    assert page.is_current()


def test_a_change_of_the_pages_code_counts_and_a_comment_does_not(
    page, monkeypatch, tmp_path
):
    original = page_template.HERE
    for name in page_template._CODE:
        shutil.copy(original / name, tmp_path)
    monkeypatch.setattr(page_template, "HERE", tmp_path)
    code = tmp_path / "pages.py"
    for more, current in (("\n# more\n", True), ("\nMORE = 1\n", False)):
        code.write_text((original / "pages.py").read_text() + more)
        page_template.look.cache_clear()
        assert page.is_current() == current
    monkeypatch.undo()
    page_template.look.cache_clear()


@pytest.fixture
def recorded(page, folder, point, make_result):
    """The page of a finished point, whose result records its notebook."""
    files = folder.point(point.id)
    records = point_files.records(files)
    files.result.write_text(make_result(point, files=records).as_json())
    return page


def test_a_page_stays_that_of_the_record_where_the_notebook_was_changed(recorded):
    write_notebook(recorded.folder.notebook, "1 + 1 + 1")
    make_newer(recorded.folder.notebook, recorded.folder.page)
    assert recorded.is_current()
    assert replace(recorded, title="Renamed").is_current()
    write_notebook(recorded.folder.notebook)
    assert recorded.is_current()
    assert not replace(recorded, title="Renamed").is_current()


def test_a_page_of_a_changed_notebook_says_so(recorded):
    recorded.folder.page.unlink()
    write_notebook(recorded.folder.notebook, "1 + 1 + 1")
    recorded.write()
    assert "changed after its point was finished" in recorded.folder.page.read_text()
    assert recorded.is_current()
    write_notebook(recorded.folder.notebook)
    make_newer(recorded.folder.notebook, recorded.folder.page)
    assert not recorded.is_current()
    recorded.write()
    assert "changed after" not in recorded.folder.page.read_text()


def test_a_notebook_that_cannot_be_converted_leaves_the_older_page(page):
    text = page.folder.page.read_bytes()
    notebook = nbformat.read(page.folder.notebook, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("![](attachment:lost.png)"))
    nbformat.write(notebook, page.folder.notebook)
    with pytest.raises(Exception, match=r"missing attachment: lost\.png"):
        page.write()
    assert page.folder.page.read_bytes() == text
    assert not page.is_current()
