import json

import nbformat
import pytest
from matplotlib.figure import Figure

from noiselab.common.folders import SweepFolder
from noiselab.report import takeaway
from noiselab.report.tables.html import Cells
from noiselab.report.takeaway import Takeaway
from noiselab.study import sweep_file
from noiselab.study.listed import FORMATS

CELLS = Cells("What.", ["level", "loss"], [["0", 0.5]])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small").mkdir()
    return SweepFolder(tmp_path / "small")


def asked(sweep, *formats):
    fields = sweep.as_file()
    fields["report"] |= {"formats": list(formats)}
    return sweep_file.check(fields)


def show(taken):
    """Take along one figure for each of two kinds of noise, and two tables."""
    for number, kind in enumerate(("gaussian", "shot")):
        figure = Figure(figsize=(1, 1))
        taken.figure(f"Figure {number}", "levels", kind, figure, "Caption.", "Words.")
    taken.table("Table 1", "levels", "gaussian", CELLS)
    taken.table("Table 2", "problems", "", CELLS)


def there(folder):
    paths = folder.path.rglob("*")
    return {p.relative_to(folder.path).as_posix() for p in paths if p.is_file()}


def report(folder, html, files):
    """Leave a report that notes its files, as a run does."""
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["noiselab"] = {"files": files}
    folder.report_notebook.write_text(json.dumps(notebook))
    folder.report.write_text(html)
    return notebook


def test_each_is_written_in_the_formats_that_were_asked_for(sweep, folder):
    taken = Takeaway(asked(sweep, *FORMATS), folder)
    show(taken)
    names = ("loss_and_accuracy-gaussian", "loss_and_accuracy-shot")
    assert there(folder) == {
        *(f"figures/{name}.{form}" for name in names for form in ("svg", "pdf")),
        *(f"tables/{names[0]}.{form}" for form in ("csv", "tex")),
        *(f"tables/problems.{form}" for form in ("csv", "tex")),
    }
    text = (folder.path / "tables/problems.tex").read_text()
    assert r"\label{tab:small-problems}" in text
    written = there(folder)
    notebook = report(folder, taken.links(), {})
    assert {*takeaway.linked(notebook)} == written


@pytest.mark.parametrize("formats", [(), ("svg",), ("tex", "csv")])
def test_nothing_else_is_written(sweep, folder, formats):
    taken = Takeaway(asked(sweep, *formats), folder)
    show(taken)
    assert {path.rpartition(".")[2] for path in there(folder)} == {*formats}
    assert ("As files" in taken.links()) == bool(formats)


def test_without_a_folder_nothing_is_written(sweep):
    taken = Takeaway(asked(sweep, *FORMATS), None)
    show(taken)
    assert taken.links() == ""


def test_what_is_made_again_is_the_same_to_the_byte(sweep, folder):
    found = []
    for _ in range(2):
        show(Takeaway(asked(sweep, *FORMATS), folder))
        found.append(takeaway.digests(folder, there(folder)))
    assert found[0] == found[1]


def test_what_the_new_report_does_not_have_goes_and_what_a_user_changed_stays(
    sweep, folder
):
    show(Takeaway(asked(sweep, *FORMATS), folder))
    report(folder, "", takeaway.digests(folder, there(folder)))
    before = takeaway.of_report(folder)
    edited = "figures/loss_and_accuracy-shot.svg"
    (folder.path / edited).write_text("edited")
    (folder.path / "figures/mine.svg").write_text("mine")
    kept = "figures/loss_and_accuracy-gaussian.svg"
    takeaway.remove_old(folder, before, [kept])
    left = {path for path in there(folder) if not path.startswith("report")}
    assert left == {kept, edited, "figures/mine.svg"}
    assert not (folder.path / "tables").exists()


def test_a_report_that_names_other_files_removes_none(folder):
    outside = folder.path.parent / "outside.svg"
    outside.write_text("x")
    (folder.path / "results.csv").write_text("x")
    digest = takeaway.digests(folder, ["results.csv"])["results.csv"]
    report(folder, "", {"figures/../../outside.svg": digest, "results.csv": digest})
    assert takeaway.of_report(folder) == {}


def test_a_file_in_the_way_of_a_folder_is_moved_aside(sweep, folder):
    (folder.path / "figures").write_text("mine")
    show(Takeaway(asked(sweep, "svg"), folder))
    assert (folder.path / "figures.aside1").read_text() == "mine"
    assert "figures/loss_and_accuracy-gaussian.svg" in there(folder)
