import nbformat
import pytest

from noiselab.common import files, folders
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.front import publishing
from noiselab.report import pages
from noiselab.store import prepare, results

PARAMETERS = {"tags": ["parameters"]}


@pytest.fixture
def folder(tmp_path, sweep):
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    return folder


@pytest.mark.slow
def test_a_report_comes_with_failed_and_missing_points_named(
    sweep, folder, make_result, read_json
):
    failed, *_ = sweep.points()
    files = folder.point(failed.id)
    files.path.mkdir()
    error = "ValueError: <b>no</b>"
    files.result.write_text(make_result(failed, status="failed", error=error).as_json())
    with Kernels() as kernels:
        publishing.write_report(sweep, folder, kernels)
    text = folder.report.read_text()
    assert "4 of 4 points are not included above" in text
    assert "ValueError: &lt;b&gt;no&lt;/b&gt;" in text
    assert text.count("missing") >= 3
    assert folder.results.read_text().count("\n") == 5
    assert publishing.is_reported(sweep, folder)
    files.result.unlink()
    assert not publishing.is_reported(sweep, folder)


def test_a_comparison_that_fails_is_one_line_and_the_older_report_stays(
    sweep, folder, tmp_path, monkeypatch
):
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("folder: str = ''", metadata=PARAMETERS),
            nbformat.v4.new_code_cell("raise ValueError('no\\nsecond line')"),
        ]
    )
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb.metadata["kernelspec"] = spec
    failing = tmp_path / "failing.ipynb"
    nbformat.write(nb, failing)
    monkeypatch.setattr(folders, "COMPARE", failing)
    folder.report.write_text("older")
    with Kernels() as kernels, pytest.raises(NoiselabError) as caught:
        publishing.write_report(sweep, folder, kernels)
    assert str(caught.value).startswith(f"{failing}: ValueError: no, at ")
    assert folder.report.read_text() == "older"
    assert not list(folder.path.glob(".report*"))


def test_a_new_title_makes_the_report_again(sweep, study):
    folder = SweepFolder(study)
    made = results.read_sweep(study)[0]
    assert publishing.is_reported(made, folder)
    for change in ({"title": "Another"}, {"formats": ("svg",)}):
        report = made.report.model_copy(update=change)
        other = made.model_copy(update={"report": report})
        assert not publishing.is_reported(other, folder)


@pytest.mark.slow
def test_the_reports_notebook_is_written_once_and_whole(sweep, folder, monkeypatch):
    written = []
    write = files.write

    def note(path, content, shared=False):
        written.append(path.name)
        write(path, content, shared)

    monkeypatch.setattr(files, "write", note)
    with Kernels() as kernels:
        publishing.write_report(sweep, folder, kernels)
    assert written == ["results.csv", "transfer.csv", "report.html", "report.ipynb"]
    notebook = nbformat.read(folder.report_notebook, as_version=4)
    nbformat.validate(notebook)
    assert not {"input_path", "output_path"} & {*notebook.metadata.papermill}
    assert notebook.metadata.noiselab == pages.inputs(folder)
    assert publishing.is_reported(sweep, folder)
