import nbformat
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.front.page_maker import MOST_LISTED, PageMaker
from noiselab.report.point_pages import PointPage


@pytest.fixture
def folder(tmp_path, sweep):
    """A folder with a notebook for each point; the first cannot be made a page."""
    folder = SweepFolder(tmp_path)
    lost = nbformat.v4.new_markdown_cell("![](attachment:lost.png)")
    for number, point in enumerate(sweep.points()):
        path = folder.point(point.id).notebook
        path.parent.mkdir(parents=True)
        cells = [] if number else [lost]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return folder


def test_pages_are_made_and_those_that_cannot_be_are_named(folder, sweep):
    first, *others = sweep.points()
    for outdated in (4, 1, 1):
        with PageMaker(sweep, folder) as page_maker:
            page_maker.load()
            assert page_maker.make(sweep.points()) == outdated
            assert page_maker.problems() == [
                f"page of {first.id}: InvalidNotebook: missing attachment: lost.png"
            ]
            assert page_maker.make(sweep.points()) == 0  # it was tried
    assert not folder.point(first.id).page.exists()
    assert all(folder.point(point.id).page.is_file() for point in others)


def test_many_problems_are_listed_in_a_few_lines(folder, sweep, monkeypatch):
    def fail(self):
        raise ValueError("no template\nin any folder")

    monkeypatch.setattr(PointPage, "write", fail)
    noise = {"gaussian": tuple(level / 10 for level in range(6))}
    many = list(sweep.model_copy(update={"noise": noise}).points())
    for point in many:
        path = folder.point(point.id).notebook
        path.parent.mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(), path)
    with PageMaker(sweep, folder) as page_maker:
        page_maker.make(many)
        lines = page_maker.problems()
    assert len(lines) == MOST_LISTED + 1
    assert lines[0] == f"page of {many[0].id}: ValueError: no template"
    assert lines[-1] == "pages of 2 more points: as above, or similar"


def test_an_interrupt_leaves_the_rest_for_the_next_run(folder, sweep):
    def interrupted():
        with PageMaker(sweep, folder) as page_maker:
            page_maker.load()  # which takes longer than what follows
            page_maker.make(sweep.points())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not list(folder.points.glob("*/*.partial"))
    with PageMaker(sweep, folder) as page_maker:
        assert page_maker.make(sweep.points()) > 0
        page_maker.problems()
    assert len(list(folder.points.glob("*/*.html"))) == 3
