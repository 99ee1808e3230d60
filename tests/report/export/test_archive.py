import os
import zipfile

from noiselab.common.folders import TABLES, SweepFolder
from noiselab.report.export import EXPORTERS, archive
from noiselab.store import results


def test_it_holds_the_report_and_all_it_links_to(study):
    folder = SweepFolder(study)
    _, stored = results.read_sweep(study)
    path = archive.write(folder)
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        assert sorted(packed.namelist()) == sorted(
            [f"small/{name}" for name in ("report.html", "sweep.yaml")]
            + [f"small/{name}.csv" for name in TABLES]
            + [f"small/points/{result.point.id}/notebook.html" for result in stored]
        )
    assert not list(study.glob(".*.partial"))
    path.unlink()


def test_it_holds_a_pdf_of_this_report_and_none_of_an_older_one(study):
    folder = SweepFolder(study)
    pdf = EXPORTERS["pdf"].path(folder)
    made = folder.report.stat().st_mtime_ns
    for age, is_packed in ((1, False), (0, True)):
        pdf.write_bytes(b"%PDF-")
        os.utime(pdf, ns=(made - age, made - age))
        with zipfile.ZipFile(archive.write(folder)) as packed:
            assert ("small/report.pdf" in packed.namelist()) == is_packed
        assert archive.outdated(folder) == ([] if is_packed else [pdf])
    pdf.unlink()
    EXPORTERS["zip"].path(folder).unlink()
