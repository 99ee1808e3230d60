import zipfile

from noiselab import handin, results
from noiselab.outputs import SweepFolder


def test_it_holds_the_report_and_all_it_links_to(study):
    folder = SweepFolder(study)
    _, found = results.read_sweep(study)
    path = handin.write(folder, found)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(
            [f"small/{name}" for name in ("report.html", "results.csv", "sweep.yaml")]
            + ["small/comparisons.csv", "small/transfer.csv"]
            + [f"small/points/{r.point.id}/notebook.html" for r in found]
        )
    assert not list(study.glob(".*.partial"))
    path.unlink()
