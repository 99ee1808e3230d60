import zipfile

from noiselab.common.folders import SweepFolder
from noiselab.report.export import archive
from noiselab.store import results


def test_it_holds_the_report_and_all_it_links_to(study):
    folder = SweepFolder(study)
    _, stored = results.read_sweep(study)
    path = archive.write(folder)
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        assert sorted(packed.namelist()) == sorted(
            [f"small/{name}" for name in ("report.html", "results.csv", "sweep.yaml")]
            + ["small/comparisons.csv", "small/transfer.csv"]
            + [f"small/points/{result.point.id}/notebook.html" for result in stored]
        )
    assert not list(study.glob(".*.partial"))
    path.unlink()
