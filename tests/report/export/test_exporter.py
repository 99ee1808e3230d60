import pytest

from noiselab.common.folders import SweepFolder
from noiselab.report.export import EXPORTERS, register


def test_the_archive_comes_last_as_it_packs_the_others():
    assert list(EXPORTERS)[-1] == "zip"


@pytest.mark.slow
def test_a_registered_exporter_becomes_an_option_that_is_checked_first(
    tmp_path, call, monkeypatch, fast_template
):
    order = []

    @register(
        "shout",
        file="report.txt",
        link="LOUD",
        help="write the report in capitals",
        check=lambda: order.append("checked"),
    )
    def shout(folder: SweepFolder):
        order.append("written")
        loud = folder.path / "report.txt"
        loud.write_text(folder.report.read_text().upper())
        return loud

    try:
        changes = ("--set", "models=mlnn", "--set", "levels=0", "--set", "epochs=1")
        code, _, errors = call("digits", *changes, "--shout", "--quiet")
    finally:
        del EXPORTERS["shout"]
    assert (code, errors) == (0, "")
    assert order == ["checked", "written"]
    assert "<HTML" in (tmp_path / "out" / "digits" / "report.txt").read_text()


@pytest.mark.slow
def test_the_list_of_studies_links_what_was_exported(tmp_path, call, fast_template):
    @register("shout", file="report.txt", link="LOUD", help="write it in capitals")
    def shout(folder: SweepFolder):
        (folder.path / "report.txt").write_text("LOUD")
        return folder.path / "report.txt"

    try:
        changes = ("--set", "models=mlnn", "--set", "levels=0", "--set", "epochs=1")
        assert call("digits", *changes, "--shout", "--quiet")[0] == 0
    finally:
        del EXPORTERS["shout"]
    index = (tmp_path / "out" / "index.html").read_text()
    assert '<a data-page href="digits/report.txt">LOUD</a>' in index
