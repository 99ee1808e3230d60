import os
import shutil

from noiselab.common.folders import SweepFolder
from noiselab.report import index_page


def test_every_study_with_a_report_is_listed(study, tmp_path):
    for name in ("small", "broken", "unfinished"):
        shutil.copytree(study, tmp_path / name)
    (tmp_path / "broken" / "sweep.yaml").write_text("name: [")
    (tmp_path / "unfinished" / "report.html").unlink()
    text = index_page.write(tmp_path).read_text()
    assert text.count('<a data-page href="small/report.html">report</a>') == 1
    assert "broken" not in text
    assert "unfinished" not in text
    assert '<td class="short">all 4</td>' in text
    assert text.count("<polyline") == 2
    assert "handin.zip" not in text


def test_of_nothing_it_says_so(tmp_path):
    assert "<p>No study has a report yet.</p>" in index_page.write(tmp_path).read_text()


def test_it_is_current_while_no_report_is_newer(study, tmp_path):
    shutil.copytree(study, tmp_path / "small")
    folder = SweepFolder(tmp_path / "small")
    assert not index_page.is_current(folder)
    index_page.write(tmp_path)
    assert index_page.is_current(folder)
    later = folder.report.stat().st_mtime + 3600
    os.utime(folder.report, (later, later))
    assert not index_page.is_current(folder)


def test_a_run_lists_its_study(study):
    assert "small/report.html" in (study.parent / index_page.NAME).read_text()
